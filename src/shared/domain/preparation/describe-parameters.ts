/** Looks at a table that was read: what its parameters are, how they are distributed, what is wrong with them. */
import { judgeValue, outlierLimits } from './engine/steps-on-values'
import { ascending, median, quantile } from './engine/statistics'
import { histogramOf, shownRange } from './histogram'
import type { ParameterRule } from './pipeline'
import type { ParameterProfile } from './report'
import { bareRule, conversionTo, proposedRule, type UnitUse } from './rule-for'
import { catalogueEntry, entryNamed } from './catalogue/catalogue'
import type { RawCells, RawTable } from './table/raw-table'

export interface DescribedParameter {
  rule: ParameterRule
  profile: ParameterProfile
}

/** Of a long table with more parameters than this the most frequent are described. */
const mostParameters = 2_000
const mostWords = 100
/** Columns of so few different whole numbers, or words, are categories. */
const mostCodes = 10
const mostCategories = 50
/** Where more of the values than this would be refused, the column is not what its name says. */
const mostRefused = 0.2
/** Share of ages below 16 from which a table is not one of adults. */
const fewChildren = 0.01

interface ParameterRows {
  name: string
  cells: RawCells
  rows: Int32Array
  /** null where the table has no column of units */
  unitOf: Int32Array | null
  unitWords: readonly string[]
}

export function describeParameters(raw: RawTable): DescribedParameter[] {
  const parameters = raw.long ? longParameters(raw.long) : wideParameters(raw)
  const withChildren = parameters.some(
    (each) => entryNamed(each.name)?.id === 'age' && shareBelow(numbersOf(each), 16) > fewChildren,
  )
  return parameters.map((each) => describe(each, raw, withChildren))
}

const wideParameters = (raw: RawTable): ParameterRows[] => {
  const rows = Int32Array.from({ length: raw.rows }, (_, row) => row)
  return (raw.wide ?? []).map(({ name, cells }) => ({ name, cells, rows, unitOf: null, unitWords: [] }))
}

function longParameters(long: NonNullable<RawTable['long']>): ParameterRows[] {
  const counts = new Int32Array(long.parameterNames.length)
  for (const parameter of long.parameterOf) counts[parameter]!++
  const rows = Array.from(counts, (count) => new Int32Array(count))
  counts.fill(0)
  for (let row = 0; row < long.parameterOf.length; row++) {
    const parameter = long.parameterOf[row]!
    rows[parameter]![counts[parameter]!++] = row
  }
  return long.parameterNames
    .map((name, at) => ({
      name,
      cells: long.value,
      rows: rows[at]!,
      unitOf: long.unitOf,
      unitWords: long.unitWords,
    }))
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => b.rows.length - a.rows.length)
    .slice(0, mostParameters)
}

const numbersOf = ({ cells, rows }: ParameterRows): Float64Array =>
  Float64Array.from(rows, (row) => cells.numbers[row]!).filter((value) => !Number.isNaN(value))

const shareBelow = (values: Float64Array, limit: number): number =>
  values.length === 0 ? 0 : values.filter((value) => value < limit).length / values.length

/** Values by the unit written beside them, the most frequent unit first. */
function unitUses(each: ParameterRows): UnitUse[] {
  const { cells, rows, unitOf, unitWords } = each
  if (unitOf === null) return [{ written: '', values: numbersOf(each) }]
  const byUnit = new Map<string, number[]>()
  for (const row of rows) {
    const value = cells.numbers[row]!
    if (Number.isNaN(value)) continue
    const written = unitWords[unitOf[row]!]!
    const list = byUnit.get(written)
    if (list) list.push(value)
    else byUnit.set(written, [value])
  }
  return [...byUnit]
    .map(([written, values]) => ({ written, values: Float64Array.from(values) }))
    .toSorted((a, b) => b.values.length - a.values.length)
}

function describe(each: ParameterRows, raw: RawTable, withChildren: boolean): DescribedParameter {
  const uses = unitUses(each)
  const proposed = proposedRule(each.name, uses, withChildren)
  const isOther = refusedShare(proposed, uses) > mostRefused
  const rule = withKind(isOther ? bareRule(each.name) : proposed, each)
  return { rule, profile: profileOf(each, rule, uses, raw) }
}

/** Calls `each` with every value in the rule's unit; `known` false: its unit is not one of the rule's. */
function inRuleUnit(
  rule: ParameterRule,
  uses: readonly UnitUse[],
  each: (value: number, known: boolean) => void,
): void {
  for (const { written, values } of uses) {
    const unit = rule.writtenUnits.find((known) => known.written === written)
    const [factor, offset] = unit ? [unit.factor, unit.offset] : [1, 0]
    const isKnown = unit !== undefined || written === '' || rule.unit === null
    for (const value of values) each(factor === 1 && offset === 0 ? value : value * factor + offset, isKnown)
  }
}

function refusedShare(rule: ParameterRule, uses: readonly UnitUse[]): number {
  let [all, refused] = [0, 0]
  inRuleUnit(rule, uses, (value) => {
    all++
    const { what } = judgeValue(value, rule, true)
    if (what === 'not-plausible' || what === 'not-possible') refused++
  })
  return all === 0 ? 0 : refused / all
}

