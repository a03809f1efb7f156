/**
 * `explain <model> <files or folders…> --method M`: one line for each film and method, with its figures; overlays on
 * demand; with `--summary` a line for each method with its means. Needs no vault and keeps nothing; where a profile is
 * named, its site's models and choices count.
 */
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import {
  type ExplanationFigures,
  type ExplanationMethod,
  methodsFor,
} from '../../../../shared/domain/analysis/explanation'
import { inputRegion } from '../../../../shared/domain/models/input-region'
import { type AppError, AppException, toAppError } from '../../../../shared/result'
import { type ExplainArguments, readExplainArguments } from '../../../inference/batch/explain-arguments'
import { mapOrdered } from '../../../inference/batch/map-ordered'
import { OverlayNames } from '../../../inference/batch/overlay-names'
import { resultLine } from '../../../inference/batch/result-line'
import { type BatchInput, walkInputs } from '../../../inference/batch/walk-inputs'
import { evaluatorOf } from '../../../inference/explain/evaluator-of'
import { type ExplainedFilm, explainFilm } from '../../../inference/explain/explain-film'
import type { Chance } from '../../../inference/explain/faithfulness'
import { summariseFigures } from '../../../inference/explain/summarise-figures'
import { type InferenceService, preprocessingOf } from '../../../inference/inference-service'
import { imageModel, type ImageModel } from '../../../inference/model-registry'
import { FilmPool } from '../../../inference/prepare/film-pool'
import type { PreparedFile } from '../../../inference/prepare/film-procedures'
import { parseCommandLine } from '../../command-line'
import { withModel } from '../site-inference'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

interface Batch {
  words: ExplainArguments
  inference: InferenceService
  model: ImageModel
  label: string
  methods: readonly ExplanationMethod[]
  films: FilmPool
  names: OverlayNames
  signal: AbortSignal
}

/** Films under way at once: the next one is read and its runs are queued while this one's are computed. */
const ahead = 2

export const command: HeadlessCommand = {
  name: 'explain',
  usage:
    'explain <model> <files or folders…> --method M|all [--label L] [--out DIR] [--summary] [--age-years N] [--ignore-gates]',
  async run(args, io) {
    const words = readExplainArguments(args)
    if (words.ignoreGates && parseCommandLine(process.argv).profileDir !== undefined)
      throw new AppException(
        'USAGE',
        '--ignore-gates is for evaluation only and is refused together with --profile.',
      )
    if (words.outDir !== null) await mkdir(words.outDir, { recursive: true })
    return withModel(words.modelId, imageModel, io, (inference, model) =>
      explain(words, inference, model, io),
    )
  },
}

async function explain(
  words: ExplainArguments,
  inference: InferenceService,
  model: ImageModel,
  io: HeadlessIo,
): Promise<number> {
  const { label, methods } = choose(model, words)
  const films = new FilmPool(Math.min(ahead, availableParallelism()))
  try {
    const names = new OverlayNames()
    return await explainAll({ words, inference, model, label, methods, films, names, signal: io.signal }, io)
  } finally {
    await films.stop()
  }
}

/** @throws AppException USAGE where the model does not allow what was asked for */
function choose({ manifest, contract }: ImageModel, words: ExplainArguments) {
  if (contract.task !== 'image-classification')
    throw new AppException('USAGE', 'Only models that classify images can be explained.')
  const label = words.label ?? contract.findings.labels[0]?.label ?? ''
  const allowed = methodsFor(manifest, label)
  if (allowed.length === 0) throw new AppException('USAGE', `The model has no label ${label}.`)
  if (words.method !== 'all' && !allowed.includes(words.method))
    throw new AppException('USAGE', `For ${label} this model allows: ${allowed.join(', ')}.`)
  return { label, methods: words.method === 'all' ? allowed : [words.method] }
}

interface FilmResult {
  lines: object[]
  figures: { method: ExplanationMethod; figures: ExplanationFigures }[]
  isDone: boolean
}

