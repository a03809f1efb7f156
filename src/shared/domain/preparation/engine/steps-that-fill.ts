/** Steps that put something in the place of empty cells, learnt from the training part. */
import type { PreparationStep } from '../pipeline'
import type { Learnt, LearntOf } from '../state'
import { type InSlices, partOf } from './in-slices'
import { type SideBySide, sideBySide } from './matrix'
import type { PreparedTable } from './prepared-table'
import { ridgeOnOthers } from './ridge'
import { ascending, evenlyPicked, median, type Moments, moments, mostFrequent } from './statistics'

type StepOf<Kind extends PreparationStep['step']> = Extract<PreparationStep, { step: Kind }>
type Fill = LearntOf<'median'>['fills'][number]
type FillReason = 'filled-median' | 'filled-nearest' | 'filled-chained'

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** Median of numbers, most frequent code of categories. */
function usualValue(table: PreparedTable, parameter: number): Fill {
  const sorted = ascending(table.trainingValues(parameter))
  const value = table.isNumber(parameter) ? median(sorted) : mostFrequent(sorted)
  return { name: table.rule(parameter).name, value: orNull(value) }
}

export const learnMedians = (table: PreparedTable, step: StepOf<'median'>): LearntOf<'median'> => ({
  step: 'median',
  id: step.id,
  fills: table.chosen(step.only).map((parameter) => usualValue(table, parameter)),
})

/** Puts one value into every empty cell of a parameter. */
export function applyFills(
  table: PreparedTable,
  fills: readonly Fill[],
  place: number,
  reason: FillReason,
): void {
  const places = placesByName(table)
  for (const { name, value } of fills) {
    const parameter = places.get(name)
    if (value === null || parameter === undefined) continue
    const { rows, values } = table.bound.cells[parameter]!
    for (let cell = 0; cell < values.length; cell++)
      if (Number.isNaN(values[cell]!) && table.removed[rows[cell]!] === 0)
        table.change(place, parameter, cell, value, reason)
  }
}

const placesByName = ({ pipeline }: PreparedTable): Map<string, number> =>
  new Map(pipeline.parameters.map(({ name }, at) => [name, at]))

/** What both steps on several columns begin with: numbers that the training part knows, their scales, and fills for categories. */
function learnColumns(table: PreparedTable, only: readonly string[] | null) {
  const chosen = table.chosen(only)
  const known = chosen
    .filter((parameter) => table.isNumber(parameter))
    .map((parameter) => ({ parameter, values: table.trainingValues(parameter) }))
    .filter(({ values }) => values.length > 0)
  const scales: Moments[] = known.map(({ values }) => moments(values))
  const parameters = known.map(({ parameter }) => parameter)
  return {
    parameters,
    scales,
    described: {
      columns: parameters.map((parameter) => table.rule(parameter).name),
      centre: scales.map(({ mean }) => mean),
      spread: scales.map(({ spread }) => spread),
      fills: chosen
        .filter((parameter) => !table.isNumber(parameter))
        .map((parameter) => usualValue(table, parameter)),
    },
  }
}

export function learnNearest(table: PreparedTable, step: StepOf<'nearest'>): LearntOf<'nearest'> {
  const { parameters, scales, described } = learnColumns(table, step.only)
  const { columns, training } = sideBySide(table, parameters, scales)
  const picked = evenlyPicked(training.length, step.donors)
  const donors = Array.from(picked, (at) => columns.map((column) => orNull(column[training[at]!]!)))
  return { step: 'nearest', id: step.id, ...described, donors }
}

/**
 * At most so many training rows a regression learns from, evenly picked: its cost grows with rows and the square of columns, and
 * there is one for each column in each round.
 */
const mostRegressionRows = (columns: number): number =>
  Math.max(1_000, Math.min(20_000, Math.floor(20_000_000 / columns ** 2)))

