/** What main may ask of the reader worker. */
import type { LocalCheckRequest } from '../../shared/domain/local-check/local-check'
import type { TruthRows } from '../../shared/domain/local-check/truth-file'
import type { RecordCode } from '../../shared/domain/record/reading'
import type { WorklistQuery } from '../../shared/domain/worklist/worklist'
import type { CallContext } from '../workers/rpc'
import type { StoreContext } from './store-procedures'
import type { ReadableDatabase } from './open-database'
import { findActivation, findRun, runHistory } from './queries/analysis-runs'
import {
  findExplanation,
  findExplanationMap,
  listExplanations,
  type NewExplanation,
} from './queries/explanations'
import { findInstance } from './queries/instances'
import { importReport, listJobs } from './queries/jobs'
import { checkedModels, checkTable, type GivenTruth } from './queries/local-check'
import { listPipelines } from './queries/preparation-pipelines'
import { recordQuantities, recordTablePage } from './queries/record-table'
import { queueProgress } from './queries/queue-progress'
import { findMask } from './queries/region-masks'
import { listModelChoices, listSiteModels } from './queries/site-models'
import { findStudiesByUid } from './queries/study-rows'
import { listTruthImports, matchTruth, truthImportProblems } from './queries/truth-imports'
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
    queueProgress: () => queueProgress(db),
    runHistory: (studyId: string) => runHistory(db, studyId),
    findRun: (runId: string) => findRun(db, runId),
    findActivation: ({ runId, label }: { runId: string; label: string }) => findActivation(db, runId, label),
    listExplanations: (runId: string) => listExplanations(db, runId),
    findExplanation: (wanted: Pick<NewExplanation, 'runId' | 'label' | 'method' | 'parametersHash'>) =>
      findExplanation(db, wanted),
    findExplanationMap: (id: string) => findExplanationMap(db, id),
    findMask: (runId: string) => findMask(db, runId),
    siteModels: () => listSiteModels(db),
    modelChoices: () => listModelChoices(db),
    listJobs: () => listJobs(db),
    importReport: (query: { jobId: string; onlyProblems: boolean; offset: number; limit: number }) =>
      importReport(db, query),
    waitingPictures: () => listWaitingPictures(db),
    checkedModels: () => checkedModels(db),
    checkTable: ({ request, given }: { request: LocalCheckRequest; given: GivenTruth | null }) =>
      checkTable(db, request, given),
    matchTruth: (rows: TruthRows) => matchTruth(db, rows),
    listTruthImports: () => listTruthImports(db),
    truthImportProblems: (query: { importId: string; offset: number; limit: number }) =>
      truthImportProblems(db, query),
    listPipelines: () => listPipelines(db),
    recordQuantities: () => recordQuantities(db),
    recordTablePage: (query: { codes: readonly RecordCode[]; afterRow: number }) =>
      recordTablePage(db, query),
    verifyStore: (_: null, { signal, progress }: CallContext) => verifyStore(db, context, signal, progress),
  }
}
export type ReaderProcedures = ReturnType<typeof readerProcedures>
