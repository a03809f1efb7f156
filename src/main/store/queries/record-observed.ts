/** What of a person was observed: each code with how often, its newest value, its stated limits, and the numbers before. */
import { z } from 'zod'
import { codeSystems } from '../../../shared/domain/record/coding'
import type { ObservationEntry, ObservationValue } from '../../../shared/domain/record/entry'
import type {
  ObservedCode,
  PersonQuery,
  ShownNumber,
  StatedRange,
} from '../../../shared/domain/record/person'
import type { KnownAt } from '../../../shared/domain/record/reading'
import { mainCoding } from '../../../shared/domain/record/same-statement'
import { convertValue } from '../../../shared/domain/units/convert'
import type { ReadableDatabase } from '../open-database'
import { all } from '../statements'
import { kindNumber, removedStatus, StoredEntry, storedColumns, storedFrom } from './record-packing'
import { knownParameters, knownSql, listed, type ListedEntry, personRows } from './record-reading'

/** Numbers that a small curve shows. */
const mostRecent = 24

const Counted = z.object({
  codeRow: z.number(),
  system: z.string(),
  code: z.string(),
  display: z.string(),
  count: z.number(),
  numbers: z.number(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
})

/** The most often observed first. @throws AppException NOT_FOUND */
export function observedCodes(db: ReadableDatabase, { patientId, knownAt }: PersonQuery): ObservedCode[] {
  const rows = personRows(db, patientId)
  const counted = all(
    db,
    Counted,
    `SELECT code_row AS codeRow, system, code, display, count(*) AS count, count(value) AS numbers,
       min(start_ms) AS firstMs, max(start_ms) AS lastMs
     FROM record_entry AS entry JOIN record_code ON record_code.row = code_row
     WHERE patient_row IN (SELECT value FROM json_each(:rows)) AND kind = ${kindNumber('observation')}
       AND ${knownSql(knownAt)} AND status <> ${removedStatus}
     GROUP BY code_row ORDER BY count DESC, code_row`,
    { rows: JSON.stringify(rows), ...knownParameters(knownAt) },
  )
  return counted.map(({ codeRow, ...code }) => ({ ...code, ...newestOf(db, rows, codeRow, code, knownAt) }))
}

type Newest = Pick<ObservedCode, 'category' | 'latest' | 'latestText' | 'range' | 'interpretation' | 'recent'>

function newestOf(
  db: ReadableDatabase,
  rows: readonly number[],
  codeRow: number,
  { system, code }: { system: string; code: string },
  knownAt: KnownAt | undefined,
): Newest {
  const found = rows
    .flatMap((patientRow) => newestEntries(db, patientRow, codeRow, knownAt))
    .flatMap(({ entryId, entry }) => (entry.kind === 'observation' ? [{ entryId, entry }] : []))
    .toSorted((a, b) => startOf(b.entry) - startOf(a.entry))
  const numbers = found.flatMap(({ entryId, entry }) => numberOf(entryId, entry))
  const [newest] = found
  const [latest] = numbers
  const isWord = newest !== undefined && newest.entry.value.type !== 'quantity'
  return {
    category: newest?.entry.category?.[0]?.code ?? null,
    latest: latest ?? null,
    latestText: isWord
      ? {
          entryId: newest.entryId,
          timeMs: newest.entry.start ? Date.parse(newest.entry.start.iso) : null,
          text: wordsOf(newest.entry.value),
        }
      : null,
    range: latest
      ? rangeOf(
          found.map(({ entry }) => entry),
          latest.unit,
          system,
          code,
        )
      : null,
    interpretation: newest?.entry.interpretation?.[0]?.code ?? null,
    recent: recentOf(numbers, system, code),
  }
}

const startOf = ({ start }: ObservationEntry) => (start ? Date.parse(start.iso) : Number.NEGATIVE_INFINITY)

function newestEntries(
  db: ReadableDatabase,
  patientRow: number,
  codeRow: number,
  knownAt: KnownAt | undefined,
): ListedEntry[] {
  // Sorted as the index of the timeline is, so that only the rows that are shown are read.
  const sql = `SELECT ${storedColumns} FROM ${storedFrom}
    WHERE entry.row IN (SELECT row FROM record_entry AS entry
      WHERE patient_row = :patientRow AND kind = ${kindNumber('observation')} AND code_row = :codeRow
        AND ${knownSql(knownAt)} AND status <> ${removedStatus}
      ORDER BY start_ms DESC, known_from_ms DESC LIMIT ${mostRecent})`
  return listed(db, all(db, StoredEntry, sql, { patientRow, codeRow, ...knownParameters(knownAt) }))
}

function numberOf(entryId: number, { start, value }: ObservationEntry): ShownNumber[] {
  if (value.type !== 'quantity' || !start) return []
  return [{ entryId, timeMs: Date.parse(start.iso), ...value.quantity }]
}

/** What a value that is no number says; '' where its words are left to the page (yes and no, or nothing stated). */
function wordsOf(value: ObservationValue): string {
  switch (value.type) {
    case 'quantity':
      return String(value.quantity.value)
    case 'concept':
      return wordsOfConcept(value.concept)
    case 'text':
      return value.text.slice(0, 500)
    case 'boolean':
      return value.boolean ? '+' : '−'
    case 'range':
      return [value.low, value.high].map((end) => (end ? `${end.value} ${end.unit}` : '…')).join(' – ')
    case 'ratio':
      return `${value.numerator.value} : ${value.denominator.value}`
    case 'time':
      return value.time.iso
    case 'none':
      return wordsOfConcept(value.reason)
  }
}

function wordsOfConcept(concept: Parameters<typeof mainCoding>[0]): string {
  const { display, code } = mainCoding(concept)
  return concept.text ?? (display || code)
}

/** Of the newest entry that states limits, in the unit of the newest number; null where none does or it does not convert. */
function rangeOf(
  entries: readonly ObservationEntry[],
  unit: string,
  system: string,
  code: string,
): StatedRange | null {
  const range = entries
    .flatMap(({ referenceRange }) => referenceRange ?? [])
    .find(({ low, high }) => low ?? high)
  if (!range) return null
  const ends = [range.low, range.high].map((end) => {
    if (!end) return null
    const converted = convertValue(end.value, end.unit, unit, loincCode(system, code))
    return converted.ok ? converted.value : undefined
  })
  const [low, high] = ends
  return low === undefined || high === undefined ? null : { low, high, unit }
}

const loincCode = (system: string, code: string) => (system === codeSystems.loinc ? code : undefined)

function recentOf(numbers: readonly ShownNumber[], system: string, code: string): ObservedCode['recent'] {
  const unit = numbers[0]?.unit
  if (unit === undefined) return []
  return numbers
    .slice(0, mostRecent)
    .flatMap(({ timeMs, value, unit: from }) => {
      const converted = convertValue(value, from, unit, loincCode(system, code))
      return converted.ok ? [{ timeMs, value: converted.value }] : []
    })
    .toReversed()
}
