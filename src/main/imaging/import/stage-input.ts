/**
 * What one input becomes, before anything is written to the database: its file is read, checked, hashed and stored
 * encrypted here; the rows come with {@link commitStaged}, several inputs in one transaction.
 */
import { createHash } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { ImportLine, PictureForm } from '../../../shared/domain/jobs/job'
import { AppException, type ErrorCode, toAppError } from '../../../shared/result'
import type { VaultKeys } from '../../security/keys'
import {
  type BlobSync,
  instanceIdentity,
  pictureIdentity,
  removeBlob,
  type StoredBlob,
  writeBlobFrom,
} from '../../store/blobs/blob-store'
import type { WritableDatabase } from '../../store/open-database'
import {
  classifyInstance,
  isBlobReferenced,
  recordInstance,
  restoreDuplicate,
} from '../../store/queries/instances'
import { addWaitingPicture } from '../../store/queries/waiting-pictures'
import { type ByteSource, FileSource, memorySource } from '../byte-source'
import { checkStoredPixels } from '../dicom/check-stored-pixels'
import { parseFile, parseInstance } from '../dicom/parse-instance'
import { readDicomFile } from '../dicom/read-file'
import { decodePicture, pictureKind } from '../picture'
import { archiveMembers, isZip } from './archive'
import { findReferencedFiles, isMediaDirectory } from './media-directory'
import { secondaryCapture } from './secondary-capture'

/** What happens to a PNG or JPEG: it waits for its form in the window; a command gives the form or has it refused. */
export type PicturePolicy = { kind: 'wait' } | { kind: 'refuse' } | { kind: 'form'; form: PictureForm }

export interface ImportContext {
  db: WritableDatabase
  profileDir: string
  keys: VaultKeys
  pictures: PicturePolicy
  /** `later`: the caller syncs the files of a batch together before it commits their rows */
  sync: BlobSync
}

export type Staged =
  | { kind: 'instance'; input: string; parsed: ParsedInstance; blob: StoredBlob }
  | { kind: 'duplicate'; input: string; sopInstanceUid: string }
  | { kind: 'picture'; input: string; fileName: string; rows: number; columns: number; blob: StoredBlob }
  | { kind: 'line'; line: ImportLine }

/** A picture is decoded whole; larger ones are no pictures of films. */
const largestPicture = 512 << 20
const hashChunk = 1 << 20
const largestInMemory = 64 << 20

/** These stop the whole import: the next file would only fail the same way. */
const fatal: ReadonlySet<ErrorCode> = new Set([
  'STORAGE_FULL',
  'STORAGE_UNWRITABLE',
  'VAULT_DAMAGED',
  'CANCELLED',
])

/**
 * One for each file: an archive gives many.
 * @param reported what has its line already and is left out
 * @throws AppException only what stops the import
 */
export async function* stageInput(
  context: ImportContext,
  input: string,
  signal: AbortSignal,
  reported: ReadonlySet<string> = new Set(),
): AsyncGenerator<Staged> {
  if (reported.has(input)) return
  let file: FileSource | null = null
  try {
    file = new FileSource(input)
    if (isZip(headOf(file))) yield* stageArchive(context, input, signal, reported)
    else yield await stageSource(context, inMemory(file), input)
  } catch (thrown) {
    yield failed(input, thrown)
  } finally {
    file?.close()
  }
}

/** A file is read several times (parsed, hashed, encrypted): once from the disk is enough, and it cannot change meanwhile. */
const inMemory = (file: FileSource): ByteSource =>
  file.size <= largestInMemory ? memorySource(file.read(0, file.size)) : file

async function* stageArchive(
  context: ImportContext,
  path: string,
  signal: AbortSignal,
  reported: ReadonlySet<string>,
): AsyncGenerator<Staged> {
  let members = 0
  for await (const member of archiveMembers(path)) {
    members += 1
    if (signal.aborted) return
    const input = `${path}!${member.name}`
    if (reported.has(input)) continue
    try {
      const source = await member.open()
      if (isZip(headOf(source)))
        throw new AppException('ARCHIVE_MALFORMED', 'An archive inside an archive is not opened.')
      yield await stageSource(context, source, input)
    } catch (thrown) {
      yield failed(input, thrown)
    }
  }
  if (members === 0) throw new AppException('FILE_EMPTY', 'There is no file in the archive.')
}

async function stageSource(context: ImportContext, source: ByteSource, input: string): Promise<Staged> {
  return pictureKind(headOf(source))
    ? stagePicture(context, source, input)
    : stageDicom(context, source, input)
}

