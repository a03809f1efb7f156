/** A table that was read, as a pipeline's steps see it: each of its parameters with its cells as numbers. */
import type { BoundTable, ParameterCells } from '../engine/prepared-table'
import type { ParameterRule, PreparationPipeline } from '../pipeline'
import type { RawCells, RawTable } from './raw-table'

/** Columns or parameters that the table lacks have no cells. */
export function bindTable(raw: RawTable, pipeline: PreparationPipeline): BoundTable {
  const { rows, lines, subjectOf, subjectNames, times, alike } = raw
  return {
    form: raw.form.form,
    rows,
    lines,
    subjectOf,
    subjectNames,
    times,
    alike,
    unitWords: raw.long?.unitWords ?? [],
    cells: raw.long ? longCells(raw.long, pipeline.parameters) : wideCells(raw, pipeline.parameters),
  }
}

function wideCells(raw: RawTable, rules: readonly ParameterRule[]): ParameterCells[] {
  const columns = new Map(raw.wide?.map(({ name, cells }) => [name, cells]))
  const all = Int32Array.from({ length: raw.rows }, (_, row) => row)
  return rules.map((rule) => {
    const cells = columns.get(rule.name)
    return cells
      ? { rows: all, values: valuesOf(cells, all, rule), unitOf: null }
      : { rows: new Int32Array(0), values: new Float64Array(0), unitOf: null }
  })
}

function longCells(long: NonNullable<RawTable['long']>, rules: readonly ParameterRule[]): ParameterCells[] {
  const placeOfName = new Map(rules.map(({ name }, at) => [name, at]))
  const placeOf = long.parameterNames.map((name) => placeOfName.get(name) ?? -1)
  const counts = new Int32Array(rules.length)
  for (const parameter of long.parameterOf) if (placeOf[parameter]! >= 0) counts[placeOf[parameter]!]!++
  const found = Array.from(counts, (count) => new Int32Array(count))
  counts.fill(0)
  for (let row = 0; row < long.parameterOf.length; row++) {
    const place = placeOf[long.parameterOf[row]!]!
    if (place >= 0) found[place]![counts[place]!++] = row
  }
  return rules.map((rule, at) => {
    const rows = found[at]!
    const units = long.unitOf
    return {
      rows,
      values: valuesOf(long.value, rows, rule),
      unitOf: units ? Int32Array.from(rows, (row) => units[row]!) : null,
    }
  })
}

/** Numbers as they are; words of a category as their codes, any other word as nothing. */
function valuesOf(cells: RawCells, rows: Int32Array, { values }: ParameterRule): Float64Array {
  if (values.kind === 'number' || values.words.length === 0)
    return Float64Array.from(rows, (row) => cells.numbers[row]!)
  const codes = new Map(values.words.map(({ written, code }) => [written.trim(), code]))
  const ofWords = cells.words.map((word) => codes.get(word) ?? NaN)
  const ofNumbers = new Map<number, number>()
  for (const [written, code] of codes)
    if (Number.isFinite(Number(written))) ofNumbers.set(Number(written), code)
  return Float64Array.from(rows, (row) => {
    const word = cells.wordOf[row]!
    return word >= 0 ? ofWords[word]! : (ofNumbers.get(cells.numbers[row]!) ?? NaN)
  })
}
