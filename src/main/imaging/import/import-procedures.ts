/** What main may ask of the store worker about imports. */
import type { ImportLine, Job, PictureForm } from '../../../shared/domain/jobs/job'
import { AppException, toAppError } from '../../../shared/result'
import { type BlobSync, readBlob, removeBlob } from '../../store/blobs/blob-store'
import type { WritableDatabase } from '../../store/open-database'
import { createJob } from '../../store/queries/jobs'
import { isBlobReferenced } from '../../store/queries/instances'
import { findWaitingPicture, removeWaitingPicture } from '../../store/queries/waiting-pictures'
import { atomically } from '../../store/statements'
import type { StoreContext } from '../../store/store-procedures'
import type { CallContext } from '../../workers/rpc'
import { runImport } from './run-import'
import { commitStaged, type ImportContext, type PicturePolicy, stageFilledPicture } from './stage-input'

export function importProcedures(db: WritableDatabase, { profileDir, keys }: StoreContext) {
  const contextFor = (pictures: PicturePolicy, sync: BlobSync): ImportContext => ({
    db,
    profileDir,
    keys,
    pictures,
    sync,
  })
  return {
    createImport: ({ kind, roots }: { kind: Job['kind']; roots: string[] }): Job =>
      createJob(db, kind, roots),
    runImport: (
      { job, pictures }: { job: Job; pictures: PicturePolicy },
      { signal, progress }: CallContext,
    ): Promise<Job> => runImport(contextFor(pictures, 'later'), job.id, { signal, progress }),
    completePictures: ({ pictureIds, form }: { pictureIds: string[]; form: PictureForm }): ImportLine[] =>
      pictureIds.map((id) => completePicture(contextFor({ kind: 'form', form }, 'now'), id, form)),
  }
}
export type ImportProcedures = ReturnType<typeof importProcedures>

/** The picture becomes an image of the form's patient; its own file is dropped, the image holds every pixel of it. */
function completePicture(context: ImportContext, id: string, form: PictureForm): ImportLine {
  const { db, profileDir, keys } = context
  const picture = findWaitingPicture(db, id)
  if (!picture) throw new AppException('NOT_FOUND', 'There is no such picture.')
  const { input, jobId } = picture
  try {
    const staged = stageFilledPicture(context, readBlob(profileDir, keys, picture.blob.blobId), form, input)
    const { line, unused } = atomically(db, () => ({
      line: commitStaged(context, jobId, staged),
      unused: removeWaitingPicture(db, id),
    }))
    if (unused && !isBlobReferenced(db, unused)) removeBlob(profileDir, unused)
    return (
      line ?? { input, status: 'error', error: { code: 'INTERNAL', message: 'The picture was not stored.' } }
    )
  } catch (thrown) {
    return { input, status: 'error', error: toAppError(thrown) }
  }
}