async function stageDicom(context: ImportContext, source: ByteSource, input: string): Promise<Staged> {
  const file = readDicomFile(source)
  if (isMediaDirectory(file)) return stageDirectory(await findReferencedFiles(file, dirname(input)), input)
  const { parsed, pixels } = parseFile(file, source)
  if (pixels) checkStoredPixels(pixels)
  return stageInstance(context, source, parsed, input)
}

/** A directory holds no image; its line says whether all that it names is there. */
function stageDirectory({ missing }: { missing: string[] }, input: string): Staged {
  if (missing.length === 0 || input.includes('!'))
    return { kind: 'line', line: { input, status: 'imported' } }
  return failed(
    input,
    new AppException(
      'DICOMDIR_MISSING_FILE',
      `${missing.length} files that the directory names are not there.`,
      {
        count: missing.length,
        first: missing[0] ?? '',
      },
    ),
  )
}

function stageInstance(
  { db, profileDir, keys, sync }: ImportContext,
  source: ByteSource,
  parsed: ParsedInstance,
  input: string,
): Staged {
  const { sopInstanceUid } = parsed.instance
  const sha256 = hashOf(source)
  if (classifyInstance(db, sopInstanceUid, sha256) === 'duplicate')
    return { kind: 'duplicate', input, sopInstanceUid }
  const blob = writeBlobFrom(profileDir, keys, source, instanceIdentity(sopInstanceUid, sha256), sync)
  if (blob.sha256 !== sha256) {
    if (!isBlobReferenced(db, blob.blobId)) removeBlob(profileDir, blob.blobId)
    throw new AppException('FILE_UNREADABLE', 'The file changed while it was read.')
  }
  return { kind: 'instance', input, parsed, blob }
}

function stagePicture(context: ImportContext, source: ByteSource, input: string): Staged {
  if (source.size > largestPicture)
    throw new AppException('FILE_TOO_LARGE', 'The picture is larger than 512 MiB.')
  const bytes = source.read(0, source.size)
  const { rows, columns } = decodePicture(bytes)
  const { pictures, profileDir, keys, sync } = context
  if (pictures.kind === 'form') return stageFilledPicture(context, bytes, pictures.form, input)
  if (pictures.kind === 'refuse') {
    throw new AppException(
      'PICTURE_NEEDS_FORM',
      'A picture names no patient: give --patient-id, --patient-name and --study-date, or import it in the window.',
    )
  }
  const blob = writeBlobFrom(profileDir, keys, source, pictureIdentity(hashOf(source)), sync)
  return { kind: 'picture', input, fileName: basename(input), rows, columns, blob }
}

/** A picture with its form filled in, as an instance. @throws AppException PICTURE_MALFORMED, STORAGE_* */
export function stageFilledPicture(
  context: ImportContext,
  bytes: Uint8Array,
  form: PictureForm,
  input: string,
): Staged {
  const source = memorySource(secondaryCapture(bytes, form))
  return stageInstance(context, source, parseInstance(source).parsed, input)
}

/** Writes the rows of one staged input; run inside a transaction. Returns its line, or null for a picture that waits. */
export function commitStaged({ db }: ImportContext, jobId: string, staged: Staged): ImportLine | null {
  switch (staged.kind) {
    case 'line':
      return staged.line
    case 'duplicate':
      restoreDuplicate(db, staged.sopInstanceUid)
      return { input: staged.input, status: 'duplicate' }
    case 'picture':
      addWaitingPicture(db, { ...staged, jobId })
      return null
    case 'instance': {
      const { input, parsed, blob } = staged
      const { status } = recordInstance(db, parsed, blob, basename(input))
      if (status !== 'conflict') return { input, status }
      const message = 'Another file with the same SOP Instance UID is stored; both are kept.'
      return { input, status, error: { code: 'IMPORT_CONFLICT', message } }
    }
  }
}

function failed(input: string, thrown: unknown): Staged {
  const error = toAppError(thrown)
  if (fatal.has(error.code)) throw new AppException(error.code, error.message, error.details)
  return { kind: 'line', line: { input, status: 'error', error } }
}

const headOf = (source: ByteSource) => source.read(0, Math.min(16, source.size))

function hashOf(source: ByteSource): string {
  const hash = createHash('sha256')
  for (let at = 0; at < source.size; at += hashChunk)
    hash.update(source.read(at, Math.min(hashChunk, source.size - at)))
  return hash.digest('hex')
}
