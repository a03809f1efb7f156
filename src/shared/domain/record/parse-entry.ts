/**
 * The form of an entry. Nearly every row of a large import is a value with a code and a time; those are recognised here by the
 * same rules, without the schemas' general machinery. Whatever is not certainly plain goes through the schemas.
 */
import { Comparator } from './coding'
import { EntryStatus, type ObservationEntry, RecordEntry } from './entry'
import { isRecordTime } from './times'

/** As `RecordEntry.safeParse`; a plain entry is given back itself and not a copy. */
export function parseEntry(given: unknown): ReturnType<typeof RecordEntry.safeParse> {
  return isPlainObservation(given) ? { success: true, data: given } : RecordEntry.safeParse(given)
}

type Check = (value: unknown) => boolean

const text =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most

const words =
  (allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value)

const list =
  (member: Check, least: number, most: number): Check =>
  (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return false
    for (const each of value) if (!member(each)) return false
    return true
  }

const plain: unknown = Object.prototype

/** An object of these members only: the first ones, and any of the others. */
function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const checks = new Map(Object.entries({ ...required, ...optional }))
  const names = Object.keys(required)
  return (value) => {
    if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== plain) return false
    for (const name in value)
      if (checks.get(name)?.((value as Record<string, unknown>)[name]) !== true) return false
    for (const name of names) if (!Object.hasOwn(value, name)) return false
    return true
  }
}

const shortText = text(0, 500)
const trimmed: Check = (value) => typeof value === 'string' && value.trim() === value
const identifierValue = text(1, 200)

const coding = object({ system: text(1, 300), code: text(1, 200) }, { display: text(0, 4_000) })
const codings = list(coding, 0, 10)
/** With a code: one that has words only is left to the schema. */
const concept = object({ codings: list(coding, 1, 20) }, { text: text(0, 4_000) })
const quantity = object(
  { value: Number.isFinite, unit: text(0, 100) },
  {
    decimals: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 20,
    comparator: words(Comparator.options),
  },
)
const quantityValue = object({ type: words(['quantity']), quantity })
const otherValue = [
  object({ type: words(['concept']), concept }),
  object({ type: words(['text']), text: text(0, 100_000) }),
]

const isPlain = object(
  {
    kind: words(['observation']),
    identity: object({ namespace: text(1, 300), id: text(1, Number.POSITIVE_INFINITY) }),
    patient: list(
      object({ system: text(0, 300), value: (value) => identifierValue(value) && trimmed(value) }),
      1,
      20,
    ),
    status: words(EntryStatus.options),
    code: concept,
    value: (value) => quantityValue(value) || otherValue.some((check) => check(value)),
  },
  {
    issued: isRecordTime,
    start: isRecordTime,
    end: isRecordTime,
    encounterId: text(0, 4_000),
    author: shortText,
    note: text(0, 20_000),
    category: codings,
    interpretation: codings,
    referenceRange: list(object({}, { low: quantity, high: quantity, text: shortText }), 0, 10),
    method: shortText,
    bodySite: concept,
    specimen: shortText,
    device: shortText,
    panel: text(0, 4_000),
  },
)

/** True only for what the schema of observations takes as it stands, without a member that it would leave out. */
const isPlainObservation = (given: unknown): given is ObservationEntry => isPlain(given)
