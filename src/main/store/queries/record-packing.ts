/** Entries as columns of `record_entry` and back. Unpacked is what was packed, but for the order of members. */
import { hash } from 'node:crypto'
import { z } from 'zod'
import { Comparator, type Quantity } from '../../../shared/domain/record/coding'
import {
  canonicalJson,
  type ClinicalEntry,
  EntryStatus,
  type PatientEntry,
  type PatientKey,
  type RecordEntry,
  recordKinds,
} from '../../../shared/domain/record/entry'
import { parseEntry } from '../../../shared/domain/record/parse-entry'
import { type RecordTime, timePrecisions } from '../../../shared/domain/record/times'
import type { WritableDatabase } from '../open-database'
import { conceptRow, unitRow, wordRow } from './record-dictionary'

/** Place in the list is what stands in the column `kind`. */
export const storedKinds = ['patient', ...recordKinds] as const
export type StoredKind = (typeof storedKinds)[number]
export const kindNumber = (kind: StoredKind): number => storedKinds.indexOf(kind)

export const statusNumber = (status: EntryStatus): number => EntryStatus.options.indexOf(status)
export const removedStatus = statusNumber('removed')

/** The columns that say what was said; equal columns, equal content. */
export interface PackedContent {
  codeRow: number | null
  conceptRow: number | null
  startMs: number | null
  startForm: number | null
  endMs: number | null
  endForm: number | null
  status: number
  value: number | null
  unitRow: number | null
  comparator: number | null
  decimals: number | null
  encounterRow: number | null
  authorRow: number | null
  detail: string | null
}

const noOffset = 0
const offsetBase = 14 * 60 + 1

/** Precision and zone of a time in one number. */
const formOf = ({ precision, offsetMinutes }: RecordTime): number =>
  timePrecisions.indexOf(precision) +
  timePrecisions.length * (offsetMinutes === undefined ? noOffset : offsetMinutes + offsetBase)

export function packTime(time: RecordTime | undefined): { ms: number | null; form: number | null } {
  return time ? { ms: Date.parse(time.iso), form: formOf(time) } : { ms: null, form: null }
}

const digitsOf = { year: 4, month: 7, day: 10 } as const

export function unpackTime(ms: number | null, form: number | null): RecordTime | undefined {
  if (ms === null || form === null) return undefined
  const precision = timePrecisions[form % timePrecisions.length] ?? 'millisecond'
  const offset = Math.floor(form / timePrecisions.length)
  const iso = new Date(ms).toISOString()
  if (precision === 'year' || precision === 'month' || precision === 'day')
    return { iso: iso.slice(0, digitsOf[precision]), precision }
  return offset === noOffset ? { iso, precision } : { iso, precision, offsetMinutes: offset - offsetBase }
}

const madeOfContent = 'content:'
const longestNumber = 120

/**
 * 16 bytes by which a statement is found: 12 of SHA-256 over sender, kind and number, behind 4 over what the numbers that came
 * with it have in common. Among 5 million statements two are the same by chance once in 10^15 records. Without the 4 bytes
 * each new statement would lie in another page of the index, and a large record would be written anew with every portion.
 * An entry that was given out under the digest of its content comes back under the same.
 */
export function identityDigest(namespace: string, kind: StoredKind, number: string): Uint8Array {
  if (/^content:[0-9a-f]{32}$/.test(number)) return Buffer.from(number.slice(madeOfContent.length), 'hex')
  const of = `${namespace}\n${kind}\n`
  const digest = hash('sha256', of + number, 'buffer').subarray(0, identityBytes)
  digest.set(placeOf(of + neighbourhood(number)))
  return digest
}

const identityBytes = 16
const placeBytes = 4

/** Numbers of one sender that follow one another share all but their end; where the content is the number, the patient. */
function neighbourhood(number: string): string {
  if (number.startsWith('{')) return /"patient":\[[^\]]*\]/.exec(number)?.[0] ?? ''
  const part = number.indexOf('#')
  return (part < 0 ? number : number.slice(0, part)).slice(0, -3)
}

/** The last one asked for: rows come by the hundred from one neighbourhood. */
let lastPlace = { text: '', bytes: hash('sha256', '', 'buffer').subarray(0, placeBytes) }

function placeOf(text: string): Uint8Array {
  if (lastPlace.text !== text)
    lastPlace = { text, bytes: hash('sha256', text, 'buffer').subarray(0, placeBytes) }
  return lastPlace.bytes
}

/** The sender's number as it is kept: one that is made of the content is long and says nothing beside its digest. */
export const keptNumber = (number: string): string | null =>
  number.length <= longestNumber && !number.startsWith(madeOfContent) ? number : null

/** @param entry its units are UCUM already */
export function packEntry(db: WritableDatabase, entry: ClinicalEntry | PatientEntry): PackedContent {
  const { status, encounterId, author } = entry
  const code = 'code' in entry ? conceptRow(db, entry.code) : null
  const start = packTime('start' in entry ? entry.start : undefined)
  const end = packTime('end' in entry ? entry.end : undefined)
  const quantity =
    entry.kind === 'observation' && entry.value.type === 'quantity' ? entry.value.quantity : null
  return {
    codeRow: code?.codeRow ?? null,
    conceptRow: code?.conceptRow ?? null,
    startMs: start.ms,
    startForm: start.form,
    endMs: end.ms,
    endForm: end.form,
    status: statusNumber(status),
    value: quantity?.value ?? null,
    unitRow: quantity ? unitRow(db, quantity.unit) : null,
    comparator: quantity ? comparatorNumber(quantity.comparator) : null,
    decimals: quantity?.decimals ?? null,
    encounterRow: encounterId === undefined ? null : wordRow(db, encounterId),
    authorRow: author === undefined ? null : wordRow(db, author),
    detail: detailOf(entry, quantity !== null),
  }
}

