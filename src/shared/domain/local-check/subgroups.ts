/** The model's figures by age, sex, device, view and the site's own groups. */
import { aucInterval } from './auc-interval'
import type { CheckTable, TruthCase, WordColumn } from './check-table'
import { confusionAt, confusionRates } from './confusion'
import { casesForCurves, type SubgroupRow } from './local-check'
import { countClasses, countPatients, type ScoredCases } from './scored-cases'

/** Groups of one kind that get a row of their own; the rest is put together. */
const mostGroups = 12

/** Upper bounds (exclusive, years) with the band's name. */
const ageBands: readonly (readonly [number, string])[] = [
  [1, '0'],
  [3, '1-2'],
  [6, '3-5'],
  [12, '6-11'],
  [18, '12-17'],
  [40, '18-39'],
  [65, '40-64'],
  [Number.POSITIVE_INFINITY, '65+'],
]

export function ageBand(years: number): string {
  return ageBands.find(([below]) => years < below)?.[1] ?? ''
}

type Grouping = Pick<SubgroupRow, 'by' | 'column'> & { groupOf(row: number): string }

const wordOf = (column: WordColumn) => (row: number) => column.names[column.codes[row]!] ?? ''

export function subgroupRows(
  table: CheckTable,
  cases: readonly TruthCase[],
  threshold: number,
): SubgroupRow[] {
  const groupings: Grouping[] = [
    { by: 'age', column: '', groupOf: (row) => ageBand(table.ages[row]!) },
    { by: 'sex', column: '', groupOf: (row) => wordOf(table.sex)(row).replace('U', '') },
    { by: 'device', column: '', groupOf: wordOf(table.device) },
    { by: 'view', column: '', groupOf: wordOf(table.view) },
    ...table.siteGroups.map((column): Grouping => ({
      by: 'site',
      column: column.name,
      groupOf: wordOf(column),
    })),
  ]
  return groupings.flatMap((grouping) => rowsOf(table, cases, threshold, grouping))
}

function rowsOf(
  table: CheckTable,
  cases: readonly TruthCase[],
  threshold: number,
  { by, column, groupOf }: Grouping,
): SubgroupRow[] {
  const groups = new Map<string, TruthCase[]>()
  for (const each of cases) {
    const group = groupOf(each.row)
    const members = groups.get(group)
    if (members) members.push(each)
    else groups.set(group, [each])
  }
  const unknown = groups.get('')
  groups.delete('')
  const known = [...groups].sort(([, a], [, b]) => b.length - a.length)
  const shown = known.slice(0, mostGroups)
  const rest = known.slice(mostGroups).flatMap(([, members]) => members)
  const order = by === 'age' ? ageBands.map(([, name]) => name) : null
  if (order) shown.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
  const row = (group: string, kind: SubgroupRow['kind'], members: readonly TruthCase[]): SubgroupRow => ({
    by,
    column,
    group,
    kind,
    ...figuresOf(scoredCases(table, members), threshold),
  })
  return [
    ...shown.map(([group, members]) => row(group, 'value', members)),
    ...(rest.length > 0 ? [row('', 'other', rest)] : []),
    ...(unknown ? [row('', 'unknown', unknown)] : []),
  ]
}

/** The cases' scores, truths and patients. */
export function scoredCases(table: CheckTable, cases: readonly TruthCase[]): ScoredCases {
  return {
    scores: Float64Array.from(cases, ({ row }) => table.scores[row]!),
    truths: Uint8Array.from(cases, ({ truth }) => truth),
    patients: Int32Array.from(cases, ({ row }) => table.patients[row]!),
  }
}

function figuresOf(
  cases: ScoredCases,
  threshold: number,
): Omit<SubgroupRow, 'by' | 'column' | 'group' | 'kind'> {
  const { positives, negatives } = countClasses(cases.truths)
  const enough = positives >= casesForCurves && negatives >= casesForCurves
  const interval = enough ? aucInterval(cases) : null
  const { sensitivity, specificity } = confusionRates(confusionAt(cases.scores, cases.truths, threshold))
  const sum = Array.from(cases.scores).reduce((total, score) => total + score, 0)
  return {
    cases: cases.scores.length,
    positives,
    patients: countPatients(cases.patients),
    auc: interval && { value: interval.auc, low: interval.low, high: interval.high },
    sensitivity: positives >= casesForCurves ? sensitivity : null,
    specificity: negatives >= casesForCurves ? specificity : null,
    meanScore: sum / cases.scores.length,
  }
}
