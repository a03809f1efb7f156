/** What main may ask of the reader worker. */
import type { WorklistQuery } from '../../shared/domain/worklist/worklist'
import type { CallContext } from '../workers/rpc'
import type { StoreContext } from './store-procedures'
import type { ReadableDatabase } from './open-database'
import { findActivation, findRun, runHistory } from './queries/analysis-runs'
import { findInstance } from './queries/instances'
import { importReport, listJobs } from './queries/jobs'
import { findStudiesByUid } from './queries/study-rows'
import { patientStudies, studyDetail } from './queries/studies'
import { listWaitingPictures } from './queries/waiting-pictures'
import { searchWorklist } from './queries/worklist-search'
import { verifyStore } from './verify-store'

export function readerProcedures(db: ReadableDatabase, context: StoreContext) {
  return {
    searchWorklist: (query: WorklistQuery) => searchWorklist(db, query),
    patientStudies: (patientId: string) => patientStudies(db, patientId),
    studyDetail: (studyId: string) => studyDetail(db, studyId),
    findStudiesByUid: (uid: string) => findStudiesByUid(db, uid),
    findInstance: (instanceId: string) => findInstance(db, instanceId),
    runHistory: (studyId: string) => runHistory(db, studyId),
    findRun: (runId: string) => findRun(db, runId),
    findActivation: ({ runId, label }: { runId: string; label: string }) => findActivation(db, runId, label),
    listJobs: () => listJobs(db),
    importReport: (query: { jobId: string; onlyProblems: boolean; offset: number; limit: number }) =>
      importReport(db, query),
    waitingPictures: () => listWaitingPictures(db),
    verifyStore: (_: null, { signal, progress }: CallContext) => verifyStore(db, context, signal, progress),
  }
}
export type ReaderProcedures = ReturnType<typeof readerProcedures>