async function explainAll(batch: Batch, io: HeadlessIo): Promise<number> {
  const all: FilmResult['figures'] = []
  let inputs = 0
  let done = 0
  for await (const { lines, figures, isDone } of mapOrdered(walkInputs(batch.words.inputs), ahead, (input) =>
    explainOne(batch, input),
  )) {
    if (io.signal.aborted) return exitCodes.interrupted
    for (const line of lines) io.line(line)
    all.push(...figures)
    inputs++
    if (isDone) done++
  }
  if (inputs === 0) io.log('explain: the folders hold no files.')
  if (batch.words.summary) for (const line of summaryLines(batch, all)) io.line(line)
  return inputs > 0 && done === inputs ? exitCodes.success : exitCodes.someFailed
}

function summaryLines({ methods, label, model }: Batch, all: FilmResult['figures']): object[] {
  return methods.flatMap((method) => {
    const own = all.filter((each) => each.method === method).map(({ figures }) => figures)
    if (own.length === 0) return []
    return [{ status: 'summary', model: identity(model), label, ...summariseFigures(method, own) }]
  })
}

const identity = ({ manifest: { id, version, weights } }: ImageModel) => ({
  id,
  version,
  sha256: weights.sha256,
})

/** Never rejects: what goes wrong with one input is that input's line. */
async function explainOne(batch: Batch, { path, error }: BatchInput): Promise<FilmResult> {
  if (error) return failed(path, error)
  const { words, inference, model, films, names, signal } = batch
  const keepFilm = words.outDir !== null
  // Taken before anything is awaited, so that names follow the order of the inputs.
  const stem = keepFilm ? names.next(path) : ''
  try {
    const film = await films.prepareFile({ path, preparation: preprocessingOf(model), keepFilm })
    const { ageYears: statedAgeYears, ignoreGates } = words
    const { outcome } = await inference.assess(model, film, {
      statedAgeYears,
      ignoreGates,
      startedAt: film.startedAt,
      signal,
    })
    if (outcome.status === 'not-assessed')
      return { lines: [resultLine({ input: path, outcome })], figures: [], isDone: false }
    return await explainEach(batch, path, stem, film)
  } catch (thrown) {
    return failed(path, toAppError(thrown))
  }
}

const failed = (input: string, error: AppError): FilmResult => ({
  lines: [resultLine({ input, error })],
  figures: [],
  isDone: false,
})

async function explainEach(
  batch: Batch,
  path: string,
  stem: string,
  film: PreparedFile,
): Promise<FilmResult> {
  const { inference, model, label, methods, signal } = batch
  if (!film.input) throw new AppException('DICOM_NO_PIXELS', 'The file has no image.')
  const evaluator = evaluatorOf(inference, model, label, { signal })
  const result: FilmResult = { lines: [], figures: [], isDone: true }
  let chance: Chance | null = null
  for (const method of methods) {
    const explained: ExplainedFilm = await explainFilm({ evaluator, film: film.input, method, chance })
    chance = explained.chance
    const overlay = await writeOverlay(batch, stem, film, method, explained)
    const { figures, parameters, map } = explained
    result.figures.push({ method, figures })
    result.lines.push({
      input: path,
      status: 'explained',
      model: identity(model),
      label,
      method,
      figures,
      parameters,
      map: { rows: map.rows, columns: map.columns },
      ...(overlay !== null && { overlay }),
    })
  }
  return result
}

async function writeOverlay(
  { words, model, label, films }: Batch,
  stem: string,
  { film }: PreparedFile,
  method: ExplanationMethod,
  { map, figures }: ExplainedFilm,
): Promise<string | null> {
  if (words.outDir === null || !film) return null
  const path = join(words.outDir, `${stem}.${label}.${method}.png`)
  const region = inputRegion(preprocessingOf(model).preprocessing, film)
  const { id, version } = model.manifest
  await films.writeExplanation({
    path,
    picture: { film, region, map, label, method, figures, model: `${id} ${version}` },
  })
  return path
}
