/** What main may ask of the store worker (beside imports). Quick: a long one would hold up every other writer. */
import type { VaultKeys } from '../security/keys'
import { removeBlob, removeOrphanBlobs } from './blobs/blob-store'
import type { WritableDatabase } from './open-database'
import { insertRun, type NewRun, type Review, reviewFinding } from './queries/analysis-runs'
import { recoverTasks } from './queries/analysis-tasks'
import { insertExplanation, type NewExplanation } from './queries/explanations'
import { purgeMappings } from './queries/csv-mappings'
import { isBlobReferenced } from './queries/instances'
import { interruptIntakes } from './queries/record-imports'
import { dismissJob, endJob, interruptRunningJobs, listJobs } from './queries/jobs'
import { renamePipeline, savePipeline, setPipelineRemoved } from './queries/preparation-pipelines'
import {
  addSiteModel,
  type ModelVersion,
  removeSiteModel,
  setDefaultModel,
  setModelRetired,
  type TrustedPackage,
} from './queries/site-models'
import { markStudyOpened, purgeTrash, restoreStudy, trashStudy } from './queries/studies'
import { insertTruth, type NewTruthImport, setTruthRemoved } from './queries/truth-imports'
import { removeWaitingPicture } from './queries/waiting-pictures'

export interface StoreContext {
  profileDir: string
  keys: VaultKeys
}

export function storeProcedures(db: WritableDatabase, { profileDir }: StoreContext) {
  return {
    markStudyOpened: (studyId: string) => markStudyOpened(db, studyId),
    trashStudy: (studyId: string) => trashStudy(db, studyId),
    restoreStudy: (studyId: string) => restoreStudy(db, studyId),
    insertRun: (run: NewRun) => insertRun(db, run),
    reviewFinding: (review: Review) => reviewFinding(db, review),
    insertExplanation: (made: NewExplanation) => insertExplanation(db, made),
    insertTruth: (added: NewTruthImport) => insertTruth(db, added),
    setTruthRemoved: (change: { importId: string; removed: boolean }) => setTruthRemoved(db, change),
    savePipeline: (kept: { name: string; pipeline: string }) => savePipeline(db, kept),
    renamePipeline: (change: { id: string; name: string }) => renamePipeline(db, change),
    setPipelineRemoved: (change: { id: string; removed: boolean }) => setPipelineRemoved(db, change),
    addSiteModel: (added: TrustedPackage) => addSiteModel(db, added),
    removeSiteModel: (model: ModelVersion) => removeSiteModel(db, model),
    setDefaultModel: (model: ModelVersion) => setDefaultModel(db, model),
    setModelRetired: (change: ModelVersion & { retired: boolean }) => setModelRetired(db, change),
    listJobs: () => listJobs(db),
    dismissJob: (jobId: string) => dismissJob(db, jobId),
    endJob: ({ jobId, state }: { jobId: string; state: 'cancelled' | 'interrupted' }) =>
      endJob(db, jobId, state),
    discardPictures: (pictureIds: string[]) => {
      const blobIds = pictureIds.map((id) => removeWaitingPicture(db, id)).filter((blobId) => blobId !== null)
      removeUnreferenced(db, profileDir, blobIds)
    },
    purgeTrash: () => {
      const { studies, blobIds } = purgeTrash(db)
      removeUnreferenced(db, profileDir, blobIds)
      return studies
    },
  }
}
export type StoreProcedures = ReturnType<typeof storeProcedures>

/** Once after opening, before anything is stored: puts right what an earlier end of the program left behind. */
export function tidyUp(db: WritableDatabase, { profileDir }: StoreContext): void {
  interruptRunningJobs(db)
  interruptIntakes(db)
  recoverTasks(db)
  purgeTrash(db)
  purgeMappings(db)
  removeOrphanBlobs(profileDir, (blobId) => isBlobReferenced(db, blobId))
}

/**
 * Removes files that lost their last row. While an import runs it may have stored the same file again without its row yet:
 * then they are left to the sweep at the next start.
 */
export function removeUnreferenced(
  db: WritableDatabase,
  profileDir: string,
  blobIds: readonly string[],
): void {
  if (listJobs(db).some(({ state }) => state === 'running')) return
  for (const blobId of blobIds) if (!isBlobReferenced(db, blobId)) removeBlob(profileDir, blobId)
}
