/** What the worklist shows and what is selected: kept while other pages are open, forgotten when the vault locks. */
import { create } from 'zustand'
import type { ReadingStatus, WorklistQuery, WorklistSortKey } from '../../../shared/domain/worklist/worklist'
import type { Urgency } from '../../../shared/domain/worklist/triage'
import type { DatePreset } from './date-presets'

export interface Filters {
  text: string
  modalities: readonly string[]
  datePreset: DatePreset
  /** used with the preset 'custom' */
  dateFrom: string | null
  dateTo: string | null
  statuses: readonly ReadingStatus[]
  urgencies: readonly Urgency[]
  trashed: boolean
}

interface WorklistState {
  filters: Filters
  sort: WorklistQuery['sort']
  /** The selected study is known by its id: rows move while an import runs. */
  selectedId: string | null
  /** Where the selection was last seen, as a starting point for the arrow keys. */
  cursor: number
  /** Studies put together by hand, for what can be asked of several at once; the selected one need not be among them. */
  marked: ReadonlySet<string>
  previewOpen: boolean
}

export const noFilters: Filters = {
  text: '',
  modalities: [],
  datePreset: 'any',
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed: false,
}

const noMarks: ReadonlySet<string> = new Set()

const initial: WorklistState = {
  filters: noFilters,
  sort: { by: 'studyDate', direction: 'desc' },
  selectedId: null,
  cursor: 0,
  marked: noMarks,
  previewOpen: true,
}

export const useWorklist = create<WorklistState>(() => initial)

export const setFilters = (change: Partial<Filters>): void =>
  useWorklist.setState(({ filters }) => ({
    filters: { ...filters, ...change },
    cursor: 0,
    selectedId: null,
    // What is marked stays on screen: an order must not go to studies that nobody sees.
    marked: noMarks,
  }))

export const clearFilters = (): void => setFilters(noFilters)

export const selectStudy = (selectedId: string | null, cursor: number): void =>
  useWorklist.setState({ selectedId, cursor })

export const setMarked = (studyIds: readonly string[], on: boolean): void =>
  useWorklist.setState(({ marked }) => {
    const next = new Set(marked)
    for (const id of studyIds) {
      if (on) next.add(id)
      else next.delete(id)
    }
    return { marked: next }
  })

export const clearMarks = (): void => useWorklist.setState({ marked: noMarks })

export const togglePreview = (): void =>
  useWorklist.setState(({ previewOpen }) => ({ previewOpen: !previewOpen }))

/**
 * First click sorts dates newest first and all else ascending; the next one turns it round. The order by urgency has one
 * direction: what was not assessed never stands below what has no finding.
 */
export const sortBy = (by: WorklistSortKey): void =>
  useWorklist.setState(({ sort }) => ({
    sort: {
      by,
      direction:
        by === 'urgency'
          ? 'desc'
          : sort.by === by
            ? sort.direction === 'asc'
              ? 'desc'
              : 'asc'
            : by === 'studyDate' || by === 'importedAt'
              ? 'desc'
              : 'asc',
    },
  }))

export const resetWorklist = (): void => useWorklist.setState(initial, true)

export const isFiltered = (filters: Filters): boolean =>
  filters.text.trim() !== '' ||
  filters.modalities.length > 0 ||
  filters.datePreset !== 'any' ||
  filters.statuses.length > 0 ||
  filters.urgencies.length > 0