/** Adds what kind of values a parameter without an entry has. */
function withKind(rule: ParameterRule, each: ParameterRows): ParameterRule {
  const words = wordCounts(each)
  const numbers = numbersOf(each)
  if (words.length > 0 && wordTotal(words) > numbers.length) {
    const written = words
      .slice(0, mostWords)
      .map((word) => word.written)
      .toSorted()
    return {
      ...bareRule(rule.name),
      values: { kind: 'category', words: written.map((word, code) => ({ written: word, code })) },
    }
  }
  if (rule.parameter !== null) return rule
  const distinct = new Set<number>()
  for (const value of numbers) {
    distinct.add(value)
    if (distinct.size > mostCodes) return rule
  }
  const areCodes = numbers.length >= 3 * distinct.size && [...distinct].every(Number.isInteger)
  return areCodes && distinct.size > 0 ? { ...rule, values: { kind: 'category', words: [] } } : rule
}

function wordCounts({ cells, rows }: ParameterRows): { written: string; count: number }[] {
  const counts = new Map<number, number>()
  for (const row of rows) {
    const word = cells.wordOf[row]!
    if (word >= 0) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .map(([word, count]) => ({ written: cells.words[word]!, count }))
    .toSorted((a, b) => b.count - a.count || (a.written < b.written ? -1 : 1))
}

const wordTotal = (words: readonly { count: number }[]): number =>
  words.reduce((sum, { count }) => sum + count, 0)

function profileOf(
  each: ParameterRows,
  rule: ParameterRule,
  uses: readonly UnitUse[],
  raw: RawTable,
): ParameterProfile {
  const sorted = ascending(numbersOf(each))
  const words = wordCounts(each)
  const unreadable = wordTotal(words)
  const isCategory = rule.values.kind === 'category'
  const isText = isCategory && words.length > mostCategories
  const values = sorted.length + (isCategory ? unreadable : 0)
  const statistic = (value: number) => (sorted.length === 0 ? null : value)
  const shown = shownRange(sorted)
  return {
    name: each.name,
    parameter: rule.parameter,
    kind: isText ? 'text' : isCategory ? 'category' : 'number',
    values,
    missing: each.rows.length - sorted.length - unreadable,
    unreadable: isCategory ? 0 : unreadable,
    subjects: subjectsWithValue(each, raw),
    units: unitsOf(each, rule),
    least: statistic(sorted[0] ?? 0),
    lowQuartile: statistic(quantile(sorted, 0.25)),
    median: statistic(median(sorted)),
    highQuartile: statistic(quantile(sorted, 0.75)),
    greatest: statistic(sorted.at(-1) ?? 0),
    histogram: sorted.length === 0 || isCategory ? null : histogramOf(sorted, shown.low, shown.high),
    plausible: rule.plausible === null || rule.unit === null ? null : { ...rule.plausible, unit: rule.unit },
    problems: problemsOf(rule, uses),
    words: words.slice(0, mostWords),
  }
}

function subjectsWithValue({ cells, rows }: ParameterRows, { subjectOf, subjectNames }: RawTable): number {
  const seen = new Uint8Array(subjectNames.length)
  for (const row of rows)
    if (!Number.isNaN(cells.numbers[row]!) || cells.wordOf[row]! >= 0) seen[subjectOf[row]!] = 1
  return seen.reduce((sum, one) => sum + one, 0)
}

function unitsOf({ rows, unitOf, unitWords }: ParameterRows, rule: ParameterRule): ParameterProfile['units'] {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const written = unitOf ? unitWords[unitOf[row]!]! : ''
    counts.set(written, (counts.get(written) ?? 0) + 1)
  }
  const entry = rule.parameter === null ? null : catalogueEntry(rule.parameter)
  const meant = (written: string) =>
    rule.writtenUnits.find((known) => known.written === written)?.unit ??
    (entry && written !== '' ? (conversionTo(written, entry)?.unit ?? null) : null)
  return [...counts]
    .map(([written, count]) => ({ written, unit: meant(written), count }))
    .toSorted((a, b) => b.count - a.count)
}

function problemsOf(rule: ParameterRule, uses: readonly UnitUse[]): ParameterProfile['problems'] {
  const slips = new Map<string, number>()
  const counts = { wordsForMissing: 0, notPlausible: 0, notPossible: 0, unitUnknown: 0 }
  const sound: number[] = []
  inRuleUnit(rule, uses, (value, isKnown) => {
    if (!isKnown) {
      counts.unitUnknown++
      return
    }
    const verdict = judgeValue(value, rule, true)
    if (verdict.what === 'kept') sound.push(value)
    else if (verdict.what === 'slip-repaired') {
      slips.set(verdict.slip, (slips.get(verdict.slip) ?? 0) + 1)
      sound.push(verdict.value)
    } else if (verdict.what === 'word-for-missing') counts.wordsForMissing++
    else if (verdict.what === 'not-plausible') counts.notPlausible++
    else counts.notPossible++
  })
  return {
    ...counts,
    slips: [...slips].map(([slip, count]) => ({ slip, count })),
    outliers: outliersIn(rule, sound),
  }
}

function outliersIn(rule: ParameterRule, values: readonly number[]): number {
  if (rule.values.kind === 'category') return 0
  const { low, high } = outlierLimits(Float64Array.from(values).sort(), 'robust-z', 3.5)
  return low === null || high === null ? 0 : values.filter((value) => value < low || value > high).length
}
