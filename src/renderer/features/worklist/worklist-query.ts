import type { WorklistQuery } from '../../../shared/domain/worklist/worklist'
import { dateRange } from './date-presets'
import type { Filters } from './worklist-store'

/** Rows fetched at a time. */
export const windowSize = 100

/** The request for the window of rows that starts at `offset`. */
export function worklistQuery(
  filters: Filters,
  sort: WorklistQuery['sort'],
  offset: number,
  today: Date,
): WorklistQuery {
  const range = dateRange(filters.datePreset, { from: filters.dateFrom, to: filters.dateTo }, today)
  return {
    text: filters.text.trim(),
    modalities: [...filters.modalities].sort(),
    dateFrom: range.from,
    dateTo: range.to,
    statuses: [...filters.statuses].sort(),
    urgencies: [...filters.urgencies].sort(),
    trashed: filters.trashed,
    sort,
    offset,
    limit: windowSize,
  }
}
