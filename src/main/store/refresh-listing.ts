/** Keeps what the worklist sorts, filters and searches in step with the patient and study it is made from. */
import { z } from 'zod'
import type { WritableDatabase } from './open-database'
import { dateWord, searchWords } from './search-words'
import { sortKey } from './sort-key'
import { all, change, changeOne, one } from './statements'

const Source = z.object({
  row: z.number(),
  studyDate: z.string().nullable(),
  description: z.string(),
  accessionNumber: z.string(),
  patientId: z.string(),
  nameAlphabetic: z.string(),
  nameIdeographic: z.string(),
  namePhonetic: z.string(),
  birthDate: z.string().nullable(),
})

/** Sort keys, modalities and search words of one study. Call when its patient, its own text or its series changed. */
export function refreshListing(db: WritableDatabase, studyRow: number): void {
  const source = one(
    db,
    Source,
    `SELECT study.row, study_date AS studyDate, description, accession_number AS accessionNumber,
       patient_id AS patientId, name_alphabetic AS nameAlphabetic, name_ideographic AS nameIdeographic,
       name_phonetic AS namePhonetic, birth_date AS birthDate
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
  changeOne(
    db,
    'study',
    `UPDATE study SET modalities = :modalities, sort_name = :name, sort_patient_id = :patientId,
       sort_birth_date = :birthDate, sort_description = :description, sort_accession = :accession
     WHERE row = :studyRow`,
    {
      studyRow,
      modalities: joinModalities(modalities),
      name: sortKey(source.nameAlphabetic || source.nameIdeographic || source.namePhonetic),
      patientId: sortKey(source.patientId),
      birthDate: source.birthDate,
      description: sortKey(source.description),
      accession: sortKey(source.accessionNumber),
    },
  )
  indexWords(db, source, modalities)
}

function indexWords(db: WritableDatabase, source: z.output<typeof Source>, modalities: string[]): void {
  const words = (...texts: string[]) => texts.flatMap(searchWords).join(' ')
  removeFromSearch(db, source.row)
  change(
    db,
    `INSERT INTO study_search (rowid, name, patient_id, accession, description, dates, modality)
     VALUES (:row, :name, :patientId, :accession, :description, :dates, :modality)`,
    {
      row: source.row,
      name: words(source.nameAlphabetic, source.nameIdeographic, source.namePhonetic),
      patientId: words(source.patientId),
      accession: words(source.accessionNumber),
      description: words(source.description),
      dates: words(dateWord(source.studyDate), dateWord(source.birthDate)),
      modality: words(...modalities),
    },
  )
}

export function removeFromSearch(db: WritableDatabase, studyRow: number): void {
  change(db, 'DELETE FROM study_search WHERE rowid = :studyRow', { studyRow })
}

/** `['CT', 'SR']` as it stands in the row, so that a filter finds a whole code: `\CT\SR\`. */
const joinModalities = (modalities: readonly string[]) => `\\${modalities.map((code) => `${code}\\`).join('')}`

export const splitModalities = (text: string) => text.split('\\').filter((code) => code !== '')
