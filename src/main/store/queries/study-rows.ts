/** A study as the worklist shows it: the columns, the row's shape and how it becomes a StudyRow. */
import { z } from 'zod'
import { Triage, triageOf } from '../../../shared/domain/worklist/triage'
import { ReadingStatus, type StudyRow } from '../../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../open-database'
import { splitModalities } from '../refresh-listing'
import { all, one } from '../statements'
import { PatientRow, patientColumns, toPatient } from './patients'

export const studyColumns = `study.row AS studyRow, study.id, study_instance_uid AS studyInstanceUid,
  study_date AS date, study_time AS time, description, accession_number AS accessionNumber, modalities,
  series_count AS seriesCount, instance_count AS instanceCount, patient_age_years AS patientAgeYears, status,
  triage, imported_at_ms AS importedAtMs, trashed_at_ms AS trashedAtMs,
  conflict_count AS conflictCount, referring_physician AS referringPhysician, institution, ${patientColumns}`

const notAnalysed = triageOf([])

export const ListedStudy = PatientRow.extend({
  studyRow: z.number(),
  id: z.string(),
  studyInstanceUid: z.string(),
  date: z.string().nullable(),
  time: z.string().nullable(),
  description: z.string(),
  accessionNumber: z.string(),
  modalities: z.string().transform(splitModalities),
  seriesCount: z.number(),
  instanceCount: z.number(),
  patientAgeYears: z.number().nullable(),
  status: ReadingStatus,
  triage: z
    .string()
    .nullable()
    .transform((json): Triage => (json === null ? notAnalysed : Triage.parse(JSON.parse(json)))),
  importedAtMs: z.number(),
  trashedAtMs: z.number().nullable(),
  conflictCount: z.number(),
  referringPhysician: z.string(),
  institution: z.string(),
})
export type ListedStudy = z.output<typeof ListedStudy>

export const toStudyRow = (row: ListedStudy): StudyRow => ({
  id: row.id,
  patient: toPatient(row),
  studyInstanceUid: row.studyInstanceUid,
  date: row.date,
  time: row.time,
  description: row.description,
  accessionNumber: row.accessionNumber,
  modalities: row.modalities,
  seriesCount: row.seriesCount,
  instanceCount: row.instanceCount,
  patientAgeYears: row.patientAgeYears,
  status: row.status,
  triage: row.triage,
  importedAtMs: row.importedAtMs,
  trashedAtMs: row.trashedAtMs,
  conflictCount: row.conflictCount,
})

export function findStudy(db: ReadableDatabase, studyId: string): ListedStudy | null {
  return one(
    db,
    ListedStudy,
    `SELECT ${studyColumns} FROM study JOIN patient ON patient.row = patient_row WHERE study.id = :studyId`,
    { studyId },
  )
}

/** Studies with this Study Instance UID, oldest import first; more than one when two people share a UID. */
export function findStudiesByUid(db: ReadableDatabase, uid: string): StudyRow[] {
  return all(
    db,
    ListedStudy,
    `SELECT ${studyColumns} FROM study JOIN patient ON patient.row = patient_row
     WHERE study_instance_uid = :uid AND trashed_at_ms IS NULL ORDER BY study.row`,
    { uid },
  ).map(toStudyRow)
}

/** Studies of a person outside the trash, newest first. @param patientRows of everybody who was merged as one person */
export function studiesOfPatient(db: ReadableDatabase, patientRows: readonly number[]): StudyRow[] {
  return all(
    db,
    ListedStudy,
    `SELECT ${studyColumns} FROM study JOIN patient ON patient.row = patient_row
     WHERE patient_row IN (SELECT value FROM json_each(:rows)) AND trashed_at_ms IS NULL
     ORDER BY study_date DESC, study_time DESC, study.row DESC`,
    { rows: JSON.stringify(patientRows) },
  ).map(toStudyRow)
}
