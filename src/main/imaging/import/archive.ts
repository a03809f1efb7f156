/** Zip archives, one member at a time in memory. */
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { AppException } from '../../../shared/result'
import { memorySource, type ByteSource } from '../byte-source'

/** bytes of one member that we are willing to hold */
const largestMember = 1 << 30
/** bytes of all members together */
const largestArchive = 64 * 2 ** 30
/** A member that grows more than this is no image: pixel data shrink by ten or, if empty, some hundreds. */
const steepestRatio = 2000
const encryptedFlag = 1

export interface ArchiveMember {
  name: string
  /** @throws AppException ARCHIVE_ENCRYPTED, ARCHIVE_MALFORMED, ARCHIVE_TOO_LARGE, FILE_TOO_LARGE */
  open(): Promise<ByteSource>
}

export const isZip = (head: Uint8Array) =>
  head.length >= 4 &&
  head[0] === 0x50 &&
  head[1] === 0x4b &&
  ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))

/** @throws AppException ARCHIVE_MALFORMED, ARCHIVE_TOO_LARGE */
export async function* archiveMembers(path: string): AsyncGenerator<ArchiveMember> {
  let archive: ZipFile
  try {
    archive = await openPromise(path, {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
      decodeStrings: false,
    })
  } catch {
    throw malformed()
  }
  try {
    let total = 0
    const entries = entriesOf(archive)
    for (;;) {
      const next = await entries.next().catch(() => {
        throw malformed()
      })
      if (next.done) return
      const entry = next.value
      const name = nameOf(entry)
      if (name.endsWith('/') || isResourceFork(name)) continue
      total += entry.uncompressedSize
      if (total > largestArchive)
        throw new AppException('ARCHIVE_TOO_LARGE', 'The archive unpacks to more than 64 GiB.')
      yield { name, open: () => readMember(archive, entry) }
    }
  } finally {
    archive.close()
  }
}

/** Names are only shown: nothing is written where a name like `../x` points to. */
function nameOf({ generalPurposeBitFlag, fileName, extraFields }: Entry): string {
  return getFileNameLowLevel(generalPurposeBitFlag, fileName as unknown as Buffer, extraFields, false)
}

/** What a Mac adds to an archive beside the user's files. */
const isResourceFork = (name: string) => name.startsWith('__MACOSX/')

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for await (const entry of archive.eachEntry()) yield entry
}

async function readMember(archive: ZipFile, entry: Entry): Promise<ByteSource> {
  if (entry.generalPurposeBitFlag & encryptedFlag) {
    throw new AppException('ARCHIVE_ENCRYPTED', 'The archive is protected by a password.')
  }
  if (entry.uncompressedSize > largestMember)
    throw new AppException('FILE_TOO_LARGE', 'A file in the archive is larger than 1 GiB.')
  if (
    entry.uncompressedSize > 1 << 20 &&
    entry.uncompressedSize > steepestRatio * Math.max(1, entry.compressedSize)
  ) {
    throw new AppException(
      'ARCHIVE_TOO_LARGE',
      'A file in the archive unpacks to far more than an image does.',
    )
  }
  try {
    const stream = await archive.openReadStreamPromise(entry)
    const bytes = new Uint8Array(entry.uncompressedSize)
    let filled = 0
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (filled + chunk.length > bytes.length) throw malformed()
      bytes.set(chunk, filled)
      filled += chunk.length
    }
    if (filled !== bytes.length) throw malformed()
    return memorySource(bytes)
  } catch (thrown) {
    throw thrown instanceof AppException ? thrown : malformed()
  }
}

const malformed = () =>
  new AppException('ARCHIVE_MALFORMED', 'The archive is damaged or is not a zip archive.')
