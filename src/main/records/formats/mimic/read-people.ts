/** PATIENTS, ADMISSIONS and ICUSTAYS: who was there, when and where. */
import type { Concept } from '../../../../shared/domain/record/coding'
import type { EncounterEntry, PatientEntry, RecordEntry } from '../../../../shared/domain/record/entry'
import { defined } from '../rejection'
import type { MimicRow } from './mimic-row'

const noName = { alphabetic: '', ideographic: '', phonetic: '' }

/**
 * MIMIC-III moves all dates of a patient to the years 2100 to 2200. Of those older than 89 the birth is moved to 300 years
 * before the first admission: such a year is no birth year and is left out.
 */
const firstPlausibleBirthYear = 2000

export function* readPatient(row: MimicRow): Generator<RecordEntry> {
  const born = row.day('DOB')
  const isHidden = born !== undefined && Number(born.iso.slice(0, 4)) < firstPlausibleBirthYear
  const sex = row.cell('GENDER').toUpperCase()
  yield defined<PatientEntry>({
    kind: 'patient',
    identity: row.identityOf(row.id('SUBJECT_ID', 'patient-missing')),
    patient: row.patient,
    status: 'final',
    name: noName,
    sex: sex === 'M' || sex === 'F' ? sex : 'U',
    birthDate: isHidden ? undefined : born,
    deceased: row.day('DOD') ?? (row.cell('EXPIRE_FLAG') === '1' ? true : undefined),
    note: isHidden
      ? 'Older than 89 years at the first admission; the source does not state the date of birth.'
      : undefined,
  })
}

export function* readAdmission(row: MimicRow): Generator<RecordEntry> {
  const admission = row.id('HADM_ID', 'code-missing')
  const type = row.cell('ADMISSION_TYPE')
  yield defined<EncounterEntry>({
    kind: 'encounter',
    identity: row.identityOf(admission),
    patient: row.patient,
    status: 'final',
    start: row.requiredTime('ADMITTIME'),
    end: row.time('DISCHTIME'),
    encounterClass: inpatient(type === 'EMERGENCY' || type === 'URGENT'),
    type: words(type),
    state: row.cell('DISCHTIME') === '' ? 'in-progress' : 'finished',
    reason: words(row.cell('DIAGNOSIS')),
    location: row.cell('ADMISSION_LOCATION') || undefined,
    dischargeDisposition: words(row.cell('DISCHARGE_LOCATION'))[0],
  })
  const said = {
    ethnicity: row.cell('ETHNICITY') || undefined,
    language: row.cell('LANGUAGE') || undefined,
    maritalStatus: row.cell('MARITAL_STATUS') || undefined,
    deceased: row.time('DEATHTIME'),
  }
  if (Object.values(said).every((member) => member === undefined)) return
  yield defined<PatientEntry>({
    kind: 'patient',
    identity: row.identityOf(`${admission}#patient`),
    patient: row.patient,
    status: 'final',
    // The death in it was not known before the stay ended.
    issued: row.time('DISCHTIME') ?? row.time('ADMITTIME'),
    name: noName,
    sex: 'U',
    ...said,
  })
}

const inpatient = (acute: boolean) => ({
  system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  code: acute ? 'ACUTE' : 'IMP',
  display: acute ? 'inpatient acute' : 'inpatient encounter',
})

const words = (text: string): Concept[] => (text === '' ? [] : [{ codings: [], text }])

export function* readStay(row: MimicRow): Generator<RecordEntry> {
  const unit = row.cell('FIRST_CAREUNIT')
  const last = row.cell('LAST_CAREUNIT')
  const admission = row.optionalId('HADM_ID')
  yield defined<EncounterEntry>({
    kind: 'encounter',
    identity: row.identityOf(row.id('ICUSTAY_ID', 'code-missing')),
    patient: row.patient,
    status: 'final',
    start: row.requiredTime('INTIME'),
    end: row.time('OUTTIME'),
    encounterClass: inpatient(true),
    type: [{ codings: [], text: 'Intensive care' }],
    state: row.cell('OUTTIME') === '' ? 'in-progress' : 'finished',
    reason: [],
    location: unit || undefined,
    service: unit !== last && last !== '' ? `${unit}, ${last}` : unit || undefined,
    partOf: admission === undefined ? undefined : `ADMISSIONS/${admission}`,
  })
}
