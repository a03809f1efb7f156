/** What main may ask of the store worker (beside imports). Quick: a long one would hold up every other writer. */
import type { VaultKeys } from '../security/keys'
import { removeBlob, removeOrphanBlobs } from './blobs/blob-store'
import type { WritableDatabase } from './open-database'
import { insertRun, type NewRun, type Review, reviewFinding } from './queries/analysis-runs'
import { isBlobReferenced } from './queries/instances'
import { dismissJob, endJob, interruptRunningJobs, listJobs } from './queries/jobs'
import { markStudyOpened, purgeTrash, restoreStudy, trashStudy } from './queries/studies'
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
    listJobs: () => listJobs(db),
    dismissJob: (jobId: string) => dismissJob(db, jobId),
    endJob: ({ jobId, state }: { jobId: string; state: 'cancelled' | 'interrupted' }) =>
      endJob(db, jobId, state),
    discardPictures: (pictureIds: string[]) => {
      for (const id of pictureIds) {
        const blobId = removeWaitingPicture(db, id)
        if (blobId && !isBlobReferenced(db, blobId)) removeBlob(profileDir, blobId)
      }
    },
    purgeTrash: () => {
      const { studies, blobIds } = purgeTrash(db)
      for (const blobId of blobIds) removeBlob(profileDir, blobId)
      return studies
    },
  }
}
export type StoreProcedures = ReturnType<typeof storeProcedures>

/** Once after opening, before anything is stored: puts right what an earlier end of the program left behind. */
export function tidyUp(db: WritableDatabase, { profileDir }: StoreContext): void {
  interruptRunningJobs(db)
  const { blobIds } = purgeTrash(db)
  for (const blobId of blobIds) removeBlob(profileDir, blobId)
  removeOrphanBlobs(profileDir, (blobId) => isBlobReferenced(db, blobId))
}
