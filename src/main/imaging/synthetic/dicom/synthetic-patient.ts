/** The identity that every synthetic image carries: it says in each field that nobody is behind it. */
import { createHash } from 'node:crypto'

export interface SyntheticPatient {
  seed: number
  /** given name of the made-up patient, capital letters */
  givenName: string
  ageYears: number
  sex: 'M' | 'F'
  /** YYYYMMDD of the study */
  studyDate: string
}

/** A UID under 2.25 (PS3.5 B.2) that depends on the words alone, so that the same image has the same UID. */
export function stableUid(...words: readonly (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32)
  return `2.25.${BigInt(`0x${hash}`)}`
}

/** AS, PS3.5 6.2: years, months for the first two years. */
export function dicomAge(ageYears: number): string {
  return ageYears < 2
    ? `${String(Math.round(ageYears * 12)).padStart(3, '0')}M`
    : `${String(Math.floor(ageYears)).padStart(3, '0')}Y`
}

/** Day of birth that fits age and study date (half a year past the birthday, so that rounding does not matter). */
export function birthDate(ageYears: number, studyDate: string): string {
  const study = Date.UTC(
    Number(studyDate.slice(0, 4)),
    Number(studyDate.slice(4, 6)) - 1,
    Number(studyDate.slice(6, 8)),
  )
  const months = Math.round(ageYears * 12) + (ageYears < 2 ? 0 : 6)
  const day = new Date(study)
  day.setUTCDate(1)
  day.setUTCMonth(day.getUTCMonth() - months)
  return day.toISOString().slice(0, 10).replaceAll('-', '')
}

/** Patient, study and equipment attributes of every synthetic image (PS3.3 C.7.1 to C.7.5), by keyword. */
export function commonAttributes(
  patient: SyntheticPatient,
  study: { description: string; time: string; uid: string },
): Record<string, unknown> {
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    InstanceCreationDate: patient.studyDate,
    InstanceCreationTime: study.time,
    StudyDate: patient.studyDate,
    SeriesDate: patient.studyDate,
    AcquisitionDate: patient.studyDate,
    ContentDate: patient.studyDate,
    StudyTime: study.time,
    SeriesTime: study.time,
    AcquisitionTime: study.time,
    ContentTime: study.time,
    AccessionNumber: `SYNTH${patient.seed}`,
    Manufacturer: 'Vesalius',
    ManufacturerModelName: 'Analytic thorax',
    DeviceSerialNumber: 'SYNTHETIC',
    SoftwareVersions: 'analytic-thorax 1',
    InstitutionName: 'SYNTHETIC',
    ReferringPhysicianName: '',
    StudyDescription: study.description,
    PatientName: { Alphabetic: `SYNTHETIC^${patient.givenName}` },
    PatientID: `SYNTH-${String(patient.seed).padStart(4, '0')}`,
    IssuerOfPatientID: 'VESALIUS-SYNTHETIC',
    PatientBirthDate: birthDate(patient.ageYears, patient.studyDate),
    PatientSex: patient.sex,
    PatientAge: dicomAge(patient.ageYears),
    SyntheticData: 'YES',
    PatientIdentityRemoved: 'YES',
    DeidentificationMethod: 'Computed image; there is no patient',
    StudyInstanceUID: study.uid,
    StudyID: `S${patient.seed}`,
    BurnedInAnnotation: 'YES',
    ImageComments: 'SYNTHETIC: computed from a simple model of a chest. Not of a person.',
  }
}
