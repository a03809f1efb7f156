/** Instances: what an import stores and what is read back of one image. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { StoredBlob } from '../blobs/blob-store'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { addToSearch, type Listed, listingColumns, refreshListing, splitModalities } from '../refresh-listing'
import { atomically, change, changeOne, insert, one } from '../statements'
import { resumeRestored } from './analysis-tasks'
import { findOrCreatePatient, type PatientRow, toPatient } from './patients'

export type InstanceClass = 'new' | 'duplicate' | 'conflict'

export interface Recorded {
  status: 'imported' | 'duplicate' | 'conflict'
  /** the stored instance; of a conflict, the one that was there first */
  instanceId: string
}

const Row = z.object({ row: z.number() })
const Known = z.object({ row: z.number(), id: z.string(), sha256: z.string(), studyRow: z.number() })

function findBySopUid(db: ReadableDatabase, sopInstanceUid: string): z.output<typeof Known> | null {
  return one(
    db,
    Known,
    `SELECT instance.row, instance.id, sha256, study_row AS studyRow
     FROM instance JOIN series ON series.row = series_row WHERE sop_instance_uid = :sopInstanceUid`,
    { sopInstanceUid },
  )
}

/** Asked before a file is encrypted: only what is new or conflicts needs to be. */
export function classifyInstance(
  db: ReadableDatabase,
  sopInstanceUid: string,
  sha256: string,
): InstanceClass {
  const known = findBySopUid(db, sopInstanceUid)
  if (!known) return 'new'
  return known.sha256 === sha256 ? 'duplicate' : 'conflict'
}

/**
 * Puts an instance whose file is already stored into its patient, study and series, in one transaction. The same UID with
 * other content is kept as a conflict beside the first. Importing into a study in the trash brings the study back.
 *
 * @param sourceName the file's name as the user knows it, for the conflict's report
 */
export function recordInstance(
  db: WritableDatabase,
  parsed: ParsedInstance,
  blob: StoredBlob,
  sourceName: string,
  nowMs = Date.now(),
): Recorded {
  return atomically(db, () => {
    const known = findBySopUid(db, parsed.instance.sopInstanceUid)
    if (known) {
      bringBack(db, known.studyRow)
      if (known.sha256 === blob.sha256) return { status: 'duplicate', instanceId: known.id }
      recordConflict(db, known, parsed, blob, sourceName, nowMs)
      return { status: 'conflict', instanceId: known.id }
    }
    const studyRow = findOrCreateStudy(db, parsed, nowMs)
    const seriesRow = findOrCreateSeries(db, parsed, studyRow)
    const instanceId = randomUUID()
    insert(
      db,
      `INSERT INTO instance (id, series_row, sop_instance_uid, transfer_syntax_uid, blob_id, bytes, sha256, header,
         source_name, imported_at_ms)
       VALUES (:id, :seriesRow, :sopInstanceUid, :transferSyntaxUid, :blobId, :bytes, :sha256, :header, :sourceName, :nowMs)`,
      {
        id: instanceId,
        seriesRow,
        sopInstanceUid: parsed.instance.sopInstanceUid,
        transferSyntaxUid: parsed.instance.transferSyntaxUid,
        ...blob,
        header: JSON.stringify(parsed),
        sourceName,
        nowMs,
      },
    )
    changeOne(db, 'study', 'UPDATE study SET instance_count = instance_count + 1 WHERE row = :studyRow', {
      studyRow,
    })
    announceArrival(db, instanceId, studyRow)
    bringBack(db, studyRow)
    return { status: 'imported', instanceId }
  })
}

/** The queue looks at the image later. Until then nobody may take the study for one without a finding. */
function announceArrival(db: WritableDatabase, instanceId: string, studyRow: number): void {
  change(
    db,
    `INSERT INTO analysis_arrival (instance_row, kind) SELECT row, 'new' FROM instance WHERE id = :instanceId`,
    { instanceId },
  )
  change(
    db,
    `UPDATE study SET urgency = 'not-analysed', sort_urgency = 6, triage = NULL
     WHERE row = :studyRow AND urgency = 'negative'`,
    { studyRow },
  )
}

/** A duplicate that is not stored again still brings its study back from the trash: the user just asked for it. */
export function restoreDuplicate(db: WritableDatabase, sopInstanceUid: string): void {
  const known = findBySopUid(db, sopInstanceUid)
  if (known) bringBack(db, known.studyRow)
}

function bringBack(db: WritableDatabase, studyRow: number): void {
  const restored = change(
    db,
    'UPDATE study SET trashed_at_ms = NULL WHERE row = :studyRow AND trashed_at_ms IS NOT NULL',
    { studyRow },
  )
  if (restored > 0) resumeRestored(db, studyRow)
}

function recordConflict(
  db: WritableDatabase,
  known: z.output<typeof Known>,
  parsed: ParsedInstance,
  blob: StoredBlob,
  sourceName: string,
  nowMs: number,
): void {
  const added = change(
    db,
    `INSERT INTO conflict (id, instance_row, blob_id, bytes, sha256, header, source_name, imported_at_ms)
     VALUES (:id, :instanceRow, :blobId, :bytes, :sha256, :header, :sourceName, :nowMs)
     ON CONFLICT (instance_row, sha256) DO NOTHING`,
    { id: randomUUID(), instanceRow: known.row, ...blob, header: JSON.stringify(parsed), sourceName, nowMs },
  )
  if (added === 0) return
  changeOne(db, 'study', 'UPDATE study SET conflict_count = conflict_count + 1 WHERE row = :row', {
    row: known.studyRow,
  })
}

