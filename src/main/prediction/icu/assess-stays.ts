/** Stays to answers, many at a time. */
import type { AnalysisOutcome, Flag } from '../../../shared/domain/analysis/analysis'
import { type AppError, toAppError } from '../../../shared/result'
import { modelIdentity } from '../../inference/assess-image'
import { mapOrdered } from '../../inference/batch/map-ordered'
import type { RunResult } from '../../inference/inference-client'
import { interpretQuantity, interpretSeries } from '../../inference/interpret-outputs'
import type { Stay } from './stay'
import { GridMaker, type StayGrid, type StayReport } from './stay-grid'
import type { StayModel, StayRunOptions } from './stay-model'

/** Stays in one run of the model. */
const staysInRun = 64
/** years: the youngest of the source's adult units */
const youngest = 16

export type StayResult = { record: string; values: StayReport } &
  /** grid: what the model was given */
  ({ outcome: AnalysisOutcome; grid: Float32Array } | { error: AppError })

export interface AssessStaysOptions extends StayRunOptions {
  /** evaluation only: answer for children too, and say so */
  ignoreGates: boolean
}

/** In the order of the stays. Never rejects for what is wrong with one stay or one run: that is their stays' result. */
export async function* assessStays(
  stayModel: StayModel,
  stays: readonly Stay[],
  options: AssessStaysOptions,
): AsyncGenerator<StayResult> {
  const maker = new GridMaker(stayModel.measurements)
  // The next grids are made while the model is at work on the last ones.
  const parts = mapOrdered(partsOf(stays), 3, (part) => {
    const startedAt = performance.now()
    const grids = part.map((stay) => maker.make(stay))
    return assessPart(stayModel, part, grids, startedAt, options)
  })
  for await (const results of parts) yield* results
}

function* partsOf(stays: readonly Stay[]): Generator<readonly Stay[]> {
  for (let start = 0; start < stays.length; start += staysInRun) yield stays.slice(start, start + staysInRun)
}

async function assessPart(
  stayModel: StayModel,
  stays: readonly Stay[],
  grids: readonly StayGrid[],
  startedAt: number,
  options: AssessStaysOptions,
): Promise<StayResult[]> {
  const prepared = performance.now() - startedAt
  const recordOf = (at: number): string => stays[at]?.record ?? ''
  try {
    const result = await stayModel.run(
      grids.map(({ values }) => values),
      options,
    )
    // Of a shared run each stay bears its share.
    const ms = {
      preprocess: prepared / grids.length,
      run: result.runMs / grids.length,
      total: (performance.now() - startedAt) / grids.length,
    }
    return grids.map((grid, at) => answer(stayModel, recordOf(at), grid, result, at, ms, options))
  } catch (thrown) {
    const error = toAppError(thrown)
    return grids.map(({ report }, at) => ({ record: recordOf(at), error, values: report }))
  }
}

function answer(
  { model, measurements }: StayModel,
  record: string,
  { values, report }: StayGrid,
  result: RunResult,
  row: number,
  ms: { preprocess: number; run: number; total: number },
  { ignoreGates }: AssessStaysOptions,
): StayResult {
  const flags = flagsOf(
    report,
    measurements.statics.map(({ name }) => name),
    result.retriedAfterCrash,
  )
  const age = ageOf(values, model.contract.input.features)
  const tooYoung = age !== null && age < youngest
  const identity = modelIdentity(model.manifest)
  if (tooYoung && !ignoreGates) {
    const message = `The patient is ${age} years old; the model is for ${youngest} years and above.`
    const reason = { code: 'AGE_OUTSIDE_POPULATION' as const, message }
    return {
      record,
      values: report,
      grid: values,
      outcome: { status: 'not-assessed', model: identity, reason, flags },
    }
  }
  if (tooYoung) flags.push(warning('AGE_OUTSIDE_POPULATION'))
  if (ignoreGates) flags.push(warning('GATES_IGNORED'))
  const quantity = interpretQuantity(model.contract, result.outputs, row)
  return {
    record,
    values: report,
    grid: values,
    outcome: {
      status: 'assessed',
      model: identity,
      provider: result.provider,
      ms,
      outputs: interpretSeries(model.contract, result.outputs, row),
      ...(quantity && { quantity }),
      flags,
    },
  }
}

const warning = (code: Flag['code']): Flag => ({ code, severity: 'warning' })
const info = (code: Flag['code']): Flag => ({ code, severity: 'info' })

function flagsOf(report: StayReport, statics: readonly string[], retried: boolean): Flag[] {
  const flags: Flag[] = []
  const { neverTaken, repaired, refused, outsideWindow, unknown, unreadable, used } = report
  const staticsTaken = statics.filter((name) => !neverTaken.includes(name)).length
  if (used <= staticsTaken) flags.push(warning('NO_MEASUREMENTS'))
  if (neverTaken.length > 0) flags.push(info('MEASUREMENTS_NEVER_TAKEN'))
  if (repaired.length > 0) flags.push(info('MEASUREMENTS_REPAIRED'))
  if (refused.length > 0 || unreadable > 0) flags.push(warning('MEASUREMENTS_REFUSED'))
  if (outsideWindow > 0) flags.push(info('MEASUREMENTS_OUTSIDE_WINDOW'))
  if (unknown.length > 0) flags.push(info('MEASUREMENTS_UNKNOWN'))
  if (retried) flags.push(warning('RETRIED_AFTER_CRASH'))
  return flags
}

/** Years; null where no age was given. */
function ageOf(values: Float32Array, features: readonly { name: string }[]): number | null {
  const [age, known] = ['Age', 'Age.known'].map((wanted) => features.findIndex(({ name }) => name === wanted))
  if (age === undefined || known === undefined || age < 0 || known < 0) return null
  return (values[known] ?? 0) > 0 ? (values[age] ?? null) : null
}
