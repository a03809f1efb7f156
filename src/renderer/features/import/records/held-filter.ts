/** Which held rows are looked at; kept while other screens are. */
import { create } from 'zustand'

interface HeldFilter {
  /** null: of every import */
  intakeId: string | null
  /** null: whatever the reason */
  reason: string | null
}

export const useHeldFilter = create<HeldFilter>(() => ({ intakeId: null, reason: null }))

export const setHeldFilter = (filter: Partial<HeldFilter>): void => useHeldFilter.setState(filter)
