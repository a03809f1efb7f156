/** A person in short: who it is, how much the record holds, and what stands above every page about them. */
import { z } from 'zod'
import { codeSystems } from '../../../shared/domain/record/coding'
import { type PatientEntry, recordKinds } from '../../../shared/domain/record/entry'
import type {
  PeopleQuery,
  PersonQuery,
  PersonSummary,
  ShownNumber,
} from '../../../shared/domain/record/person'
import type { KnownAt, RecordCode } from '../../../shared/domain/record/reading'
import { mainCoding } from '../../../shared/domain/record/same-statement'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { identifiersOf } from './patient-identifiers'
import { rootOf } from './patient-merges'
import { patientColumns, PatientRow, toPatient } from './patients'
import { removedStatus, storedKinds } from './record-packing'
import { recordNow } from './record-now'
import {
  knownParameters,
  knownSql,
  latestValue,
  listEntries,
  patientStatements,
  personRows,
} from './record-reading'

const loinc = (code: string): RecordCode => ({ system: codeSystems.loinc, code })

/** Body weight, and as measured (loinc.org). */
const weightCodes = ['29463-7', '3141-9'].map(loinc)

/** Glomerular filtration rate per 1.73 m²: by CKD-EPI 2021, CKD-EPI 2009, cystatin C, MDRD, and its older parts (loinc.org). */
const filtrationCodes = [
  '98979-8',
  '62238-1',
  '88293-6',
  '88294-4',
  '94677-2',
  '50210-4',
  '33914-3',
  '77147-7',
  '69405-9',
].map(loinc)

/** @throws AppException NOT_FOUND */
export function personSummary(db: ReadableDatabase, { patientId, knownAt }: PersonQuery): PersonSummary {
  const rows = personRows(db, patientId)
  const [patient, ...merged] = rows.flatMap((row) => patientAt(db, row))
  if (!patient) throw new RangeError('a person has a patient')
  const nowMs = recordNow(db, { patientId, knownAt })
  return {
    patient,
    nowMs,
    merged,
    identifiers: rows.flatMap((row) => identifiersOf(db, row)),
    counts: countKinds(db, rows, knownAt),
    deceased: deceasedOf(db, patientId, knownAt),
    allergies: allergiesOf(db, patientId, knownAt),
    weight: newestOf(db, patientId, weightCodes, nowMs, knownAt),
    egfr: newestOf(db, patientId, filtrationCodes, nowMs, knownAt),
  }
}

function patientAt(db: ReadableDatabase, row: number): PatientSummary[] {
  const found = one(db, PatientRow, `SELECT ${patientColumns} FROM patient WHERE row = :row`, { row })
  return found ? [toPatient(found)] : []
}

const KindCount = z.object({ kind: z.number(), count: z.number() })

function countKinds(
  db: ReadableDatabase,
  rows: readonly number[],
  knownAt: KnownAt | undefined,
): PersonSummary['counts'] {
  const counted = all(
    db,
    KindCount,
    `SELECT kind, count(*) AS count FROM record_entry AS entry
     WHERE patient_row IN (SELECT value FROM json_each(:rows)) AND ${knownSql(knownAt)} AND status <> ${removedStatus}
     GROUP BY kind`,
    { rows: JSON.stringify(rows), ...knownParameters(knownAt) },
  )
  const byKind = new Map(counted.map(({ kind, count }) => [storedKinds[kind], count]))
  return Object.fromEntries(
    recordKinds.map((kind) => [kind, byKind.get(kind) ?? 0]),
  ) as PersonSummary['counts']
}

function deceasedOf(
  db: ReadableDatabase,
  patientId: string,
  knownAt: KnownAt | undefined,
): PersonSummary['deceased'] {
  const said = patientStatements(db, patientId)
    .filter(
      ({ knownFromMs, recordedMs }) =>
        !knownAt || (knownAt.by === 'sender' ? knownFromMs : recordedMs) <= knownAt.instantMs,
    )
    .map(({ entry }) => entry)
    .filter((entry): entry is PatientEntry => entry.kind === 'patient')
  const times = said.map(({ deceased }) => deceased).filter((deceased) => typeof deceased === 'object')
  return times[0] ?? said.some(({ deceased }) => deceased === true)
}

/** More than a banner or a card can hold. */
const mostAllergies = 500

function allergiesOf(
  db: ReadableDatabase,
  patientId: string,
  knownAt: KnownAt | undefined,
): PersonSummary['allergies'] {
  const known = listEntries(db, {
    patientId,
    kinds: ['allergy'],
    limit: mostAllergies,
    ...(knownAt && { knownAt }),
  })
  const byName = new Map<string, PersonSummary['allergies'][number]>()
  for (const { entryId, entry } of known) {
    if (entry.kind !== 'allergy' || entry.verification === 'refuted') continue
    if (entry.clinicalStatus === 'inactive' || entry.clinicalStatus === 'resolved') continue
    const { display, code } = mainCoding(entry.code)
    const name = entry.code.text ?? (display || code)
    const criticality = entry.criticality ?? null
    const before = byName.get(name.toLowerCase())
    if (!before || (before.criticality !== 'high' && criticality === 'high'))
      byName.set(name.toLowerCase(), { entryId, name, criticality })
  }
  const isHigh = ({ criticality }: PersonSummary['allergies'][number]) => (criticality === 'high' ? 0 : 1)
  return [...byName.values()].toSorted((a, b) => isHigh(a) - isHigh(b))
}

/** Of any of the codes, each in its own unit. */
function newestOf(
  db: ReadableDatabase,
  patientId: string,
  codes: readonly RecordCode[],
  beforeMs: number,
  knownAt: KnownAt | undefined,
): ShownNumber | null {
  const found = codes.flatMap((code) => {
    const latest = latestValue(db, { patientId, code, beforeMs, ...(knownAt && { knownAt }) })
    return latest ? [latest] : []
  })
  return found.toSorted((a, b) => b.timeMs - a.timeMs)[0] ?? null
}

const Row = z.object({ row: z.number() })

/** Persons by their name or a number; who was merged is found by any of the names, and shown once. */
export function searchPeople(db: ReadableDatabase, { text, limit }: PeopleQuery): PatientSummary[] {
  const words = text.split(/\s+/).filter((word) => word !== '')
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  const rows = all(
    db,
    Row,
    `SELECT patient.row FROM patient WHERE NOT EXISTS (SELECT 1 FROM json_each(:patterns) AS word
       WHERE NOT (name_alphabetic || ' ' || name_ideographic || ' ' || name_phonetic || ' ' || patient_id LIKE word.value ESCAPE '\\'
         OR EXISTS (SELECT 1 FROM patient_identifier AS number
           WHERE number.patient_row = patient.row AND number.value LIKE word.value ESCAPE '\\')))
     ORDER BY patient.row DESC LIMIT :most`,
    { patterns: JSON.stringify(patterns), most: limit * 4 },
  )
  const roots = [...new Set(rows.map(({ row }) => rootOf(db, row)))]
  return roots.slice(0, limit).flatMap((row) => patientAt(db, row))
}
