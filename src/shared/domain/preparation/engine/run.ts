/** A pipeline on a table, step by step: learning from the training part, or by what was learnt before. */
import type { PreparationPipeline, PreparationStep } from '../pipeline'
import type { StepReport } from '../report'
import type { Learnt } from '../state'
import { type InSlices, partOf } from './in-slices'
import { type BoundTable, partNumbers, PreparedTable } from './prepared-table'
import { partsOf } from './split'
import { applyDropEmpty, applyDuplicates, applyForwardFill } from './steps-on-rows'
import {
  applyImpossible,
  applyOutliers,
  applyScales,
  applyUnits,
  learnOutliers,
  learnScales,
} from './steps-on-values'
import {
  applyChained,
  applyFills,
  applyNearest,
  learnChained,
  learnMedians,
  learnNearest,
  nothingLearnt,
} from './steps-that-fill'

export interface PreparedRun {
  table: PreparedTable
  learnt: Learnt[]
  steps: StepReport[]
}

/** What is told before each step and within long ones; a caller waits there, or lets the rest be. */
export interface RunProgress {
  step: string
  /** of all steps, 0 to 1 */
  share: number
}

/**
 * Runs the steps that are on, in their order.
 *
 * @param learnt null: learn from the training part of the split. Given: the split plays no part, all rows are treated alike.
 */
export function* runSteps(
  pipeline: PreparationPipeline,
  bound: BoundTable,
  learnt: readonly Learnt[] | null,
): Generator<RunProgress, PreparedRun, undefined> {
  const parts = learnt === null ? partsOf(pipeline, bound) : new Uint8Array(bound.rows).fill(partNumbers.test)
  const table = new PreparedTable(pipeline, bound, parts)
  const known = new Map(learnt?.map((each) => [each.id, each]))
  const kept: Learnt[] = []
  const steps: StepReport[] = []
  let before = extentOf(table)
  for (const [place, step] of pipeline.steps.entries()) {
    yield { step: step.id, share: place / pipeline.steps.length }
    const progress = (share: number): RunProgress => ({
      step: step.id,
      share: (place + share) / pipeline.steps.length,
    })
    const own = step.on
      ? yield* told(work(table, step, place, learnt === null ? null : known), progress)
      : null
    if (own) kept.push(own)
    const after = step.on ? extentOf(table) : before
    steps.push({
      id: step.id,
      before,
      after,
      counts: table.log.talliesOf(place).map(({ reason, parameter, slip, count }) => ({
        reason,
        parameter: parameter < 0 ? null : table.rule(parameter).name,
        slip: slip === '' ? null : slip,
        count,
      })),
      nothingLearnt: nothingLearnt(table, step, own),
    })
    before = after
  }
  return { table, learnt: kept, steps }
}

/** The same at once. */
export function runPipeline(
  pipeline: PreparationPipeline,
  bound: BoundTable,
  learnt: readonly Learnt[] | null,
): PreparedRun {
  const running = runSteps(pipeline, bound, learnt)
  for (;;) {
    const { done, value } = running.next()
    if (done === true) return value
  }
}

function* told<T>(
  slices: InSlices<T>,
  progress: (share: number) => RunProgress,
): Generator<RunProgress, T, undefined> {
  for (;;) {
    const next = slices.next()
    if (next.done === true) return next.value
    yield progress(next.value)
  }
}

/** One step: what it has learnt, now or before (`known`), and what it does with it. */
function* work(
  table: PreparedTable,
  step: PreparationStep,
  place: number,
  known: ReadonlyMap<string, Learnt> | null,
): InSlices<Learnt | null> {
  const own = known ? (known.get(step.id) ?? null) : yield* partOf(learn(table, step), 0, 0.5)
  yield* partOf(apply(table, step, own, place), 0.5, 1)
  return own
}

function* learn(table: PreparedTable, step: PreparationStep): InSlices<Learnt | null> {
  switch (step.step) {
    case 'outliers':
      return learnOutliers(table, step)
    case 'median':
      return learnMedians(table, step)
    case 'nearest':
      return learnNearest(table, step)
    case 'chained':
      return yield* learnChained(table, step)
    case 'normalise':
      return learnScales(table, step)
    case 'duplicates':
    case 'units':
    case 'impossible':
    case 'forward-fill':
    case 'drop-empty':
      return null
  }
}

/** Steps that learn are left out where the state has nothing of them. */
function* apply(
  table: PreparedTable,
  step: PreparationStep,
  learnt: Learnt | null,
  place: number,
): InSlices<void> {
  switch (step.step) {
    case 'duplicates':
      applyDuplicates(table, step, place)
      break
    case 'units':
      applyUnits(table, step, place)
      break
    case 'impossible':
      applyImpossible(table, step, place)
      break
    case 'forward-fill':
      applyForwardFill(table, step, place)
      break
    case 'drop-empty':
      applyDropEmpty(table, step, place)
      break
    case 'outliers':
      if (learnt?.step === 'outliers') applyOutliers(table, step, learnt, place)
      break
    case 'median':
      if (learnt?.step === 'median') applyFills(table, learnt.fills, place, 'filled-median')
      break
    case 'nearest':
      if (learnt?.step === 'nearest') yield* applyNearest(table, step, learnt, place)
      break
    case 'chained':
      if (learnt?.step === 'chained') yield* applyChained(table, learnt, place)
      break
    case 'normalise':
      if (learnt?.step === 'normalise') applyScales(table, step, learnt, place)
      break
  }
}

/** Rows, subjects and cells of inputs that are there and that are not; of one part, or of all. */
export function extentOf(table: PreparedTable, part: number | null = null): StepReport['before'] {
  const { bound, removed, parts } = table
  const counts = new Uint8Array(bound.rows)
  const subjects = new Uint8Array(bound.subjectNames.length)
  let rows = 0
  for (let row = 0; row < bound.rows; row++) {
    if (removed[row] === 1 || (part !== null && parts[row] !== part)) continue
    counts[row] = 1
    subjects[bound.subjectOf[row]!] = 1
    rows++
  }
  let [values, missing] = [0, 0]
  for (const parameter of table.chosen(null)) {
    const cells = bound.cells[parameter]!
    for (let cell = 0; cell < cells.values.length; cell++) {
      if (counts[cells.rows[cell]!] === 0) continue
      if (Number.isNaN(cells.values[cell]!)) missing++
      else values++
    }
  }
  return { rows, values, missing, subjects: subjects.reduce((sum, one) => sum + one, 0) }
}
