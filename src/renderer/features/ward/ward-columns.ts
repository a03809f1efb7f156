/** Columns of the ward's list, and in which order rows stand by each. */
import { type WarningPart, warningParts } from '../../../shared/domain/ward/early-warning'
import { labColumns, type LabColumnId } from '../../../shared/domain/ward/columns'
import { compareBy, compareName, compareNeed, comparePlace } from '../../../shared/domain/ward/need'
import { scoreInputs } from '../../../shared/domain/scores/score-input'
import type { WardRow } from '../../../shared/domain/ward/ward'

export type ColumnId = 'need' | 'place' | 'name' | 'news2' | 'alerts' | WarningPart | LabColumnId

export interface Column {
  id: ColumnId
  /** px */
  width: number
  kind: 'need' | 'place' | 'name' | 'news2' | 'alerts' | 'part' | 'lab'
  decimals: number
  /** UCUM, where all values of the column are in one */
  unit: string | null
}

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

export const columns: readonly Column[] = [
  { id: 'name', width: 184, kind: 'name', decimals: 0, unit: null },
  { id: 'place', width: 110, kind: 'place', decimals: 0, unit: null },
  { id: 'need', width: 124, kind: 'need', decimals: 0, unit: null },
  { id: 'news2', width: 124, kind: 'news2', decimals: 0, unit: null },
  { id: 'alerts', width: 124, kind: 'alerts', decimals: 0, unit: null },
  ...warningParts.map((part): Column => ({
    id: part,
    width: partWidths[part] ?? 70,
    kind: 'part',
    decimals: partDecimals[part] ?? 0,
    unit: unitOfPart(part),
  })),
  ...labColumns.map(({ id, decimals, unit }): Column => ({ id, width: 70, kind: 'lab', decimals, unit })),
]

export const isPart = (id: ColumnId): id is WarningPart => (warningParts as readonly string[]).includes(id)

/** Of the levels, the worst has the highest number. */
const consciousness: Readonly<Record<string, number>> = {
  alert: 0,
  'new-confusion': 1,
  voice: 2,
  pain: 3,
  unresponsive: 4,
}

function numberOf(id: ColumnId): (row: WardRow) => number | null {
  if (id === 'news2') return ({ news2 }) => (news2.status === 'assessed' ? news2.value : null)
  if (id === 'alerts') return ({ alerts }) => alerts.filter(({ state }) => state === 'open').length
  if (id === 'consciousness') return ({ parts }) => consciousness[parts.consciousness?.answer ?? ''] ?? null
  if (isPart(id)) return ({ parts }) => parts[id]?.value ?? null
  return ({ labs }) => labs[id]?.value ?? null
}

/** The rows in the order of a column; need and place have orders of their own. */
export function sorted(
  rows: readonly WardRow[],
  { by, direction }: { by: ColumnId; direction: 'asc' | 'desc' },
): WardRow[] {
  // prettier-ignore
  const turned = (compare: (a: WardRow, b: WardRow) => number, forward: 'asc' | 'desc') =>
    direction === forward ? compare : (a: WardRow, b: WardRow) => compare(b, a)
  if (by === 'need') return rows.toSorted(turned(compareNeed, 'desc'))
  if (by === 'place') return rows.toSorted(turned(comparePlace, 'desc'))
  if (by === 'name') return rows.toSorted(turned(compareName, 'desc'))
  return rows.toSorted(compareBy(numberOf(by), direction))
}
