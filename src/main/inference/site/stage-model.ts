/**
 * Brings what a user chose into a folder of our own and reads it there, so that what was looked at is what is tried and
 * kept, whatever happens to the original. Runs in a worker.
 */
import { constants } from 'node:fs'
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { largestModelBytes, type GraphReport } from '../../../shared/domain/models/site/graph-report'
import { AppException } from '../../../shared/result'
import { asFileError, FileSource } from '../../imaging/byte-source'
import { isZip } from '../../imaging/import/archive'
import { parseManifest } from '../model-package'
import { inspectOnnx, refuseTooLarge } from './inspect-onnx'
import { folderMembers, type PackageMember, zipMembers } from './package-members'

export interface StagedModel {
  fileName: string
  /** name of the weights in the folder */
  weightsFile: string
  report: GraphReport
  /** of a package; null for a bare model file */
  manifest: ModelManifest | null
  /** of a package, '' where there is none */
  card: string
  /** whether the package brought reference cases of its own */
  hasGolden: boolean
}

export interface StageProgress {
  /** bytes copied or read so far, and how many there are */
  done: number
  total: number
}

interface StageInput {
  /** an .onnx file, a ZIP or a folder */
  path: string
  /** is made; on failure it is removed again */
  folder: string
}

interface Context {
  signal: AbortSignal
  progress: (value: StageProgress) => void
}

/**
 * Rejects with AppException: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, CANCELLED, the codes of inspectOnnx, of package
 * members and of parseManifest, MODEL_EXTERNAL_DATA, MODEL_HASH_MISMATCH, STORAGE_FULL.
 */
export async function stageModel({ path, folder }: StageInput, context: Context): Promise<StagedModel> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const info = await stat(path).catch((thrown: unknown) => {
      throw asFileError(thrown)
    })
    if (info.isDirectory()) return await stagePackage(await folderMembers(path), path, folder, context)
    if (await startsAsZip(path)) {
      const { members, close } = await zipMembers(path)
      try {
        return await stagePackage(members, path, folder, context)
      } finally {
        close()
      }
    }
    return await stageFile(path, folder, info.size, context)
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true })
    throw thrown
  }
}

async function startsAsZip(path: string): Promise<boolean> {
  const source = new FileSource(path)
  try {
    return isZip(source.read(0, Math.min(4, source.size)))
  } finally {
    source.close()
  }
}

/** Copying and hashing are about as long as each other. */
const passes = 2

async function stageFile(
  path: string,
  folder: string,
  bytes: number,
  context: Context,
): Promise<StagedModel> {
  if (bytes === 0) throw new AppException('FILE_EMPTY', 'The file is empty.')
  refuseTooLarge(bytes)
  const weightsFile = 'model.onnx'
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((thrown: unknown) => {
    throw asFileError(thrown)
  })
  try {
    const read = () => file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })
    await copyMember({ name: weightsFile, bytes, read }, folder, context, 0, bytes * passes)
  } finally {
    await file.close()
  }
  const report = inspectStaged(join(folder, weightsFile), context, bytes)
  return { fileName: basename(path), weightsFile, report, manifest: null, card: '', hasGolden: false }
}

async function stagePackage(
  members: readonly PackageMember[],
  path: string,
  folder: string,
  context: Context,
): Promise<StagedModel> {
  const models = members.filter(({ name }) => name.endsWith('.onnx'))
  const hasManifest = members.some(({ name }) => name === 'manifest.json')
  const [first, ...more] = models
  if (!first || (more.length > 0 && !hasManifest))
    throw new AppException('MODEL_PACKAGE_UNSAFE', 'The package does not hold exactly one model.', {
      what: first ? 'It holds several .onnx files' : 'It holds no .onnx file',
    })
  const total = members.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > largestModelBytes + (1 << 29))
    throw new AppException('ARCHIVE_TOO_LARGE', 'The package is larger than a model package may be.')
  let done = 0
  for (const member of members) {
    await copyMember(member, folder, context, done, total * passes)
    done += member.bytes
  }
  const manifest = hasManifest ? parseManifest(await readFile(join(folder, 'manifest.json'), 'utf8')) : null
  const weightsFile = manifest?.weights.file ?? first.name
  if (!models.some(({ name }) => name === weightsFile))
    throw new AppException('MODEL_MANIFEST_INVALID', 'The package lacks the weights that its manifest names.')
  const report = inspectStaged(join(folder, weightsFile), context, total)
  if (manifest && (manifest.weights.sha256 !== report.sha256 || manifest.weights.bytes !== report.bytes))
    throw new AppException('MODEL_HASH_MISMATCH', 'The weights are not those that the manifest names.')
  return {
    fileName: basename(path),
    weightsFile,
    report,
    manifest,
    card: await readFile(join(folder, 'CARD.md'), 'utf8').catch(() => ''),
    hasGolden: members.some(({ name }) => name === 'golden/golden.json'),
  }
}

async function copyMember(
  member: PackageMember,
  folder: string,
  { signal, progress }: Context,
  before: number,
  total: number,
): Promise<void> {
  const target = join(folder, member.name)
  await mkdir(dirname(target), { recursive: true })
  const file = await open(target, 'wx', 0o600)
  try {
    let done = 0
    for await (const part of member.read()) {
      if (signal.aborted) throw new AppException('CANCELLED', 'Reading the model was cancelled.')
      done += part.length
      if (done > member.bytes) throw new AppException('FILE_UNREADABLE', 'The file grew while it was read.')
      await file.writeFile(part)
      progress({ done: before + done, total })
    }
  } finally {
    await file.close()
  }
}

function inspectStaged(path: string, { signal, progress }: Context, copied: number): GraphReport {
  const source = new FileSource(path)
  try {
    const report = inspectOnnx(source, {
      signal,
      progress: (bytes) => progress({ done: copied + bytes, total: copied * passes }),
    })
    if (report.externalFiles.length > 0)
      throw new AppException('MODEL_EXTERNAL_DATA', 'The weights lie in other files.', {
        files: report.externalFiles.length,
      })
    return report
  } finally {
    source.close()
  }
}
