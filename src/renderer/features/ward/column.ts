/** A column of the ward's list: one of those that are always there, or one of a model. */
import type { LocalText } from '../../../shared/domain/models/local-text'
import type { LabColumnId } from '../../../shared/domain/ward/columns'
import type { WarningPart } from '../../../shared/domain/ward/early-warning'

type FixedColumnId =
  'need' | 'place' | 'name' | 'news2' | 'sofa' | 'stayRisk' | 'alerts' | WarningPart | LabColumnId
export type ColumnId = FixedColumnId | `model:${string}`

interface ColumnShape {
  /** px */
  width: number
  decimals: number
  /** UCUM, where all values of the column are in one */
  unit: string | null
}

export interface FixedColumn extends ColumnShape {
  id: FixedColumnId
  kind: 'need' | 'place' | 'name' | 'news2' | 'sofa' | 'stay-risk' | 'alerts' | 'part' | 'lab'
}

/** Of a model of tables; it brings its words with it. */
export interface ModelColumn extends ColumnShape {
  id: `model:${string}`
  kind: 'table-risk'
  modelId: string
  title: LocalText
  finding: LocalText
}

export type Column = FixedColumn | ModelColumn
