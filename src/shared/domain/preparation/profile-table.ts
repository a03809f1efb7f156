/** A table summed up, and the pipeline that its flaws call for. */
import { catalogueVersion } from './catalogue/catalogue'
import { describeParameters, type DescribedParameter } from './describe-parameters'
import { measurementsAlike, rowsAlike } from './engine/row-groups'
import {
  type ParameterRule,
  pipelineFormat,
  type PreparationPipeline,
  type PreparationStep,
} from './pipeline'
import type { TableProfile } from './report'
import type { RawTable } from './table/raw-table'

/** Name, size and hash of the file are its reader's to say. */
export type RawProfile = Omit<TableProfile, 'fileName' | 'sha256' | 'bytes'>

/** What was found out of a table: a proposal is made of the same as the profile before it. */
interface Description {
  parameters: DescribedParameter[]
  duplicateRows: number
  duplicateMeasurements: number
}

const descriptions = new WeakMap<RawTable, Description>()

function describeTable(raw: RawTable): Description {
  const known = descriptions.get(raw)
  if (known) return known
  const description = {
    parameters: describeParameters(raw),
    duplicateRows: duplicateRows(raw),
    duplicateMeasurements: duplicateMeasurements(raw),
  }
  descriptions.set(raw, description)
  return description
}

export function profileTable(raw: RawTable): RawProfile {
  const { parameters, ...doubles } = describeTable(raw)
  return {
    header: [...raw.header],
    form: raw.form,
    rows: raw.rows,
    subjects: raw.subjectNames.length,
    malformed: raw.malformed,
    ...doubles,
    ...timesOf(raw),
    parameters: parameters.map(({ profile }) => profile),
  }
}

function duplicateRows({ alike, rows }: RawTable): number {
  const groups = rowsAlike(alike)
  let doubles = 0
  for (let row = 0; row < rows; row++) if (groups.firstLike(row) !== row) doubles++
  return doubles
}

/** Rows of the same subject, time and parameter beyond the first, those that are alike in all among them. */
function duplicateMeasurements({ long, rows, subjectOf, times, form }: RawTable): number {
  if (form.subject === null) return 0
  const groups = measurementsAlike(subjectOf, long?.parameterOf ?? null, times)
  let doubles = 0
  for (let row = 0; row < rows; row++)
    if (!Number.isNaN(times?.[row] ?? 0) && groups.firstLike(row) !== row) doubles++
  return doubles
}

function timesOf({ times, form }: RawTable): { firstTime: string | null; lastTime: string | null } {
  let [first, last] = [Infinity, -Infinity]
  for (const time of times ?? []) {
    if (time < first) first = time
    if (time > last) last = time
  }
  if (first > last) return { firstTime: null, lastTime: null }
  const shown = (minutes: number) =>
    form.time?.unit === 'iso' ? new Date(minutes * 60_000).toISOString() : String(minutes)
  return { firstTime: shown(first), lastTime: shown(last) }
}

/**
 * Rules for every parameter that holds numbers or categories, and steps for the flaws that were found. Filling and scaling are
 * proposed for tables that have gaps; scales are off until someone wants them.
 *
 * @param target column (of a long table: parameter) to be predicted, or null
 */
export function proposePipeline(raw: RawTable, target: string | null): PreparationPipeline {
  const described = describeTable(raw).parameters.filter(
    ({ rule, profile }) => rule.name === target || (profile.kind !== 'text' && profile.values > 0),
  )
  const parameters = described.map(({ rule }): ParameterRule =>
    rule.name === target ? { ...rule, role: 'target', repairs: [], plausible: null, possible: null } : rule,
  )
  const inputs = described.filter(({ rule }) => rule.name !== target)
  return {
    format: pipelineFormat,
    name: 'Preparation',
    catalogue: catalogueVersion,
    table: raw.form,
    parameters,
    steps: proposedSteps(raw, inputs),
    split: {
      by: raw.form.subject === null ? 'row' : 'subject',
      seed: 1,
      trainShare: 0.8,
      before: null,
    },
  }
}

function proposedSteps(raw: RawTable, inputs: readonly DescribedParameter[]): PreparationStep[] {
  const doubles = describeTable(raw)
  const numbers = inputs.filter(({ rule }) => rule.values.kind === 'number')
  const hasUnits = numbers.some(({ rule }) => rule.unit !== null)
  const hasRanges = inputs.some(({ rule }) => rule.plausible !== null)
  const every = { on: true, only: null } as const
  const steps: PreparationStep[] = []
  if (doubles.duplicateRows > 0)
    steps.push({ step: 'duplicates', id: 'duplicate-rows', on: true, same: 'row', keep: 'first' })
  if (raw.long && doubles.duplicateMeasurements > doubles.duplicateRows)
    steps.push({
      step: 'duplicates',
      id: 'duplicate-measurements',
      on: true,
      same: 'measurement',
      keep: 'last',
    })
  if (hasUnits) steps.push({ step: 'units', id: 'units', ...every, unknown: 'drop' })
  if (hasRanges)
    steps.push({
      step: 'impossible',
      id: 'impossible',
      ...every,
      limit: 'plausible',
      repair: true,
      action: 'drop',
    })
  if (numbers.length > 0)
    steps.push({ step: 'outliers', id: 'outliers', ...every, method: 'robust-z', limit: 3.5, action: 'mark' })
  steps.push(...fillingSteps(raw, numbers.length))
  if (numbers.length > 0)
    steps.push({ step: 'normalise', id: 'scales', on: false, only: null, method: 'standard' })
  return steps
}

const dayMinutes = 1440
/** Regressions of each column on all others: of few columns there is nothing to learn, of many it takes minutes. */
const chainedColumns = { least: 3, most: 60 }

function fillingSteps(raw: RawTable, numbers: number): PreparationStep[] {
  const every = { on: true, only: null } as const
  const median = { step: 'median', id: 'fill-median', ...every } as const
  if (raw.long)
    return raw.times
      ? [{ step: 'forward-fill', id: 'fill-forward', ...every, limitMinutes: dayMinutes }, median]
      : [median]
  return numbers >= chainedColumns.least && numbers <= chainedColumns.most
    ? [{ step: 'chained', id: 'fill-chained', ...every, rounds: 5, ridge: 1 }]
    : [median]
}
