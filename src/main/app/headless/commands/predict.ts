/**
 * `predict <model> <files or folders…>`: one line for each input, in input order, however many there are: films for models
 * of images, tables for models of series, one for each stay of a table of measurements. Needs no vault and keeps nothing;
 * where a profile is named, its site's models and choices count.
 */
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { AppException, toAppError } from '../../../../shared/result'
import type { Assessment } from '../../../inference/assess-image'
import { mapOrdered } from '../../../inference/batch/map-ordered'
import { OverlayNames } from '../../../inference/batch/overlay-names'
import { type PredictArguments, readPredictArguments } from '../../../inference/batch/predict-arguments'
import { type InputResult, isAssessed, resultLine } from '../../../inference/batch/result-line'
import { type BatchInput, walkInputs } from '../../../inference/batch/walk-inputs'
import { overlaysOf } from '../../../inference/heatmap/overlays-of'
import { type InferenceService, preprocessingOf } from '../../../inference/inference-service'
import {
  type AvailableModel,
  type ImageModel,
  isGeneratorModel,
  isFamiliarityModel,
  isSeriesModel,
  isTableModel,
  type SeriesModel,
} from '../../../inference/model-registry'
import { FilmPool } from '../../../inference/prepare/film-pool'
import type { PreparedFile } from '../../../inference/prepare/film-procedures'
import { SegmentWriter } from '../../../inference/site/segment-writer'
import { readTable } from '../../../inference/series/assess-series'
import { parseCommandLine } from '../../command-line'
import { programVersion } from '../../program-info'
import { predictTable } from '../predict-table'
import { withModel } from '../site-inference'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { predictStays } from '../predict-stays'

interface Batch {
  words: PredictArguments
  inference: InferenceService
  model: ImageModel
  films: FilmPool
  /** null where no regions are to be written */
  segments: SegmentWriter | null
  names: OverlayNames
  signal: AbortSignal
}

export const command: HeadlessCommand = {
  name: 'predict',
  usage:
    'predict <model> <files or folders…> [--age-years N] [--heatmap DIR] [--seg DIR] [--prevalence P] [--explain] [--ignore-gates]',
  async run(args, io) {
    const words = readPredictArguments(args)
    if (words.ignoreGates && parseCommandLine(process.argv).profileDir !== undefined) {
      throw new AppException(
        'USAGE',
        '--ignore-gates is for evaluation only and is refused together with --profile.',
      )
    }
    for (const folder of [words.heatmapDir, words.segDir])
      if (folder !== null) await mkdir(folder, { recursive: true })
    return withModel(
      words.modelId,
      (model) => model,
      io,
      (inference, model) => predict(words, inference, model, io),
    )
  },
}

async function predict(
  words: PredictArguments,
  inference: InferenceService,
  model: AvailableModel,
  io: HeadlessIo,
): Promise<number> {
  // It may still say why it said what it did: `explain` takes it.
  if (model.retired)
    throw new AppException('MODEL_RETIRED', `The model ${model.key} is retired and gives no new results.`)
  if (isGeneratorModel(model)) throw new AppException('USAGE', 'The model makes films: use synthesize.')
  if (isFamiliarityModel(model))
    throw new AppException('USAGE', 'The model goes with models of tables: name one of those.')
  if (isTableModel(model)) return predictTable(words, inference, model, io)
  if (isSeriesModel(model) && model.contract.measurements) return predictStays(words, inference, model, io)
  if (words.prevalence !== null || words.explain)
    throw new AppException('USAGE', '--prevalence and --explain are for models of tables and of stays.')
  if (isSeriesModel(model)) return predictSeries(words, inference, model, io)
  if (words.segDir !== null && model.contract.task !== 'image-segmentation')
    throw new AppException('USAGE', '--seg is for models that mark regions.')
  if (words.heatmapDir !== null && model.contract.task === 'image-segmentation')
    throw new AppException(
      'USAGE',
      '--heatmap is for models that give findings; regions are written by --seg.',
    )
  // They read and decode ahead of the model and rest as soon as they are far enough, so they may be as many as the cores.
  const workers = Math.min(4, availableParallelism())
  const films = new FilmPool(workers)
  const segments =
    words.segDir === null ? null : new SegmentWriter(words.segDir, model.manifest, programVersion)
  try {
    const batch = { words, inference, model, films, segments, names: new OverlayNames(), signal: io.signal }
    return await printAll(words, workers * 2 + 2, io, (input) => predictOne(batch, input))
  } finally {
    await segments?.stop()
    await films.stop()
  }
}

/** A line for each input in its order; `ahead` inputs are worked on at once. */
async function printAll(
  words: PredictArguments,
  ahead: number,
  io: HeadlessIo,
  predict: (input: BatchInput) => Promise<InputResult>,
): Promise<number> {
  let inputs = 0
  let assessed = 0
  for await (const outcome of mapOrdered(walkInputs(words.inputs), ahead, predict)) {
    if (io.signal.aborted) return exitCodes.interrupted
    io.line(resultLine(outcome))
    inputs++
    if (isAssessed(outcome)) assessed++
  }
  if (inputs === 0) io.log('predict: the folders hold no files.')
  return inputs > 0 && assessed === inputs ? exitCodes.success : exitCodes.someFailed
}

/** Tables, one course in time each. */
function predictSeries(
  words: PredictArguments,
  inference: InferenceService,
  model: SeriesModel,
  io: HeadlessIo,
): Promise<number> {
  if (words.heatmapDir !== null || words.ageYears !== null)
    throw new AppException('USAGE', 'A model of series takes neither --age-years nor --heatmap.')
  return printAll(words, 4, io, async ({ path, error }) => {
    if (error) return { input: path, error }
    const startedAt = performance.now()
    try {
      const options = { startedAt, signal: io.signal }
      return { input: path, outcome: await inference.assessSeries(model, await readTable(path), options) }
    } catch (thrown) {
      return { input: path, error: toAppError(thrown) }
    }
  })
}

/** Never rejects: what goes wrong with one input is that input's line. */
async function predictOne(batch: Batch, { path, error }: BatchInput): Promise<InputResult> {
  if (error) return { input: path, error }
  const { words, inference, model, films, names, signal } = batch
  const keepFilm = words.heatmapDir !== null
  // Taken before anything is awaited, so that names follow the order of the inputs.
  const stem = keepFilm || words.segDir !== null ? names.next(path) : ''
  try {
    const film = await films.prepareFile({ path, preparation: preprocessingOf(model), keepFilm })
    const assessment = await inference.assess(model, film, {
      statedAgeYears: words.ageYears,
      ignoreGates: words.ignoreGates,
      startedAt: film.startedAt,
      signal,
    })
    await writeOverlays(batch, stem, film, assessment)
    await batch.segments?.write(path, stem, film.facts, assessment)
    return { input: path, outcome: assessment.outcome }
  } catch (thrown) {
    return { input: path, error: toAppError(thrown) }
  }
}

async function writeOverlays(
  batch: Batch,
  stem: string,
  { film }: PreparedFile,
  assessment: Assessment,
): Promise<void> {
  const { words, model, films } = batch
  if (words.heatmapDir === null || !film) return
  for (const overlay of overlaysOf(model, film, assessment)) {
    const path = join(words.heatmapDir, `${stem}.${overlay.map.label}.png`)
    await films.writeOverlay({ path, overlay })
  }
}
