/** The files of a package that somebody brings: a folder or a ZIP, its names checked before anything is read. */
import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'
import { largestModelBytes } from '../../../shared/domain/models/site/graph-report'
import { AppException } from '../../../shared/result'
import { largestGoldenBytes, largestTextBytes, mostFiles } from './limits'

export interface PackageMember {
  /** inside the package, separated by '/' */
  name: string
  bytes: number
  /** in parts, never more than `bytes` together */
  read(): AsyncIterable<Uint8Array>
}

const unsafe = (what: string) =>
  new AppException('MODEL_PACKAGE_UNSAFE', `The package is not safe: ${what}.`, { what })
const malformed = () =>
  new AppException('ARCHIVE_MALFORMED', 'The archive is damaged or is not a zip archive.')

/**
 * What a package consists of, a bundle's two descriptions among it; other files (a licence text, a readme) are left where
 * they are, unless the model says that its weights lie in them.
 */
const wanted =
  /^(manifest\.json|preparation\.json|CARD\.md|metadata\.json|inference\.json|[\w.-]+\.onnx|golden\/[\w.-]+)$/
/** The only folders that are looked into. */
const folders = new Set(['golden', 'configs', 'models'])

/** @throws AppException MODEL_PACKAGE_UNSAFE where a name leads out of the package */
export function checkMemberName(name: string): void {
  const parts = name.split('/')
  const leadsOut =
    name === '' ||
    name.includes('\\') ||
    name.includes('\0') ||
    name.startsWith('/') ||
    /^[a-z]:/i.test(name) ||
    parts.some((part) => part === '..' || part === '.')
  if (leadsOut) throw unsafe('It holds a file whose name leads out of the package')
}

function limitOf(name: string): number {
  if (name.endsWith('.onnx')) return largestModelBytes
  return name.startsWith('golden/') && !name.endsWith('.json') ? largestGoldenBytes : largestTextBytes
}

function refuseLarge({ name, bytes }: Pick<PackageMember, 'name' | 'bytes'>): void {
  if (bytes <= limitOf(name)) return
  if (name.endsWith('.onnx'))
    throw new AppException('MODEL_FILE_TOO_LARGE', 'The model file is larger than 500 MB.', {
      megabytes: Math.ceil(bytes / 1e6),
    })
  throw new AppException('ARCHIVE_TOO_LARGE', 'A file of the package is larger than its kind may be.')
}

export interface PackageMembers {
  /** what a package consists of, by the names that it has there */
  parts: PackageMember[]
  /** other files beside the model, of any size: taken only where it says that its weights lie in them */
  beside: PackageMember[]
}

function sorted(members: readonly PackageMember[]): PackageMembers {
  const own = asPackage(inOwnFolder(members))
  if (new Set(own.map(({ name }) => name)).size !== own.length) throw unsafe('It holds two files of one name')
  const parts = own.filter(({ name }) => wanted.test(name))
  for (const member of parts) refuseLarge(member)
  return { parts, beside: own.filter(({ name }) => !name.includes('/') && !wanted.test(name)) }
}

/** What tells where a package begins, in this order. */
const landmarks = [
  /^([^/]+\/)?manifest\.json$/,
  /^([^/]+\/)?configs\/metadata\.json$/,
  /^([^/]+\/)?[\w.-]+\.onnx$/,
]

/** A package packed with its folder: the folder's name is taken off. */
function inOwnFolder(members: readonly PackageMember[]): PackageMember[] {
  const found = landmarks.map((landmark) => members.find(({ name }) => landmark.test(name)) ?? null)
  const at = found.findIndex((member) => member !== null)
  const folder = landmarks[at]?.exec(found[at]?.name ?? '')?.[1] ?? ''
  return members
    .filter(({ name }) => name.startsWith(folder))
    .map((member) => ({ ...member, name: member.name.slice(folder.length) }))
}

/** A MONAI bundle keeps its model in `models` and its descriptions in `configs`: they are put where a package has them. */
function asPackage(members: PackageMember[]): PackageMember[] {
  const isBundle = members.some(({ name }) => name === 'configs/metadata.json')
  if (!isBundle || members.some(({ name }) => name === 'manifest.json')) return members
  return members.map((member) => ({
    ...member,
    name: member.name.replace(/^models\/([^/]+)$|^configs\/(metadata\.json|inference\.json)$/, '$1$2'),
  }))
}

