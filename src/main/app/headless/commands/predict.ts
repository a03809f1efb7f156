/**
 * `predict <model> <files or folders…>`: one line for each input, in input order, however many there are. Needs no vault
 * and keeps nothing.
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
import { createInference } from '../../../inference/create-inference'
import { overlaysOf } from '../../../inference/heatmap/overlays-of'
import { type InferenceService, preprocessingOf } from '../../../inference/inference-service'
import type { AvailableModel } from '../../../inference/model-registry'
import { FilmPool } from '../../../inference/prepare/film-pool'
import type { PreparedFile } from '../../../inference/prepare/film-procedures'
import { parseCommandLine } from '../../command-line'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

interface Batch {
  words: PredictArguments
  inference: InferenceService
  model: AvailableModel
  films: FilmPool
  names: OverlayNames
  signal: AbortSignal
}

export const command: HeadlessCommand = {
  name: 'predict',
  usage: 'predict <model> <files or folders…> [--age-years N] [--heatmap DIR] [--ignore-gates]',
  async run(args, io) {
    const words = readPredictArguments(args)
    if (words.ignoreGates && parseCommandLine(process.argv).profileDir !== undefined) {
      throw new AppException(
        'USAGE',
        '--ignore-gates is for evaluation only and is refused together with --profile.',
      )
    }
    if (words.heatmapDir !== null) await mkdir(words.heatmapDir, { recursive: true })
    const inference = createInference()
    // They read and decode ahead of the model and rest as soon as they are far enough, so they may be as many as the cores.
    const workers = Math.min(4, availableParallelism())
    const films = new FilmPool(workers)
    try {
      const model = await inference.registry.require(words.modelId)
      return await predictAll(
        { words, inference, model, films, names: new OverlayNames(), signal: io.signal },
        workers,
        io,
      )
    } finally {
      inference.close()
      await films.stop()
    }
  },
}

async function predictAll(batch: Batch, workers: number, io: HeadlessIo): Promise<number> {
  let inputs = 0
  let assessed = 0
  const ahead = workers * 2 + 2
  for await (const outcome of mapOrdered(walkInputs(batch.words.inputs), ahead, (input) =>
    predictOne(batch, input),
  )) {
    if (io.signal.aborted) return exitCodes.interrupted
    io.line(resultLine(outcome))
    inputs++
    if (isAssessed(outcome)) assessed++
  }
  if (inputs === 0) io.log('predict: the folders hold no files.')
  return inputs > 0 && assessed === inputs ? exitCodes.success : exitCodes.someFailed
}

/** Never rejects: what goes wrong with one input is that input's line. */
async function predictOne(batch: Batch, { path, error }: BatchInput): Promise<InputResult> {
  if (error) return { input: path, error }
  const { words, inference, model, films, names, signal } = batch
  const keepFilm = words.heatmapDir !== null
  // Taken before anything is awaited, so that names follow the order of the inputs.
  const stem = keepFilm ? names.next(path) : ''
  try {
    const film = await films.prepareFile({ path, steps: preprocessingOf(model), keepFilm })
    const assessment = await inference.assess(model, film, {
      statedAgeYears: words.ageYears,
      ignoreGates: words.ignoreGates,
      startedAt: film.startedAt,
      signal,
    })
    await writeOverlays(batch, stem, film, assessment)
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