export function* learnChained(table: PreparedTable, step: StepOf<'chained'>): InSlices<LearntOf<'chained'>> {
  const { parameters, scales, described } = learnColumns(table, step.only)
  const { columns, training } = sideBySide(table, parameters, scales)
  const picked = Int32Array.from(
    evenlyPicked(training.length, mostRegressionRows(columns.length)),
    (at) => training[at]!,
  )
  const known = columns.map((column) => Float64Array.from(picked, (row) => column[row]!))
  const filled = known.map((column) => column.map((value) => (Number.isNaN(value) ? 0 : value)))
  const models: number[][][] = []
  const all = step.rounds * known.length
  for (let round = 0; round < step.rounds; round++) {
    const ofRound: number[][] = []
    for (const [target, column] of known.entries()) {
      const done = round * known.length + target
      const there = Int32Array.from(column.keys()).filter((row) => !Number.isNaN(column[row]!))
      const regression = ridgeOnOthers(filled, target, there, step.ridge)
      const weights = yield* partOf(regression, done / all, (done + 1) / all)
      for (let row = 0; row < column.length; row++)
        if (Number.isNaN(column[row]!)) filled[target]![row] = predicted(filled, row, weights)
      ofRound.push(weights)
    }
    models.push(ofRound)
  }
  return { step: 'chained', id: step.id, ...described, models }
}

function predicted(columns: readonly Float64Array[], row: number, weights: readonly number[]): number {
  let sum = weights[columns.length]!
  for (let at = 0; at < columns.length; at++) sum += weights[at]! * columns[at]![row]!
  return sum
}

type Several = LearntOf<'nearest'> | LearntOf<'chained'>

function columnsOf(table: PreparedTable, learnt: Several): { parameters: number[]; matrix: SideBySide } {
  const places = placesByName(table)
  const parameters = learnt.columns.map((name) => places.get(name)!)
  const scales = learnt.centre.map((mean, at) => ({ mean, spread: learnt.spread[at]! }))
  return { parameters, matrix: sideBySide(table, parameters, scales) }
}

export function* applyNearest(
  table: PreparedTable,
  step: StepOf<'nearest'>,
  learnt: LearntOf<'nearest'>,
  place: number,
): InSlices<void> {
  const { parameters, matrix } = columnsOf(table, learnt)
  const donors = learnt.columns.map((_, at) => Float64Array.from(learnt.donors, (donor) => donor[at] ?? NaN))
  const distances = new Float64Array(learnt.donors.length)
  const filled: { at: number; cell: number; value: number }[] = []
  const gapsByRow = new Map<number, { at: number; cell: number }[]>()
  for (const [at, gaps] of matrix.gaps.entries())
    for (const { cell, row } of gaps) {
      // A moment has the value in another row of the table: then it is not unknown.
      const there = matrix.columns[at]![row]!
      if (!Number.isNaN(there)) filled.push({ at, cell, value: there })
      else gapsByRow.set(row, [...(gapsByRow.get(row) ?? []), { at, cell }])
    }
  let done = 0
  for (const [row, gaps] of gapsByRow) {
    yield done++ / gapsByRow.size
    measure(matrix.columns, row, donors, distances)
    for (const { at, cell } of gaps)
      filled.push({ at, cell, value: meanOfNearest(donors[at]!, distances, step.neighbours) })
  }
  filled.sort((a, b) => a.at - b.at || a.cell - b.cell)
  for (const { at, cell, value } of filled)
    table.change(
      place,
      parameters[at]!,
      cell,
      learnt.centre[at]! + learnt.spread[at]! * value,
      'filled-nearest',
    )
  applyFills(table, learnt.fills, place, 'filled-nearest')
}

