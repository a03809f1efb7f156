/** Studies: what a reader opens, marks and throws away. */
import { z } from 'zod'
import { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type {
  InstanceDetail,
  PatientSummary,
  SeriesDetail,
  StudyDetail,
  StudyRow,
} from '../../../shared/domain/worklist/worklist'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { inReadingOrder } from '../reading-order'
import { removeFromSearch } from '../refresh-listing'
import { all, atomically, change, changeOne, one } from '../statements'
import { resumeRestored, skipTrashed } from './analysis-tasks'
import { groupOf } from './patient-merges'
import { findPatient, toPatient } from './patients'
import { findStudy, studiesOfPatient, toStudyRow } from './study-rows'

/** Days a study stays in the trash before it is removed for good. */
export const trashDays = 30
const dayMs = 86_400_000

/** @throws AppException NOT_FOUND */
export function studyDetail(db: ReadableDatabase, studyId: string): StudyDetail {
  const study = findStudy(db, studyId)
  if (!study) throw new AppException('NOT_FOUND', 'There is no such study.')
  return {
    study: toStudyRow(study),
    referringPhysician: study.referringPhysician,
    institution: study.institution,
    series: seriesOf(db, study.studyRow),
  }
}

/** @throws AppException NOT_FOUND */
export function patientStudies(
  db: ReadableDatabase,
  patientId: string,
): { patient: PatientSummary; studies: StudyRow[] } {
  const patient = findPatient(db, patientId)
  if (!patient) throw new AppException('NOT_FOUND', 'There is no such patient.')
  const studies = studiesOfPatient(db, groupOf(db, patient.patientRow))
  return { patient: toPatient(patient), studies }
}

const SeriesRow = z.object({
  row: z.number(),
  id: z.string(),
  seriesInstanceUid: z.string(),
  number: z.number().nullable(),
  modality: z.string(),
  description: z.string(),
  bodyPart: z.string(),
  viewPosition: z.string(),
})

function seriesOf(db: ReadableDatabase, studyRow: number): SeriesDetail[] {
  return all(
    db,
    SeriesRow,
    `SELECT row, id, series_instance_uid AS seriesInstanceUid, number, modality, description, body_part AS bodyPart,
       view_position AS viewPosition
     FROM series WHERE study_row = :studyRow ORDER BY number IS NULL, number, row`,
    { studyRow },
  ).map(({ row, ...series }) => ({ ...series, instances: inReadingOrder(instancesOf(db, row)) }))
}

function instancesOf(db: ReadableDatabase, seriesRow: number): InstanceDetail[] {
  return all(
    db,
    z.object({ id: z.string(), header: z.string() }),
    'SELECT id, header FROM instance WHERE series_row = :seriesRow',
    { seriesRow },
  ).map(({ id, header }) => {
    const { instance, image } = ParsedInstance.parse(JSON.parse(header))
    return { id, ...instance, image }
  })
}

/** The first look at a study; one that was read stays read. */
export function markStudyOpened(db: WritableDatabase, studyId: string): boolean {
  return (
    change(db, `UPDATE study SET status = 'opened' WHERE id = :studyId AND status = 'new'`, { studyId }) === 1
  )
}

/** Hides the study; it can be brought back for {@link trashDays} days. @throws AppException NOT_FOUND */
export function trashStudy(db: WritableDatabase, studyId: string, nowMs = Date.now()): void {
  atomically(db, () => {
    changeOne(
      db,
      'study',
      'UPDATE study SET trashed_at_ms = coalesce(trashed_at_ms, :nowMs) WHERE id = :studyId',
      { studyId, nowMs },
    )
    skipTrashed(db, rowOf(db, studyId))
  })
}

/** @throws AppException NOT_FOUND */
export function restoreStudy(db: WritableDatabase, studyId: string): void {
  atomically(db, () => {
    changeOne(db, 'study', 'UPDATE study SET trashed_at_ms = NULL WHERE id = :studyId', { studyId })
    resumeRestored(db, rowOf(db, studyId))
  })
}

const rowOf = (db: ReadableDatabase, studyId: string): number =>
  one(db, z.object({ row: z.number() }), 'SELECT row FROM study WHERE id = :studyId', { studyId })?.row ?? 0

/**
 * Removes what has been in the trash for longer than {@link trashDays}, with patients that have nothing left. Returns the
 * files to delete once this is committed; a crash in between leaves them to the orphan sweep.
 */
export function purgeTrash(db: WritableDatabase, nowMs = Date.now()): { studies: number; blobIds: string[] } {
  return atomically(db, () => {
    const due = all(
      db,
      z.object({ row: z.number() }),
      'SELECT row FROM study WHERE trashed_at_ms IS NOT NULL AND trashed_at_ms <= :before',
      { before: nowMs - trashDays * dayMs },
    )
    const blobIds = due.flatMap(({ row }) => removeStudy(db, row))
    removeEmptyPatients(db)
    return { studies: due.length, blobIds }
  })
}

/** Of a patient with a record or one that was merged, something is left beside the images. */
function removeEmptyPatients(db: WritableDatabase): void {
  change(
    db,
    `DELETE FROM patient WHERE NOT EXISTS (SELECT 1 FROM study WHERE patient_row = patient.row)
       AND NOT EXISTS (SELECT 1 FROM record_entry WHERE patient_row = patient.row)
       AND NOT EXISTS (SELECT 1 FROM patient_merge WHERE patient.row IN (kept_row, merged_row))`,
  )
}

function removeStudy(db: WritableDatabase, studyRow: number): string[] {
  const blobs = all(
    db,
    z.object({ blobId: z.string() }),
    `SELECT blob_id AS blobId FROM instance JOIN series ON series.row = series_row WHERE study_row = :studyRow
     UNION SELECT conflict.blob_id FROM conflict JOIN instance ON instance.row = instance_row
       JOIN series ON series.row = series_row WHERE study_row = :studyRow`,
    { studyRow },
  )
  removeFromSearch(db, studyRow)
  changeOne(db, 'study', 'DELETE FROM study WHERE row = :studyRow', { studyRow })
  return blobs.map(({ blobId }) => blobId)
}
