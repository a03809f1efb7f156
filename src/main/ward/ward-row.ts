/** A line of the ward's list from the newest values of a person. */
import { ageOf } from '../../shared/domain/scores/resolve-inputs'
import { convertValue } from '../../shared/domain/units/convert'
import type { ShownAlert } from '../../shared/domain/ward/alert'
import { labColumns, type LabColumn, staleHours } from '../../shared/domain/ward/columns'
import {
  newestUntil,
  type Reading,
  type WarningPart,
  warningAt,
  warningParts,
  type WarningReadings,
  type WarningSubject,
} from '../../shared/domain/ward/early-warning'
import {
  news2TrendHours,
  type Trend,
  type WardLab,
  type WardPartValue,
  type WardRow,
} from '../../shared/domain/ward/ward'
import { scoreInputs } from '../../shared/domain/scores/score-input'
import type { PatientSummary } from '../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../store/open-database'
import type { WardPerson } from '../store/queries/ward-people'
import { type CodeRows, newestBefore, statedRange, warningReadings } from '../store/queries/ward-values'

const hourMs = 3_600_000
/** As far back as readings for the score and its trend are looked for. */
const windowHours = staleHours.vital + news2TrendHours

export function subjectOf({ birthDate, sex }: PatientSummary, atMs: number): WarningSubject {
  const age = ageOf(birthDate === null ? null : { iso: birthDate, precision: 'day' }, atMs)
  return {
    ageYears: typeof age?.value === 'number' ? age.value : null,
    sex: sex === 'F' ? 'female' : sex === 'M' ? 'male' : null,
  }
}

export function wardRow(
  db: ReadableDatabase,
  codes: CodeRows,
  { patient, rows, stay }: WardPerson,
  alerts: ShownAlert[],
  atMs: number,
): WardRow {
  const subject = subjectOf(patient, atMs)
  const readings = warningReadings(db, codes, rows, { fromMs: atMs - windowHours * hourMs, toMs: atMs })
  const before = warningAt(readings, subject, atMs - news2TrendHours * hourMs, convertValue)
  return {
    patient,
    ageYears: subject.ageYears,
    place: stay && { ...stay.place, sinceMs: stay.startMs, kind: stay.kind },
    reason: stay?.reason ?? null,
    news2: warningAt(readings, subject, atMs, convertValue),
    news2Before: before.status === 'assessed' ? before.value : null,
    parts: partsOf(readings, atMs),
    labs: labsOf(db, codes, rows, atMs),
    alerts,
  }
}

function partsOf(readings: WarningReadings, atMs: number): WardRow['parts'] {
  const parts: WardRow['parts'] = {}
  for (const part of warningParts) {
    const newest = newestUntil(readings[part], atMs)
    if (newest)
      parts[part] = partValue(
        part,
        newest,
        readings[part].filter(({ timeMs }) => timeMs < newest.timeMs).at(-1),
        atMs,
      )
  }
  return parts
}

/** Least changes that count as a change, in the score's units: a step of the chart's own digits would call every breath a trend. */
const vitalSteps: Partial<Record<WarningPart, number>> = {
  respiratoryRate: 2,
  oxygenSaturation: 2,
  systolicPressure: 8,
  heartRate: 6,
  temperature: 0.3,
}

function partValue(
  part: WarningPart,
  newest: Reading,
  previous: Reading | undefined,
  atMs: number,
): WardPartValue {
  const input = scoreInputs[part]
  const inUnit = (reading: Reading | undefined): number | null => {
    if (input.kind !== 'quantity') return reading?.value ?? null
    if (reading?.value == null || reading.unit === null) return null
    const converted = convertValue(reading.value, reading.unit, input.unit, reading.code)
    return converted.ok ? converted.value : null
  }
  const [value, before] = [inUnit(newest), inUnit(previous)]
  const step = vitalSteps[part]
  return {
    value,
    unit: input.kind === 'quantity' ? input.unit : newest.unit,
    answer: answerOf(part, newest),
    timeMs: newest.timeMs,
    entryId: newest.entryId,
    isStale: newest.timeMs < atMs - staleHours.vital * hourMs,
    trend: step === undefined || value === null || before === null ? null : trendOf(before, value, step),
  }
}

function answerOf(part: WarningPart, { answers }: Reading): string | null {
  if (part !== 'consciousness') return null
  const known: Readonly<Record<string, string>> = scoreInputs.consciousness.answers
  return answers.map((each) => known[each]).find((each) => each !== undefined) ?? null
}

const trendOf = (before: number, now: number, step: number): Trend =>
  Math.abs(now - before) < step ? 'level' : now > before ? 'up' : 'down'

function labsOf(
  db: ReadableDatabase,
  codes: CodeRows,
  rows: readonly number[],
  atMs: number,
): WardRow['labs'] {
  return Object.fromEntries(
    labColumns.flatMap((column) => {
      const lab = labOf(db, codes, rows, column, atMs)
      return lab ? [[column.id, lab] as const] : []
    }),
  )
}

function labOf(
  db: ReadableDatabase,
  codes: CodeRows,
  rows: readonly number[],
  column: LabColumn,
  atMs: number,
): WardLab | null {
  const [last, previous] = newestBefore(db, codes, rows, column.codes, atMs, 2)
    .toReversed()
    .flatMap((reading) => {
      const value = inColumnUnit(reading, column)
      return value === null ? [] : [{ ...reading, value }]
    })
  if (!last) return null
  return {
    value: last.value,
    unit: column.unit,
    timeMs: last.timeMs,
    entryId: last.entryId,
    isStale: last.timeMs < atMs - staleHours.lab * hourMs,
    trend: previous ? trendOf(previous.value, last.value, column.step) : null,
    previous: previous ? { value: previous.value, timeMs: previous.timeMs } : null,
    flag: flagOf(db, last.entryId, last.code, last.value, column.unit),
  }
}

function inColumnUnit({ value, unit, code }: Reading, column: LabColumn): number | null {
  if (value === null || unit === null) return null
  const converted = convertValue(value, unit, column.unit, code)
  return converted.ok ? converted.value : null
}

function flagOf(
  db: ReadableDatabase,
  entryId: number,
  code: string,
  value: number,
  unit: string,
): WardLab['flag'] {
  const range = statedRange(db, entryId)
  if (!range?.low && !range?.high) return null
  const limit = (quantity: { value: number; unit: string } | undefined) => {
    const converted = quantity && convertValue(quantity.value, quantity.unit, unit, code)
    return converted?.ok ? converted.value : null
  }
  const [low, high] = [limit(range.low), limit(range.high)]
  if (low === null && high === null) return null
  if (low !== null && value < low) return 'low'
  return high !== null && value > high ? 'high' : 'inside'
}
