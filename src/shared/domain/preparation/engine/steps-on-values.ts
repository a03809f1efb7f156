/** Steps that look at one value at a time: units, ranges, outliers, scales. */
import type { ParameterRule, PreparationStep, ValueRange } from '../pipeline'
import type { LearntOf } from '../state'
import type { PreparedTable } from './prepared-table'
import { ascending, isTiny, median, medianDeviation, moments, quantile, withoutRounding } from './statistics'

type StepOf<Kind extends PreparationStep['step']> = Extract<PreparationStep, { step: Kind }>

/** Calls `each` for every value of the parameter that is there. */
function forEachValue(
  table: PreparedTable,
  parameter: number,
  each: (value: number, cell: number) => void,
): void {
  const { rows, values } = table.bound.cells[parameter]!
  for (let cell = 0; cell < values.length; cell++) {
    const value = values[cell]!
    if (!Number.isNaN(value) && table.removed[rows[cell]!] === 0) each(value, cell)
  }
}

const isNumberInput = (table: PreparedTable, only: readonly string[] | null): number[] =>
  table.chosen(only).filter((parameter) => table.isNumber(parameter))

export function applyUnits(table: PreparedTable, step: StepOf<'units'>, place: number): void {
  for (const parameter of isNumberInput(table, step.only)) {
    const { unit, writtenUnits } = table.rule(parameter)
    if (unit === null) continue
    const known = new Map(writtenUnits.map((written) => [written.written.trim(), written]))
    const { unitOf } = table.bound.cells[parameter]!
    forEachValue(table, parameter, (value, cell) => {
      const word = unitOf ? table.bound.unitWords[unitOf[cell]!]! : ''
      const written = known.get(word)
      if (!written) {
        // A table that says nothing of units and a rule that assumes none: the value is taken for the parameter's unit.
        if (word === '') return
        if (step.unknown === 'drop') table.change(place, parameter, cell, NaN, 'unit-unknown')
        else table.mark(place, parameter, cell, 'unit-unknown')
      } else if (written.factor !== 1 || written.offset !== 0)
        table.change(
          place,
          parameter,
          cell,
          withoutRounding(value * written.factor + written.offset),
          'unit-converted',
        )
    })
  }
}

const isWithin = (value: number, range: ValueRange | null): boolean =>
  range === null || (range.low <= value && value <= range.high)

/** What is to become of a value. */
export type Verdict =
  | { what: 'kept' }
  | { what: 'word-for-missing' }
  | { what: 'slip-repaired'; value: number; slip: string }
  | { what: 'not-plausible' | 'not-possible' }

/** Words for missing first, then the plausible range, then the repairs in their order. Nothing is clipped. */
export function judgeValue(value: number, rule: ParameterRule, repair: boolean): Verdict {
  if (rule.missing.includes(value)) return { what: 'word-for-missing' }
  if (isWithin(value, rule.plausible) && isWithin(value, rule.possible)) return { what: 'kept' }
  if (repair)
    for (const { slip, from, to, factor, offset } of rule.repairs) {
      if (!(from <= value && value <= to)) continue
      const mended = withoutRounding(value * factor + offset)
      if (isWithin(mended, rule.plausible) && isWithin(mended, rule.possible))
        return { what: 'slip-repaired', value: mended, slip }
    }
  return { what: isWithin(value, rule.possible) ? 'not-plausible' : 'not-possible' }
}

export function applyImpossible(table: PreparedTable, step: StepOf<'impossible'>, place: number): void {
  for (const parameter of table.chosen(step.only)) {
    const rule = table.rule(parameter)
    forEachValue(table, parameter, (value, cell) => {
      const verdict = judgeValue(value, rule, step.repair)
      if (verdict.what === 'kept') return
      if (verdict.what === 'slip-repaired')
        table.change(place, parameter, cell, verdict.value, 'slip-repaired', verdict.slip)
      else if (verdict.what === 'word-for-missing') table.change(place, parameter, cell, NaN, verdict.what)
      else if (step.action === 'mark' || (verdict.what === 'not-plausible' && step.limit === 'possible'))
        table.mark(place, parameter, cell, verdict.what)
      else table.change(place, parameter, cell, NaN, verdict.what)
    })
  }
}

