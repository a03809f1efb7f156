/**
 * Brings what a user chose into a folder of our own and reads it there, so that what was looked at is what is tried and
 * kept, whatever happens to the original. Runs in a worker.
 */
import { constants } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { largestModelBytes, type GraphReport } from '../../../shared/domain/models/site/graph-report'
import { type MonaiBundle, readMonaiBundle } from '../../../shared/domain/models/site/monai-bundle'
import { AppException } from '../../../shared/result'
import { asFileError, FileSource } from '../../imaging/byte-source'
import { isZip } from '../../imaging/import/archive'
import { parseManifest } from '../model-package'
import { hashOf, inspectOnnx, refuseTooLarge } from './inspect-onnx'
import { planJoin, writeJoined } from './join-external'
import { folderMembers, type PackageMember, type PackageMembers, zipMembers } from './package-members'

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
  /** what a MONAI bundle says of itself; null for everything else */
  bundle: MonaiBundle | null
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
 * members and of parseManifest, MODEL_EXTERNAL_DATA, MODEL_HASH_MISMATCH, MODEL_ANSWERS_INVALID where a bundle's
 * description cannot be read, STORAGE_FULL.
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
  // What lies beside a single file was not chosen, so it is not read.
  refuseExternal(report)
  const nothing = { manifest: null, card: '', hasGolden: false, bundle: null }
  return { fileName: basename(path), weightsFile, report, ...nothing }
}

async function stagePackage(
  { parts, beside }: PackageMembers,
  path: string,
  folder: string,
  context: Context,
): Promise<StagedModel> {
  const models = parts.filter(({ name }) => name.endsWith('.onnx'))
  const hasManifest = parts.some(({ name }) => name === 'manifest.json')
  const [first, ...more] = models
  if (!first || (more.length > 0 && !hasManifest))
    throw new AppException('MODEL_PACKAGE_UNSAFE', 'The package does not hold exactly one model.', {
      what: first ? 'It holds several .onnx files' : 'It holds no .onnx file',
    })
  const copied = parts.filter(({ name }) => !isBundleText(name))
  const total = copied.reduce((sum, { bytes }) => sum + bytes, 0)
  if (total > largestModelBytes + (1 << 29))
    throw new AppException('ARCHIVE_TOO_LARGE', 'The package is larger than a model package may be.')
  let done = 0
  for (const member of copied) {
    await copyMember(member, folder, context, done, total * passes)
    done += member.bytes
  }
  const manifest = hasManifest ? parseManifest(await readFile(join(folder, 'manifest.json'), 'utf8')) : null
  const weightsFile = manifest?.weights.file ?? first.name
  if (!models.some(({ name }) => name === weightsFile))
    throw new AppException('MODEL_MANIFEST_INVALID', 'The package lacks the weights that its manifest names.')
  const brought = inspectStaged(join(folder, weightsFile), context, total)
  if (manifest && (manifest.weights.sha256 !== brought.sha256 || manifest.weights.bytes !== brought.bytes))
    throw new AppException('MODEL_HASH_MISMATCH', 'The weights are not those that the manifest names.')
  const report = await withWeights(brought, folder, weightsFile, beside, context)
  if (manifest && 'gradient' in manifest && manifest.gradient)
    refuseExternal(inspectStaged(join(folder, manifest.gradient.file), context, total))
  return {
    fileName: basename(path),
    weightsFile,
    report,
    manifest: manifest && withReport(manifest, report),
    card: await readFile(join(folder, 'CARD.md'), 'utf8').catch(() => ''),
    hasGolden: parts.some(({ name }) => name === 'golden/golden.json'),
    bundle: hasManifest ? null : await readBundle(parts),
  }
}

/** What its manifest says of the weights is said of the file that they were joined into. */
const withReport = (manifest: ModelManifest, { sha256, bytes }: GraphReport): ModelManifest => ({
  ...manifest,
  weights: { ...manifest.weights, sha256, bytes },
})

const isBundleText = (name: string): boolean => name === 'metadata.json' || name === 'inference.json'

/** Null where the package is no bundle. @throws AppException MODEL_ANSWERS_INVALID */
async function readBundle(parts: readonly PackageMember[]): Promise<MonaiBundle | null> {
  const textOf = async (name: string): Promise<string | null> => {
    const member = parts.find((each) => each.name === name)
    if (!member) return null
    const chunks: Uint8Array[] = []
    for await (const chunk of member.read()) chunks.push(chunk)
    return Buffer.concat(chunks).toString('utf8')
  }
  const metadata = await textOf('metadata.json')
  return metadata === null ? null : readMonaiBundle(metadata, await textOf('inference.json'))
}

const dataFolder = 'data'

/**
 * The report of a model that has its weights in it: where they lay in files beside it, they are written into its file.
 * @throws AppException as planJoin, MODEL_FILE_TOO_LARGE, CANCELLED
 */
async function withWeights(
  report: GraphReport,
  folder: string,
  weightsFile: string,
  beside: readonly PackageMember[],
  context: Context,
): Promise<GraphReport> {
  if (report.externalFiles.length === 0) return report
  const named = beside.filter(({ name }) => report.externalFiles.includes(name))
  const total = named.reduce((sum, { bytes }) => sum + bytes, report.bytes)
  refuseTooLarge(total)
  const path = join(folder, weightsFile)
  const brought = await joinInto(`${path}.joined`, { path, report, named }, folder, context)
  // Closed by now: where a file is open, Windows lets nothing take its place.
  await rename(`${path}.joined`, path)
  await rm(join(folder, dataFolder), { recursive: true, force: true })
  const joined = [{ file: weightsFile, bytes: report.bytes, sha256: report.sha256 }, ...brought]
  return { ...inspectStaged(path, context, total), joined }
}

interface Apart {
  /** of the model file */
  path: string
  report: GraphReport
  /** the files that its weights lie in */
  named: readonly PackageMember[]
}

/** Copies the files of weights into the folder and writes the joined model. @returns what they are */
async function joinInto(
  target: string,
  { path, report, named }: Apart,
  folder: string,
  context: Context,
): Promise<GraphReport['joined']> {
  const { signal } = context
  const model = new FileSource(path)
  const sources = new Map<string | null, FileSource>([[null, model]])
  try {
    const plan = planJoin(model, (name) => named.find((each) => each.name === name)?.bytes ?? null)
    const total = named.reduce((sum, { bytes }) => sum + bytes, report.bytes) * passes
    const brought: GraphReport['joined'] = []
    let done = report.bytes
    for (const member of named) {
      const { name: file, bytes } = member
      const name = join(dataFolder, file)
      await copyMember({ ...member, name }, folder, context, done, total)
      const source = new FileSource(join(folder, name))
      sources.set(file, source)
      brought.push({ file, bytes, sha256: hashOf(source, { signal }) })
      done += bytes
    }
    await writeJoined(target, plan, sources, signal)
    return brought
  } finally {
    for (const source of sources.values()) source.close()
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
    return inspectOnnx(source, {
      signal,
      progress: (bytes) => progress({ done: copied + bytes, total: copied * passes }),
    })
  } finally {
    source.close()
  }
}

/** @throws AppException MODEL_EXTERNAL_DATA */
function refuseExternal({ externalFiles }: GraphReport): void {
  if (externalFiles.length > 0)
    throw new AppException('MODEL_EXTERNAL_DATA', 'The weights lie in other files.', {
      files: externalFiles.length,
    })
}