/** Mean square difference to each donor over the columns that both have; NaN where they share none. */
function measure(
  columns: readonly Float64Array[],
  row: number,
  donors: readonly Float64Array[],
  distances: Float64Array,
): void {
  const shared = new Uint16Array(distances.length)
  distances.fill(0)
  for (const [at, column] of columns.entries()) {
    const own = column[row]!
    if (Number.isNaN(own)) continue
    const theirs = donors[at]!
    for (let donor = 0; donor < distances.length; donor++) {
      const difference = own - theirs[donor]!
      if (Number.isNaN(difference)) continue
      distances[donor]! += difference * difference
      shared[donor]!++
    }
  }
  for (let donor = 0; donor < distances.length; donor++)
    distances[donor] = shared[donor] === 0 ? NaN : distances[donor]! / shared[donor]!
}

/** Of donors at the same distance the earlier ones; the mean (0, standardised) where none can be compared. */
function meanOfNearest(values: Float64Array, distances: Float64Array, neighbours: number): number {
  const nearest: { distance: number; value: number }[] = []
  for (let donor = 0; donor < values.length; donor++) {
    const distance = distances[donor]!
    const value = values[donor]!
    if (Number.isNaN(distance) || Number.isNaN(value)) continue
    const worst = nearest.at(-1)
    if (nearest.length === neighbours && worst && distance >= worst.distance) continue
    let at = nearest.length
    while (at > 0 && nearest[at - 1]!.distance > distance) at--
    nearest.splice(at, 0, { distance, value })
    if (nearest.length > neighbours) nearest.pop()
  }
  let sum = 0
  for (const { value } of nearest) sum += value
  return nearest.length === 0 ? 0 : sum / nearest.length
}

/** Rows that are filled without a look at whether it is still wanted. */
const rowsOfSlice = 20_000

export function* applyChained(
  table: PreparedTable,
  learnt: LearntOf<'chained'>,
  place: number,
): InSlices<void> {
  const { parameters, matrix } = columnsOf(table, learnt)
  const known = matrix.columns.map((column) => Float64Array.from(column))
  const wanted = new Uint8Array(matrix.height)
  for (const gaps of matrix.gaps) for (const { row } of gaps) wanted[row] = 1
  const rows = Int32Array.from(wanted.keys()).filter((row) => wanted[row] === 1)
  const filled = known.map((column) => column.map((value) => (Number.isNaN(value) ? 0 : value)))
  const all = learnt.models.length * learnt.columns.length
  for (const [round, models] of learnt.models.entries())
    for (const [target, weights] of models.entries())
      for (let from = 0; from < rows.length; from += rowsOfSlice) {
        yield (round * models.length + target + from / rows.length) / all
        for (const row of rows.subarray(from, from + rowsOfSlice))
          if (Number.isNaN(known[target]![row]!)) filled[target]![row] = predicted(filled, row, weights)
      }
  for (const [at, gaps] of matrix.gaps.entries())
    for (const { cell, row } of gaps) {
      const value = learnt.centre[at]! + learnt.spread[at]! * filled[at]![row]!
      table.change(place, parameters[at]!, cell, value, 'filled-chained')
    }
  applyFills(table, learnt.fills, place, 'filled-chained')
}

/** Parameters that a step could learn nothing of: the training part has no value of them. */
export function nothingLearnt(table: PreparedTable, step: PreparationStep, learnt: Learnt | null): string[] {
  if (!learnt || !('only' in step)) return []
  const known = new Set(namesOf(learnt))
  return table
    .chosen(step.only)
    .filter((parameter) => learnt.step === 'median' || table.isNumber(parameter))
    .map((parameter) => table.rule(parameter).name)
    .filter((name) => !known.has(name))
}

function namesOf(learnt: Learnt): string[] {
  switch (learnt.step) {
    case 'outliers':
      return learnt.limits.filter(({ low }) => low !== null).map(({ name }) => name)
    case 'median':
      return learnt.fills.filter(({ value }) => value !== null).map(({ name }) => name)
    case 'nearest':
    case 'chained':
      return learnt.columns
    case 'normalise':
      return learnt.scales.map(({ name }) => name)
  }
}
