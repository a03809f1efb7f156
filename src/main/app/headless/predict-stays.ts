/** `predict` for models that read single measurements: tables in long form, one line for each stay, in their order. */
import { AppException, toAppError } from '../../../shared/result'
import type { PredictArguments } from '../../inference/batch/predict-arguments'
import { resultLine } from '../../inference/batch/result-line'
import { walkInputs } from '../../inference/batch/walk-inputs'
import type { InferenceService } from '../../inference/inference-service'
import type { SeriesModel } from '../../inference/model-registry'
import { assessStays, type StayResult } from '../../prediction/icu/assess-stays'
import { readLongForm } from '../../prediction/icu/read-long-form'
import { explainChange, explainRisk } from '../../prediction/icu/risk-drivers'
import { riskTrajectory } from '../../prediction/icu/risk-trajectory'
import { GridMaker } from '../../prediction/icu/stay-grid'
import { StayModel } from '../../prediction/icu/stay-model'
import { exitCodes, type HeadlessIo } from './headless-command'

interface Tally {
  stays: number
  failed: number
}

export async function predictStays(
  words: PredictArguments,
  inference: InferenceService,
  model: SeriesModel,
  io: HeadlessIo,
): Promise<number> {
  if (
    words.heatmapDir !== null ||
    words.ageYears !== null ||
    words.segDir !== null ||
    words.prevalence !== null
  )
    throw new AppException(
      'USAGE',
      'A model of stays takes none of --age-years, --heatmap, --seg and --prevalence.',
    )
  const stayModel = new StayModel(inference, model)
  const tally: Tally = { stays: 0, failed: 0 }
  for await (const { path, error } of walkInputs(words.inputs)) {
    try {
      if (error) throw new AppException(error.code, error.message)
      await predictTable(stayModel, path, words, io, tally)
    } catch (thrown) {
      io.line(resultLine({ input: path, error: toAppError(thrown) }))
      tally.failed += 1
    }
    if (io.signal.aborted) return exitCodes.interrupted
  }
  if (tally.stays === 0 && tally.failed === 0) io.log('predict: there are no stays.')
  return tally.stays > 0 && tally.failed === 0 ? exitCodes.success : exitCodes.someFailed
}

async function predictTable(
  stayModel: StayModel,
  path: string,
  words: PredictArguments,
  io: HeadlessIo,
  tally: Tally,
): Promise<void> {
  const { indexOf } = new GridMaker(stayModel.measurements)
  const { stays, strayRows, strayCount } = await readLongForm(path, indexOf, io.signal)
  if (strayCount > 0) {
    io.log(
      `predict: ${strayCount} rows of ${path} name no stay; the first: ${strayRows.slice(0, 10).join(', ')}.`,
    )
    tally.failed += 1
  }
  for await (const result of assessStays(stayModel, stays, {
    ignoreGates: words.ignoreGates,
    signal: io.signal,
  })) {
    if (io.signal.aborted) return
    io.line(words.explain ? await explained(stayModel, result, io) : stayLine(result))
    tally.stays += 1
    if ('error' in result || result.outcome.status !== 'assessed') tally.failed += 1
  }
}

/** With the risk after each hour, what drove it, and what the last twelve hours changed. */
async function explained(stayModel: StayModel, result: StayResult, { signal }: HeadlessIo): Promise<object> {
  const line = stayLine(result)
  if ('error' in result || result.outcome.status !== 'assessed') return line
  const { hours } = stayModel.measurements
  const points = await riskTrajectory(stayModel, result.grid, hours, { signal })
  const trajectory = points.map(({ hour, finding }) => ({ hour, probability: finding.probability }))
  const drivers = await explainRisk(stayModel, result.grid, { signal })
  const lately = await explainChange(stayModel, result.grid, { from: hours - 12, to: hours }, { signal })
  return { ...line, explanation: { trajectory, drivers, lastTwelveHours: lately } }
}

/** What was done to the values is said only where something was. */
function stayLine(result: StayResult): object {
  const { record, values } = result
  const line =
    'error' in result
      ? resultLine({ input: record, error: result.error })
      : resultLine({ input: record, outcome: result.outcome })
  const { neverTaken, repaired, refused, outsideWindow, unknown, unreadable } = values
  return {
    ...line,
    values: {
      used: values.used,
      neverTaken,
      ...(repaired.length > 0 && { repaired }),
      ...(refused.length > 0 && { refused }),
      ...(unknown.length > 0 && { unknown }),
      ...(outsideWindow > 0 && { outsideWindow }),
      ...(unreadable > 0 && { unreadable }),
    },
  }
}