function findOrCreateStudy(db: WritableDatabase, parsed: ParsedInstance, nowMs: number): number {
  const patient = findOrCreatePatient(db, parsed)
  const known = one(
    db,
    Row,
    'SELECT row FROM study WHERE study_instance_uid = :uid AND patient_row = :patientRow',
    { uid: parsed.study.studyInstanceUid, patientRow: patient.patientRow },
  )
  return known?.row ?? createStudy(db, patient, parsed, nowMs)
}

function createStudy(
  db: WritableDatabase,
  patient: PatientRow,
  { study, series }: ParsedInstance,
  nowMs: number,
): number {
  const { patientId, name, birthDate } = toPatient(patient)
  const listed: Listed = {
    patientId,
    name,
    birthDate,
    studyDate: study.date,
    description: study.description,
    accessionNumber: study.accessionNumber,
    modalities: series.modality === '' ? [] : [series.modality],
  }
  const studyRow = insert(
    db,
    `INSERT INTO study (id, patient_row, study_instance_uid, study_date, study_time, description, accession_number,
       referring_physician, institution, patient_age_years, imported_at_ms, modalities, sort_name, sort_patient_id,
       sort_birth_date, sort_description, sort_accession)
     VALUES (:id, :patientRow, :uid, :date, :time, :description, :accession, :referring, :institution, :age, :nowMs,
       :modalities, :sortName, :sortPatientId, :sortBirthDate, :sortDescription, :sortAccession)`,
    {
      id: randomUUID(),
      patientRow: patient.patientRow,
      uid: study.studyInstanceUid,
      date: study.date,
      time: study.time,
      description: study.description,
      accession: study.accessionNumber,
      referring: study.referringPhysician,
      institution: study.institution,
      age: study.patientAgeYears,
      nowMs,
      ...listingColumns(listed),
    },
  )
  addToSearch(db, studyRow, listed)
  return studyRow
}

function findOrCreateSeries(db: WritableDatabase, { series }: ParsedInstance, studyRow: number): number {
  const known = one(
    db,
    Row,
    'SELECT row FROM series WHERE study_row = :studyRow AND series_instance_uid = :uid',
    { studyRow, uid: series.seriesInstanceUid },
  )
  if (known) return known.row
  const row = insert(
    db,
    `INSERT INTO series (id, study_row, series_instance_uid, number, modality, description, body_part, view_position)
     VALUES (:id, :studyRow, :uid, :number, :modality, :description, :bodyPart, :viewPosition)`,
    {
      id: randomUUID(),
      studyRow,
      uid: series.seriesInstanceUid,
      number: series.number,
      modality: series.modality,
      description: series.description,
      bodyPart: series.bodyPart,
      viewPosition: series.viewPosition,
    },
  )
  changeOne(db, 'study', 'UPDATE study SET series_count = series_count + 1 WHERE row = :studyRow', {
    studyRow,
  })
  if (!isListed(db, studyRow, series.modality)) refreshListing(db, studyRow)
  return row
}

/** Whether the study already shows this modality. */
function isListed(db: ReadableDatabase, studyRow: number, modality: string): boolean {
  const study = one(
    db,
    z.object({ modalities: z.string() }),
    'SELECT modalities FROM study WHERE row = :studyRow',
    {
      studyRow,
    },
  )
  return modality === '' || splitModalities(study?.modalities ?? '').includes(modality)
}

export interface FoundInstance {
  id: string
  studyId: string
  blobId: string
  /** plaintext bytes of the file */
  bytes: number
  transferSyntaxUid: string
  parsed: ParsedInstance
}

const Found = z.object({
  id: z.string(),
  studyId: z.string(),
  blobId: z.string(),
  bytes: z.number(),
  transferSyntaxUid: z.string(),
  header: z.string(),
})

/** An instance by its id; one whose study lies in the trash is still found. */
export function findInstance(db: ReadableDatabase, instanceId: string): FoundInstance | null {
  const found = one(
    db,
    Found,
    `SELECT instance.id, study.id AS studyId, blob_id AS blobId, bytes, transfer_syntax_uid AS transferSyntaxUid, header
     FROM instance JOIN series ON series.row = series_row JOIN study ON study.row = study_row
     WHERE instance.id = :instanceId`,
    { instanceId },
  )
  if (!found) return null
  const { header, ...rest } = found
  return { ...rest, parsed: ParsedInstance.parse(JSON.parse(header)) }
}

/** Whether any row refers to the stored file. */
export function isBlobReferenced(db: ReadableDatabase, blobId: string): boolean {
  return (
    one(
      db,
      z.object({ found: z.literal(1) }),
      `SELECT 1 AS found FROM instance WHERE blob_id = :blobId
       UNION ALL SELECT 1 FROM conflict WHERE blob_id = :blobId
       UNION ALL SELECT 1 FROM waiting_picture WHERE blob_id = :blobId LIMIT 1`,
      { blobId },
    ) !== null
  )
}

const Reference = z.object({ blobId: z.string(), bytes: z.number(), sha256: z.string() })

/** Every stored file that a row refers to, for the deep check. */
export function* referencedBlobs(db: ReadableDatabase): Generator<StoredBlob> {
  const rows = db
    .prepare(
      `SELECT blob_id AS blobId, bytes, sha256 FROM instance
       UNION SELECT blob_id, bytes, sha256 FROM conflict
       UNION SELECT blob_id, bytes, sha256 FROM waiting_picture`,
    )
    .iterate()
  for (const row of rows) yield Reference.parse(row)
}