/** Links are not followed: what they point to is no part of the package. @throws AppException MODEL_PACKAGE_UNSAFE */
export async function folderMembers(folder: string): Promise<PackageMembers> {
  const members: PackageMember[] = []
  const walk = async (inside: string): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true })
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const name = inside === '' ? entry.name : `${inside}/${entry.name}`
      if (entry.isSymbolicLink() && wanted.test(name)) throw unsafe('It holds a link in place of a file')
      if (entry.isDirectory() && folders.has(name)) await walk(name)
      if (!entry.isFile()) continue
      if (members.length >= mostFiles) throw unsafe(`It holds more than ${mostFiles} files`)
      const { size } = await lstat(join(folder, name))
      members.push({ name, bytes: size, read: () => readFile(join(folder, name), size) })
    }
  }
  await walk('')
  return sorted(members)
}

async function* readFile(path: string, bytes: number): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r')
  try {
    let left = bytes
    for await (const part of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
      const chunk = part as Buffer
      left -= chunk.length
      if (left < 0) throw unsafe('A file grew while it was read')
      yield chunk
    }
  } finally {
    await file.close()
  }
}

/** A member of a model package shrinks little; weights hardly at all. Zeros alone would shrink a thousandfold. */
const steepestRatio = 200
const encryptedFlag = 1
/** Unix file type in the external attributes: a symbolic link (S_IFLNK). */
const isLink = ({ externalFileAttributes }: Entry) =>
  ((externalFileAttributes >>> 16) & 0o170000) === 0o120000

/**
 * Members of a ZIP, to be read one after the other before `close`.
 * @throws AppException ARCHIVE_MALFORMED, ARCHIVE_ENCRYPTED, ARCHIVE_TOO_LARGE, MODEL_PACKAGE_UNSAFE, MODEL_FILE_TOO_LARGE
 */
export async function zipMembers(path: string): Promise<{ members: PackageMembers; close: () => void }> {
  const archive = await openPromise(path, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
    decodeStrings: false,
  }).catch(() => {
    throw malformed()
  })
  try {
    const members: PackageMember[] = []
    for await (const entry of entriesOf(archive)) {
      if (members.length >= mostFiles) throw unsafe(`It holds more than ${mostFiles} files`)
      const member = memberOf(archive, entry)
      if (member) members.push(member)
    }
    return { members: sorted(members), close: () => archive.close() }
  } catch (thrown) {
    archive.close()
    throw thrown instanceof AppException ? thrown : malformed()
  }
}

async function* entriesOf(archive: ZipFile): AsyncGenerator<Entry> {
  for await (const entry of archive.eachEntry()) yield entry
}

/** Null for a folder and for what a Mac adds. */
function memberOf(archive: ZipFile, entry: Entry): PackageMember | null {
  const { generalPurposeBitFlag, extraFields, uncompressedSize: bytes, compressedSize } = entry
  const name = getFileNameLowLevel(
    generalPurposeBitFlag,
    entry.fileName as unknown as Buffer,
    extraFields,
    false,
  )
  checkMemberName(name.endsWith('/') ? name.slice(0, -1) : name)
  if (name.endsWith('/') || name.startsWith('__MACOSX/')) return null
  if (isLink(entry)) throw unsafe('It holds a link in place of a file')
  if (generalPurposeBitFlag & encryptedFlag)
    throw new AppException('ARCHIVE_ENCRYPTED', 'The archive is protected by a password.')
  if (bytes > 1 << 20 && bytes > steepestRatio * Math.max(1, compressedSize))
    throw new AppException(
      'ARCHIVE_TOO_LARGE',
      'A file in the archive unpacks to far more than a model does.',
    )
  return { name, bytes, read: () => readEntry(archive, entry) }
}

async function* readEntry(archive: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    let left = entry.uncompressedSize
    for await (const part of await archive.openReadStreamPromise(entry)) {
      const chunk = part as Buffer
      left -= chunk.length
      if (left < 0) throw malformed()
      yield chunk
    }
    if (left !== 0) throw malformed()
  } catch (thrown) {
    throw thrown instanceof AppException ? thrown : malformed()
  }
}
