/** Patients: found again or made when an instance arrives. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type ParsedInstance, Sex } from '../../../shared/domain/imaging/instance'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'
import { identityKey, matchKey, maySamePerson, type Person } from '../identify-patient'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { refreshListing } from '../refresh-listing'
import { all, changeOne, insert, one } from '../statements'
import { addIdentifier } from './patient-identifiers'

export const PatientRow = z.object({
  patientRow: z.number(),
  patientKey: z.string(),
  patientId: z.string(),
  issuer: z.string(),
  nameAlphabetic: z.string(),
  nameIdeographic: z.string(),
  namePhonetic: z.string(),
  birthDate: z.string().nullable(),
  sex: Sex,
  synthetic: z.number(),
})
export type PatientRow = z.output<typeof PatientRow>

export const patientColumns = `patient.row AS patientRow, patient.id AS patientKey, patient_id AS patientId, issuer,
  name_alphabetic AS nameAlphabetic, name_ideographic AS nameIdeographic, name_phonetic AS namePhonetic,
  birth_date AS birthDate, sex, synthetic`

export const toPatient = (row: PatientRow): PatientSummary => ({
  id: row.patientKey,
  patientId: row.patientId,
  issuer: row.issuer,
  name: { alphabetic: row.nameAlphabetic, ideographic: row.nameIdeographic, phonetic: row.namePhonetic },
  birthDate: row.birthDate,
  sex: row.sex,
  synthetic: row.synthetic === 1,
})

export function findPatient(db: ReadableDatabase, id: string): PatientRow | null {
  return one(db, PatientRow, `SELECT ${patientColumns} FROM patient WHERE id = :id`, { id })
}

/** The person an instance belongs to; see identify-patient.ts for the rule. */
export function findOrCreatePatient(db: WritableDatabase, parsed: ParsedInstance): PatientRow {
  const person = parsed.patient
  const key = identityKey(person, parsed.study.studyInstanceUid)
  const candidates = all(
    db,
    PatientRow,
    `SELECT ${patientColumns} FROM patient WHERE identity_key = :key
       OR row IN (SELECT patient_row FROM patient_identifier WHERE value = :value AND system = :system)
     ORDER BY row`,
    // no identifier is empty: without a usable number nobody is found by it
    { key, value: key.startsWith('id\n') ? person.patientId.trim() : '', system: person.issuer.trim() },
  )
  const same = candidates.find((candidate) => maySamePerson(toPatient(candidate), person, key))
  if (!same) return createPatient(db, person, key, parsed.instance.synthetic)
  return fillGaps(db, same, person, parsed.instance.synthetic)
}

export function createPatient(
  db: WritableDatabase,
  person: Person,
  key: string,
  synthetic: boolean,
): PatientRow {
  const patient = {
    patientKey: randomUUID(),
    patientId: person.patientId,
    issuer: person.issuer,
    nameAlphabetic: person.name.alphabetic,
    nameIdeographic: person.name.ideographic,
    namePhonetic: person.name.phonetic,
    birthDate: person.birthDate,
    sex: person.sex,
    synthetic: synthetic ? 1 : 0,
  }
  const patientRow = insert(
    db,
    `INSERT INTO patient (id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic,
       birth_date, sex, synthetic, match_key)
     VALUES (:patientKey, :key, :patientId, :issuer, :nameAlphabetic, :nameIdeographic, :namePhonetic, :birthDate, :sex,
       :synthetic, :match)`,
    { ...patient, key, match: matchKey(person.name, person.birthDate) },
  )
  if (key.startsWith('id\n'))
    addIdentifier(db, patientRow, { system: person.issuer.trim(), value: person.patientId.trim() })
  return { ...patient, patientRow }
}

/** A later file may know what the first did not; what is known is not overwritten. */
function fillGaps(db: WritableDatabase, known: PatientRow, person: Person, synthetic: boolean): PatientRow {
  return updatePatient(db, known, {
    ...known,
    nameAlphabetic: known.nameAlphabetic || person.name.alphabetic,
    nameIdeographic: known.nameIdeographic || person.name.ideographic,
    namePhonetic: known.namePhonetic || person.name.phonetic,
    birthDate: known.birthDate ?? person.birthDate,
    sex: known.sex === 'U' ? person.sex : known.sex,
    synthetic: known.synthetic === 1 && synthetic ? 1 : 0,
  })
}

/** Who the patient is, and what the worklist shows of it. */
export function updatePatient(db: WritableDatabase, known: PatientRow, filled: PatientRow): PatientRow {
  const { patientRow, nameAlphabetic, nameIdeographic, namePhonetic, birthDate, sex } = filled
  if (JSON.stringify(filled) === JSON.stringify(known)) return known
  changeOne(
    db,
    'patient',
    `UPDATE patient SET name_alphabetic = :nameAlphabetic, name_ideographic = :nameIdeographic,
       name_phonetic = :namePhonetic, birth_date = :birthDate, sex = :sex, synthetic = :synthetic, match_key = :match
     WHERE row = :patientRow`,
    {
      patientRow,
      match: matchKey(toPatient(filled).name, birthDate),
      nameAlphabetic,
      nameIdeographic,
      namePhonetic,
      birthDate,
      sex,
      synthetic: filled.synthetic,
    },
  )
  const studies = all(
    db,
    z.object({ row: z.number() }),
    'SELECT row FROM study WHERE patient_row = :patientRow',
    {
      patientRow,
    },
  )
  for (const { row } of studies) refreshListing(db, row)
  return filled
}
