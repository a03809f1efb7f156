/** What the screens of imports ask of the store worker. */
import type { HeldChoice, RepairRequest } from '../../shared/domain/record-import/held-row'
import type { WritableDatabase } from '../store/open-database'
import { setApart } from '../store/queries/compare-patients'
import {
  mappingUsed,
  type NewMapping,
  renameMapping,
  saveMapping,
  setMappingRemoved,
} from '../store/queries/csv-mappings'
import { dropHeld, restoreHeld } from '../store/queries/held-rows'
import type { CallContext } from '../workers/rpc'
import { repairHeld, retryHeld } from './held/repair-held'

export function recordImportProcedures(db: WritableDatabase) {
  return {
    repairHeld: (request: RepairRequest & { by: string }, { signal }: CallContext) =>
      repairHeld(db, request, signal),
    retryHeld: (request: { choice: HeldChoice; by: string }, { signal }: CallContext) =>
      retryHeld(db, request, signal),
    dropHeld: (request: { choice: HeldChoice; by: string }) => dropHeld(db, request),
    restoreHeld: (mark: number) => restoreHeld(db, mark),
    saveMapping: (saved: NewMapping) => saveMapping(db, saved),
    renameMapping: (renamed: { id: string; name: string; by: string }) => renameMapping(db, renamed),
    setMappingRemoved: (change: { id: string; removed: boolean }) => setMappingRemoved(db, change),
    mappingUsed: (id: string) => mappingUsed(db, id),
    setApart: (said: { aId: string; bId: string; apart: boolean; by: string }) => setApart(db, said),
  }
}
export type RecordImportProcedures = ReturnType<typeof recordImportProcedures>
