/** The tables that the worker holds: read once, looked at and prepared as often as a person changes their mind. */
import { runSteps } from '../../shared/domain/preparation/engine/run'
import { extentOf, type PreparedRun } from '../../shared/domain/preparation/engine/run'
import { partNumbers } from '../../shared/domain/preparation/engine/prepared-table'
import { ascending } from '../../shared/domain/preparation/engine/statistics'
import { findLeaks } from '../../shared/domain/preparation/find-leaks'
import { histogramOf, shownRange } from '../../shared/domain/preparation/histogram'
import type { PreparationPipeline, TableForm } from '../../shared/domain/preparation/pipeline'
import { pipelineProblems } from '../../shared/domain/preparation/pipeline-order'
import type {
  BeforeAfter,
  ChangePage,
  ChangeQuery,
  PreparationPreview,
} from '../../shared/domain/preparation/report'
import { type PreparationState, stateFormat } from '../../shared/domain/preparation/state'
import { bindTable } from '../../shared/domain/preparation/table/bind-table'
import { AppException } from '../../shared/result'
import { pipelineHash } from './pipeline-file'
import { type ReadTable, readRawTable, type Watched } from './read-raw-table'
import type { TableSource } from './table-file'
import { changeAt } from './write-tables'

export interface WorkshopTable {
  source: TableSource
  read: ReadTable | null
  /** the last preview that came to its end */
  last: { run: PreparedRun; state: PreparationState } | null
}

const sameForm = (a: TableForm, b: TableForm) => JSON.stringify(a) === JSON.stringify(b)

/** The whole table in that form; read anew only where the form is another one. */
export async function tableInForm(
  table: WorkshopTable,
  form: TableForm,
  watched: Watched,
): Promise<ReadTable> {
  if (table.read === null || !sameForm(table.read.raw.form, form)) {
    const read = await readRawTable(table.source, form, watched)
    if (table.read !== null && table.read.sha256 !== read.sha256) table.last = null
    table.read = read
  }
  return table.read
}

/**
 * Learns and applies (or, with a state, applies only), and keeps the run for what is asked of it next.
 * @throws AppException INVALID_INPUT where the pipeline cannot be run, CANCELLED
 */
export async function previewPipeline(
  table: WorkshopTable,
  pipeline: PreparationPipeline,
  given: PreparationState | null,
  watched: Watched & { onStep: (step: string, share: number) => void },
): Promise<PreparationPreview> {
  const { raw } = await tableInForm(table, pipeline.table, watched)
  const [problem] = pipelineProblems(pipeline, raw.header)
  if (problem)
    throw new AppException(
      'INVALID_INPUT',
      `The pipeline cannot be run: ${problem.code} ${problem.step ?? problem.name ?? ''}.`,
    )
  const running = runSteps(pipeline, bindTable(raw, pipeline), given?.learnt ?? null)
  let next = running.next()
  let told: string | null = null
  while (next.done !== true) {
    const { step, share } = next.value
    if (step !== told) watched.onStep(step, share)
    told = step
    await watched.pause(share)
    next = running.next()
  }
  const run = next.value
  const state = given ?? stateOf(pipeline, run)
  const preview: PreparationPreview = {
    pipeline,
    state,
    train: extentOf(run.table, partNumbers.train),
    test: extentOf(run.table, partNumbers.test),
    aside: extentOf(run.table, partNumbers.aside),
    steps: run.steps,
    leaks: findLeaks(run.table, given),
    changes: run.table.log.length,
  }
  await watched.pause(1)
  table.last = { run, state }
  return preview
}

function stateOf(pipeline: PreparationPipeline, { table, learnt }: PreparedRun): PreparationState {
  const isTraining = (row: number) => table.parts[row] === partNumbers.train
  const subjects = new Set<number>()
  let rows = 0
  for (let row = 0; row < table.bound.rows; row++)
    if (isTraining(row)) {
      rows++
      subjects.add(table.bound.subjectOf[row]!)
    }
  return {
    format: stateFormat,
    pipeline: pipelineHash(pipeline),
    fittedOn: { rows, subjects: subjects.size, split: pipeline.split },
    learnt,
  }
}

/** @throws AppException NOT_FOUND before the first preview */
export function lastRun(table: WorkshopTable): NonNullable<WorkshopTable['last']> {
  if (table.last === null) throw new AppException('NOT_FOUND', 'The pipeline has not been run on this table.')
  return table.last
}

export function changesPage(table: WorkshopTable, query: ChangeQuery): ChangePage {
  const { table: prepared } = lastRun(table).run
  const { log, pipeline } = prepared
  const step = query.step === null ? null : pipeline.steps.findIndex(({ id }) => id === query.step)
  const parameter =
    query.parameter === null ? null : pipeline.parameters.findIndex(({ name }) => name === query.parameter)
  const found: number[] = []
  let total = 0
  for (let at = 0; at < log.length; at++) {
    if (!log.fits(at, step, query.reason, parameter)) continue
    if (total >= query.offset && found.length < query.limit) found.push(at)
    total++
  }
  return { total, changes: found.map((at) => changeAt(prepared, at)) }
}

/**
 * A parameter before and after a step, in the same classes.
 * @throws AppException NOT_FOUND for a step or parameter that the run did not have
 */
export function beforeAfterStep(table: WorkshopTable, step: string, parameter: string): BeforeAfter {
  const { table: prepared } = lastRun(table).run
  const place = prepared.pipeline.steps.findIndex(({ id }) => id === step)
  const at = prepared.pipeline.parameters.findIndex(({ name }) => name === parameter)
  if (place < 0 || at < 0) throw new AppException('NOT_FOUND', 'The run has no such step or parameter.')
  const before = prepared.valuesAfter(at, place - 1)
  const after = prepared.valuesAfter(at, place)
  const kind = prepared.pipeline.steps[place]!.step
  const known = (values: Float64Array) => values.filter((value) => !Number.isNaN(value))
  const shown = (values: Float64Array) => shownRange(ascending(known(values)))
  // Scales move the whole column: each side has its own axis, with as many classes.
  const both = shown(Float64Array.of(...shownEnds(known(before)), ...shownEnds(known(after))))
  const [left, right] = kind === 'normalise' ? [shown(before), shown(after)] : [both, both]
  const rule = prepared.rule(at)
  const isAfterUnits = prepared.pipeline.steps
    .slice(0, place)
    .some((each) => each.step === 'units' && each.on)
  const unitOf = (converted: boolean) =>
    converted || rule.writtenUnits.every(({ factor, offset }) => factor === 1 && offset === 0)
      ? rule.unit
      : null
  return {
    name: parameter,
    unitBefore: unitOf(isAfterUnits),
    unitAfter: kind === 'normalise' ? '1' : unitOf(isAfterUnits || kind === 'units'),
    before: histogramOf(before, left.low, left.high),
    after: histogramOf(after, right.low, right.high),
  }
}

/** The limits of what is shown of each side, so that neither falls out of the common axis. */
function shownEnds(values: Float64Array): number[] {
  if (values.length === 0) return []
  const { low, high } = shownRange(ascending(values))
  return [low, high]
}
