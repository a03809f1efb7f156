/** Keeps what the worklist sorts, filters and searches in step with the patient and study it is made from. */
import { z } from 'zod'
import type { PersonName } from '../../shared/domain/imaging/instance'
import type { WritableDatabase } from './open-database'
import { dateWord, searchWords } from './search-words'
import { sortKey } from './sort-key'
import { all, change, changeOne, insert, one } from './statements'

/** What a study's place in the worklist follows from. */
export interface Listed {
  patientId: string
  name: PersonName
  birthDate: string | null
  studyDate: string | null
  description: string
  accessionNumber: string
  modalities: readonly string[]
}

/** The columns of `study` that hold it; the names are the parameters of the statements that write them. */
export function listingColumns(listed: Listed) {
  const { alphabetic, ideographic, phonetic } = listed.name
  return {
    modalities: joinModalities(listed.modalities),
    sortName: sortKey(alphabetic || ideographic || phonetic),
    sortPatientId: sortKey(listed.patientId),
    sortBirthDate: listed.birthDate,
    sortDescription: sortKey(listed.description),
    sortAccession: sortKey(listed.accessionNumber),
  }
}

/** Makes a new study findable by its words. */
export function addToSearch(db: WritableDatabase, studyRow: number, listed: Listed): void {
  const words = (...texts: string[]) => texts.flatMap(searchWords).join(' ')
  insert(
    db,
    `INSERT INTO study_search (rowid, name, patient_id, accession, description, dates, modality)
     VALUES (:studyRow, :name, :patientId, :accession, :description, :dates, :modality)`,
    {
      studyRow,
      name: words(listed.name.alphabetic, listed.name.ideographic, listed.name.phonetic),
      patientId: words(listed.patientId),
      accession: words(listed.accessionNumber),
      description: words(listed.description),
      dates: words(dateWord(listed.studyDate), dateWord(listed.birthDate)),
      modality: words(...listed.modalities),
    },
  )
}

export function removeFromSearch(db: WritableDatabase, studyRow: number): void {
  change(db, 'DELETE FROM study_search WHERE rowid = :studyRow', { studyRow })
}

const Source = z
  .object({
    patientId: z.string(),
    alphabetic: z.string(),
    ideographic: z.string(),
    phonetic: z.string(),
    birthDate: z.string().nullable(),
    studyDate: z.string().nullable(),
    description: z.string(),
    accessionNumber: z.string(),
  })
  .transform(({ alphabetic, ideographic, phonetic, ...rest }) => ({
    ...rest,
    name: { alphabetic, ideographic, phonetic },
  }))

/** Call when a study's patient, its own text or the modalities of its series changed. */
export function refreshListing(db: WritableDatabase, studyRow: number): void {
  const source = one(
    db,
    Source,
    `SELECT patient_id AS patientId, name_alphabetic AS alphabetic, name_ideographic AS ideographic,
       name_phonetic AS phonetic, birth_date AS birthDate, study_date AS studyDate, description,
       accession_number AS accessionNumber
     FROM study JOIN patient ON patient.row = patient_row WHERE study.row = :studyRow`,
    { studyRow },
  )
  if (!source) return
  const modalities = all(
    db,
    z.object({ modality: z.string() }),
    `SELECT DISTINCT modality FROM series WHERE study_row = :studyRow AND modality <> '' ORDER BY modality`,
    { studyRow },
  ).map(({ modality }) => modality)
  const listed = { ...source, modalities }
  changeOne(
    db,
    'study',
    `UPDATE study SET modalities = :modalities, sort_name = :sortName, sort_patient_id = :sortPatientId,
       sort_birth_date = :sortBirthDate, sort_description = :sortDescription, sort_accession = :sortAccession
     WHERE row = :studyRow`,
    { studyRow, ...listingColumns(listed) },
  )
  removeFromSearch(db, studyRow)
  addToSearch(db, studyRow, listed)
}

/** `['CT', 'SR']` as it stands in the row, so that a filter finds a whole code: `\CT\SR\`. */
const joinModalities = (modalities: readonly string[]) =>
  `\\${modalities.map((code) => `${code}\\`).join('')}`

export const splitModalities = (text: string) => text.split('\\').filter((code) => code !== '')