/** Members that columns hold, or that another row does. */
const inColumns = new Set([
  'kind',
  'identity',
  'patient',
  'status',
  'issued',
  'encounterId',
  'author',
  'code',
  'start',
  'end',
])

/** The other members as JSON; null where there is none. */
function detailOf(entry: ClinicalEntry | PatientEntry, isValueInColumns: boolean): string | null {
  let detail: Record<string, unknown> | null = null
  for (const [name, member] of Object.entries(entry)) {
    if (inColumns.has(name) || member === undefined || (isValueInColumns && name === 'value')) continue
    detail ??= {}
    detail[name] = member
  }
  return detail && canonicalJson(detail)
}

const comparatorNumber = (comparator: Quantity['comparator']) =>
  comparator === undefined ? 0 : Comparator.options.indexOf(comparator) + 1

export const comparatorOf = (number: number | null): Comparator | undefined =>
  number === null || number === 0 ? undefined : Comparator.options[number - 1]

/** A row with its dictionary words, as {@link storedColumns} selects it. */
export const StoredEntry = z.object({
  row: z.number(),
  kind: z.number(),
  patientRow: z.number().nullable(),
  codeRow: z.number().nullable(),
  conceptRow: z.number().nullable(),
  concept: z.string().nullable(),
  startMs: z.number().nullable(),
  startForm: z.number().nullable(),
  endMs: z.number().nullable(),
  endForm: z.number().nullable(),
  status: z.number(),
  value: z.number().nullable(),
  unitRow: z.number().nullable(),
  unit: z.string().nullable(),
  comparator: z.number().nullable(),
  decimals: z.number().nullable(),
  encounterRow: z.number().nullable(),
  encounter: z.string().nullable(),
  authorRow: z.number().nullable(),
  author: z.string().nullable(),
  detail: z.string().nullable(),
  issuedMs: z.number().nullable(),
  issuedForm: z.number().nullable(),
  knownFromMs: z.number(),
  knownToMs: z.number().nullable(),
  recordedMs: z.number(),
  overtakenMs: z.number().nullable(),
  fileRow: z.number(),
  position: z.union([z.number(), z.string()]),
  senderRow: z.number(),
  sender: z.string(),
  number: z.string().nullable(),
  identity: z.instanceof(Uint8Array),
})
export type StoredEntry = z.output<typeof StoredEntry>

export const storedColumns = `entry.row, entry.kind, entry.patient_row AS patientRow, entry.code_row AS codeRow,
  entry.concept_row AS conceptRow, concept.concept, entry.start_ms AS startMs, entry.start_form AS startForm,
  entry.end_ms AS endMs, entry.end_form AS endForm, entry.status, entry.value, entry.unit_row AS unitRow,
  unit.ucum AS unit, entry.comparator, entry.decimals, entry.encounter_row AS encounterRow, encounter.word AS encounter,
  entry.author_row AS authorRow, author.word AS author, entry.detail, entry.issued_ms AS issuedMs,
  entry.issued_form AS issuedForm, entry.known_from_ms AS knownFromMs, entry.known_to_ms AS knownToMs,
  entry.recorded_ms AS recordedMs, entry.overtaken_ms AS overtakenMs, entry.file_row AS fileRow, entry.position,
  entry.sender_row AS senderRow, sender.word AS sender, entry.number, entry.identity`

export const storedFrom = `record_entry AS entry JOIN record_word AS sender ON sender.row = entry.sender_row
  LEFT JOIN record_concept AS concept ON concept.row = entry.concept_row
  LEFT JOIN record_unit AS unit ON unit.row = entry.unit_row
  LEFT JOIN record_word AS encounter ON encounter.row = entry.encounter_row
  LEFT JOIN record_word AS author ON author.row = entry.author_row`

const Detail = z.record(z.string(), z.unknown())

/** @param patient by what the patient is found now; null for the tombstone of what never came, which is no entry */
export function unpackEntry(
  row: StoredEntry,
  patient: PatientKey,
): Exclude<RecordEntry, { kind: 'removal' }> | null {
  const kind = storedKinds[row.kind]
  if (kind === undefined || row.patientRow === null || patient.length === 0) return null
  const quantity = row.value === null || row.unit === null ? null : unpackQuantity(row)
  const optional = {
    issued: unpackTime(row.issuedMs, row.issuedForm),
    start: unpackTime(row.startMs, row.startForm),
    end: unpackTime(row.endMs, row.endForm),
    code: row.concept === null ? undefined : (JSON.parse(row.concept) as unknown),
    encounterId: row.encounter ?? undefined,
    author: row.author ?? undefined,
    value: quantity ? { type: 'quantity', quantity } : undefined,
  }
  const parsed = parseEntry({
    ...(row.detail === null ? {} : Detail.parse(JSON.parse(row.detail))),
    ...Object.fromEntries(Object.entries(optional).filter(([, member]) => member !== undefined)),
    kind,
    identity: { namespace: row.sender, id: row.number ?? `${madeOfContent}${hex(row.identity)}` },
    patient,
    status: EntryStatus.options[row.status],
  })
  return parsed.success && parsed.data.kind !== 'removal' ? parsed.data : null
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function unpackQuantity(row: StoredEntry): Quantity {
  const comparator = comparatorOf(row.comparator)
  return {
    value: row.value ?? 0,
    unit: row.unit ?? '',
    ...(row.decimals === null ? {} : { decimals: row.decimals }),
    ...(comparator === undefined ? {} : { comparator }),
  }
}
