/** What the ward's page is set to; kept while other pages are open. */
import { create } from 'zustand'
import type { WardScope } from '../../../shared/domain/ward/ward'
import type { ColumnId } from './column'

export interface Sort {
  by: ColumnId
  direction: 'asc' | 'desc'
}

interface WardState {
  scope: WardScope
  /** null: now */
  atMs: number | null
  sort: Sort
  /** the patient and column that the keys move from */
  selectedId: string | null
  column: number
  tab: 'alerts' | 'course'
}

const beginning: WardState = {
  scope: { kind: 'present' },
  atMs: null,
  sort: { by: 'need', direction: 'desc' },
  selectedId: null,
  column: 0,
  tab: 'alerts',
}

export const useWard = create<WardState>(() => beginning)

export const setScope = (scope: WardScope): void => useWard.setState({ scope, selectedId: null })
export const setTime = (atMs: number | null): void => useWard.setState({ atMs })
export const setTab = (tab: WardState['tab']): void => useWard.setState({ tab })
export const select = (selectedId: string | null, column?: number): void =>
  useWard.setState(column === undefined ? { selectedId } : { selectedId, column })

/** The same column again turns the direction round. */
export function sortBy(by: ColumnId): void {
  useWard.setState(({ sort }) => ({
    sort: { by, direction: sort.by === by && sort.direction === 'desc' ? 'asc' : 'desc' },
  }))
}
