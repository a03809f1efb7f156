/** What main may ask of the store worker about records. */
import type { Intake, IntakeOptions } from '../../shared/domain/record/intake'
import type { WritableDatabase } from '../store/open-database'
import { type MergeRequest, mergePatients, unmergePatients } from '../store/queries/patient-merges'
import { createIntake, requireIntake } from '../store/queries/record-imports'
import { settleQuarantined } from '../store/queries/record-quarantine'
import type { CallContext } from '../workers/rpc'
import { planFiles } from './intake/plan-files'
import { ReadingThread } from './intake/reading-thread'
import { type Repaired, repairQuarantined, retryQuarantine } from './intake/repair'
import { runIntake } from './intake/run-intake'

export function recordProcedures(db: WritableDatabase) {
  return {
    /** @throws AppException FILE_NOT_FOUND, FILE_EMPTY */
    createIntake: async ({
      options,
      roots,
      by,
    }: {
      options: IntakeOptions
      roots: string[]
      by: string
    }): Promise<Intake> => {
      const files = await planFiles(options.format, roots)
      return requireIntake(db, createIntake(db, { options, files, by }))
    },
    /** One that was interrupted or cancelled goes on where it stopped. */
    runIntake: async (intakeId: string, { signal, progress }: CallContext): Promise<Intake> => {
      const thread = new ReadingThread()
      try {
        return await runIntake(db, intakeId, {
          signal,
          progress,
          read: (options, file) => thread.read(options, file),
        })
      } finally {
        await thread.stop()
      }
    },
    repairQuarantined: (repair: { id: string; text: string | null; by: string }): Promise<Repaired> =>
      repairQuarantined(db, repair),
    retryQuarantine: (tried: { reasons: string[] | null; by: string }, { signal }: CallContext) =>
      retryQuarantine(db, tried, signal),
    dropQuarantined: ({ id, by }: { id: string; by: string }) =>
      settleQuarantined(db, { id, state: 'dropped', repaired: null, by }),
    mergePatients: (request: MergeRequest) => mergePatients(db, request),
    unmergePatients: (undone: { mergeId: string; by: string }) => unmergePatients(db, undone),
  }
}
export type RecordProcedures = ReturnType<typeof recordProcedures>
