import type { Column } from './column'
import type { ListedRow } from './listed-row'
import type { WardWords } from './use-ward-words'

export interface CellProps {
  row: ListedRow
  column: Column
  words: WardWords
  nowMs: number
}