export function learnOutliers(table: PreparedTable, step: StepOf<'outliers'>): LearntOf<'outliers'> {
  const limits = isNumberInput(table, step.only).map((parameter) => ({
    name: table.rule(parameter).name,
    ...outlierLimits(ascending(table.trainingValues(parameter)), step.method, step.limit),
  }))
  return { step: 'outliers', id: step.id, limits }
}

/** 0.6745: the median absolute deviation of the standard normal distribution. */
const deviationOfNormal = 0.6745

export function outlierLimits(
  sorted: Float64Array,
  method: 'robust-z' | 'iqr',
  limit: number,
): { low: number | null; high: number | null } {
  const [least, greatest] =
    method === 'robust-z' ? aroundMedian(sorted, limit) : aroundQuartiles(sorted, limit)
  return { low: Number.isFinite(least) ? least : null, high: Number.isFinite(greatest) ? greatest : null }
}

function aroundMedian(sorted: Float64Array, limit: number): [number, number] {
  const centre = median(sorted)
  const deviation = medianDeviation(sorted, centre)
  if (isTiny(deviation, centre)) return [NaN, NaN]
  const reach = (limit * deviation) / deviationOfNormal
  return [centre - reach, centre + reach]
}

function aroundQuartiles(sorted: Float64Array, limit: number): [number, number] {
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
  const width = high - low
  return isTiny(width, low) ? [NaN, NaN] : [low - limit * width, high + limit * width]
}

export function applyOutliers(
  table: PreparedTable,
  step: StepOf<'outliers'>,
  { limits }: LearntOf<'outliers'>,
  place: number,
): void {
  const byName = new Map(limits.map((each) => [each.name, each]))
  for (const parameter of isNumberInput(table, step.only)) {
    const learnt = byName.get(table.rule(parameter).name)
    if (learnt?.low == null || learnt.high === null) continue
    const { low, high } = learnt
    forEachValue(table, parameter, (value, cell) => {
      if (low <= value && value <= high) return
      if (step.action === 'mark') table.mark(place, parameter, cell, 'outlier')
      else table.change(place, parameter, cell, NaN, 'outlier')
    })
  }
}

export function learnScales(table: PreparedTable, step: StepOf<'normalise'>): LearntOf<'normalise'> {
  const scales = isNumberInput(table, step.only).flatMap((parameter) => {
    const values = table.trainingValues(parameter)
    return values.length === 0 ? [] : [{ name: table.rule(parameter).name, ...scaleOf(values, step.method) }]
  })
  return { step: 'normalise', id: step.id, scales }
}

function scaleOf(
  values: Float64Array,
  method: StepOf<'normalise'>['method'],
): { centre: number; spread: number } {
  if (method === 'log1p') return { centre: 0, spread: 1 }
  if (method === 'standard') {
    const { mean, spread } = moments(values)
    return { centre: mean, spread }
  }
  const sorted = ascending(values)
  const [centre, width] =
    method === 'robust'
      ? [median(sorted), quantile(sorted, 0.75) - quantile(sorted, 0.25)]
      : [sorted[0]!, sorted.at(-1)! - sorted[0]!]
  return { centre, spread: isTiny(width, centre) ? 1 : width }
}

export function applyScales(
  table: PreparedTable,
  step: StepOf<'normalise'>,
  { scales }: LearntOf<'normalise'>,
  place: number,
): void {
  const byName = new Map(scales.map((each) => [each.name, each]))
  for (const parameter of isNumberInput(table, step.only)) {
    const scale = byName.get(table.rule(parameter).name)
    if (!scale) continue
    forEachValue(table, parameter, (value, cell) => {
      if (step.method !== 'log1p')
        table.change(place, parameter, cell, (value - scale.centre) / scale.spread, 'normalised')
      else if (value > -1) table.change(place, parameter, cell, Math.log1p(value), 'normalised')
      else table.change(place, parameter, cell, NaN, 'not-normalisable')
    })
  }
}
