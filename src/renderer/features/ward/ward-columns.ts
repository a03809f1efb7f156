/** Columns of the ward's list, and in which order rows stand by each. */
import { type WarningPart, warningParts } from '../../../shared/domain/ward/early-warning'
import { labColumns } from '../../../shared/domain/ward/columns'
import { compareBy, compareName, compareNeed, comparePlace } from '../../../shared/domain/ward/need'
import { scoreInputs } from '../../../shared/domain/scores/score-input'
import type { Ranked } from '../../../shared/domain/ward/need'
import type { Column, ColumnId, FixedColumn } from './column'
import type { ListedRow } from './listed-row'
import { modelColumns, riskRank, sofaRank } from './risk-columns'

const partDecimals: Partial<Record<WarningPart, number>> = { temperature: 1 }
const partWidths: Partial<Record<WarningPart, number>> = {
  supplementalOxygen: 104,
  consciousness: 64,
  systolicPressure: 74,
}

function unitOfPart(part: WarningPart): string | null {
  const input = scoreInputs[part]
  return input.kind === 'quantity' ? input.unit : null
}

const fixedColumns: readonly FixedColumn[] = [
  { id: 'name', width: 184, kind: 'name', decimals: 0, unit: null },
  { id: 'place', width: 110, kind: 'place', decimals: 0, unit: null },
  { id: 'need', width: 124, kind: 'need', decimals: 0, unit: null },
  { id: 'news2', width: 124, kind: 'news2', decimals: 0, unit: null },
  { id: 'sofa', width: 124, kind: 'sofa', decimals: 0, unit: null },
  { id: 'stayRisk', width: 136, kind: 'stay-risk', decimals: 0, unit: null },
  { id: 'alerts', width: 124, kind: 'alerts', decimals: 0, unit: null },
  ...warningParts.map((part): FixedColumn => ({
    id: part,
    width: partWidths[part] ?? 70,
    kind: 'part',
    decimals: partDecimals[part] ?? 0,
    unit: unitOfPart(part),
  })),
  ...labColumns.map(({ id, decimals, unit }): FixedColumn => ({
    id,
    width: 70,
    kind: 'lab',
    decimals,
    unit,
  })),
]

/** Measured values stand where they always are; what models of tables say of anybody on the list comes behind them. */
export function columnsOf(rows: readonly ListedRow[]): readonly Column[] {
  const models = modelColumns(rows)
  const key = JSON.stringify(models)
  const known = made.get(key)
  if (known) return known
  const columns = [...fixedColumns, ...models]
  made.set(key, columns)
  return columns
}

/** The same array while the same models speak: an answer more must not draw every row anew. */
const made = new Map<string, readonly Column[]>()

export const isPart = (id: ColumnId): id is WarningPart => (warningParts as readonly string[]).includes(id)

/** Of the levels, the worst has the highest number. */
const consciousness: Readonly<Record<string, number>> = {
  alert: 0,
  'new-confusion': 1,
  voice: 2,
  pain: 3,
  unresponsive: 4,
}

function rankOf(id: ColumnId, column: Column | undefined): (row: ListedRow) => Ranked {
  if (id === 'sofa') return sofaRank
  if (column?.kind === 'stay-risk' || column?.kind === 'table-risk') return (row) => riskRank(row, column)
  if (id === 'news2') return ({ news2 }) => (news2.status === 'assessed' ? news2.value : null)
  if (id === 'alerts') return ({ alerts }) => alerts.filter(({ state }) => state === 'open').length
  if (id === 'consciousness') return ({ parts }) => consciousness[parts.consciousness?.answer ?? ''] ?? null
  if (isPart(id)) return ({ parts }) => parts[id]?.value ?? null
  return ({ labs }) => labs[id]?.value ?? null
}

/** The rows in the order of a column; need and place have orders of their own. */
export function sorted(
  rows: readonly ListedRow[],
  columns: readonly Column[],
  { by, direction }: { by: ColumnId; direction: 'asc' | 'desc' },
): ListedRow[] {
  type Compare = (a: ListedRow, b: ListedRow) => number
  const turned = (compare: Compare, forward: 'asc' | 'desc'): Compare =>
    direction === forward ? compare : (a, b) => compare(b, a)
  if (by === 'need') return rows.toSorted(turned(compareNeed, 'desc'))
  if (by === 'place') return rows.toSorted(turned(comparePlace, 'desc'))
  if (by === 'name') return rows.toSorted(turned(compareName, 'desc'))
  const column = columns.find(({ id }) => id === by)
  return rows.toSorted(compareBy(rankOf(by, column), direction))
}
