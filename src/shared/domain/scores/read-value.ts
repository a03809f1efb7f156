/** One given value on its way into a score: its unit, whether it is possible, and how old it is. */
import { z } from 'zod'
import { parseIsoTime, timeBounds } from '../record/times'
import { Derived } from './derivation'
import type { InputUse } from './score'
import { type ChoiceInput, type InputId, inputOf, type QuantityInput, type ScoreInput } from './score-input'
import type { ScoreFlag, ScoreReason, ScoreReasonCode, UsedValue } from './score-result'

export const GivenValue = z.object({
  value: z.union([z.number(), z.string(), z.boolean()]),
  /** as the source writes it; absent: the input's own */
  unit: z.string().max(100).optional(),
  /** ISO date or instant */
  date: z.string().max(40).optional(),
  /** what was measured, where mass and amount of substance convert: LOINC */
  loinc: z.string().max(20).optional(),
  /** from where, for people; absent for one that was made of others */
  source: z.string().max(1_000).optional(),
  /** of which measured values it was made */
  derived: Derived.optional(),
})
export type GivenValue = z.infer<typeof GivenValue>
export type GivenValues = Readonly<Record<string, GivenValue>>

type Converted = { ok: true; value: number } | { ok: false; reason: string }
/** units/convert's `convertValue`: handed in, since its library is not for the page. */
export type ConvertUnit = (value: number, from: string, to: string, loinc?: string) => Converted

export type ReadValue =
  | { ok: true; used: UsedValue; inSecondUnit: number | null; flags: ScoreFlag[] }
  | { ok: false; reason: ScoreReason }

const refuse = (code: ScoreReasonCode, input: InputId, message: string): ReadValue => ({
  ok: false,
  reason: { code, input, message },
})

export function readValue(
  id: InputId,
  use: InputUse,
  given: GivenValue,
  { atMs, convert }: { atMs: number; convert: ConvertUnit },
): ReadValue {
  const input: ScoreInput = inputOf(id)
  const read =
    input.kind === 'quantity' ? readQuantity(id, input, given, convert) : readChoice(id, input, given)
  if (!read.ok) return read
  const late = given.date === undefined ? null : checkDate(id, given.date, use, atMs)
  if (late) return late
  const { date, source, derived } = given
  return {
    ...read,
    used: {
      ...read.used,
      ...(date !== undefined && { at: date }),
      ...(source !== undefined && { source }),
      ...(derived && { derived }),
    },
  }
}

function readQuantity(
  id: InputId,
  input: QuantityInput,
  { value, unit, loinc }: GivenValue,
  convert: ConvertUnit,
): ReadValue {
  const number = typeof value === 'string' ? parseNumber(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number))
    return refuse('NOT_A_NUMBER', id, `${id} is not a number.`)
  const code = loinc ?? input.loinc?.[0]
  const converted: Converted =
    unit === undefined ? { ok: true, value: number } : convert(number, unit, input.unit, code)
  if (!converted.ok) return refuseUnit(id, input, converted.reason)
  const { min, max } = input.possible
  if (!(converted.value >= min && converted.value <= max))
    return refuse(
      'OUT_OF_POSSIBLE_RANGE',
      id,
      `${id} is outside the possible ${min} to ${max} ${input.unit}.`,
    )
  if (input.whole && !Number.isInteger(converted.value))
    return refuse('NOT_A_WHOLE_NUMBER', id, `${id} is not a whole number.`)
  return {
    ok: true,
    used: {
      input: id,
      value: converted.value,
      unit: input.unit,
      ...(unit !== undefined && unit !== input.unit && { given: { value: number, unit } }),
    },
    inSecondUnit: unit === undefined ? null : secondUnitValue(number, unit, input, convert),
    flags:
      unit === undefined && couldBeOtherUnit(number, input, convert)
        ? [{ code: 'UNIT_ASSUMED', severity: 'warning', input: id }]
        : [],
  }
}

/** A number without a unit that another unit in daily use would make possible too. */
function couldBeOtherUnit(value: number, input: QuantityInput, convert: ConvertUnit): boolean {
  const { min, max } = input.possible
  return (input.alsoIn ?? []).some((unit) => {
    const converted = convert(value, unit, input.unit, input.loinc?.[0])
    return converted.ok && converted.value >= min && converted.value <= max
  })
}

/** A decimal number as people write it in a form; hexadecimal and blanks are none. */
function parseNumber(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}

function refuseUnit(id: InputId, { unit }: QuantityInput, reason: string): ReadValue {
  return reason === 'unit-not-commensurable'
    ? refuse('UNIT_NOT_COMMENSURABLE', id, `The unit of ${id} does not convert to ${unit}.`)
    : refuse('UNIT_UNKNOWN', id, `The unit of ${id} is not known; ${unit} is asked for.`)
}

/** Only where the value was given in the second unit's own dimension: without the substance, mass is no amount. */
function secondUnitValue(
  value: number,
  unit: string,
  { alsoIn, unit: own }: QuantityInput,
  convert: ConvertUnit,
): number | null {
  const second = alsoIn?.[0]
  if (second === undefined || convert(1, unit, own).ok) return null
  const converted = convert(value, unit, second)
  return converted.ok ? converted.value : null
}

function readChoice(id: InputId, input: ChoiceInput, { value }: GivenValue): ReadValue {
  const said = String(value).trim().toLowerCase()
  const option = input.options.includes(said)
    ? said
    : input.aliases && Object.hasOwn(input.aliases, said)
      ? input.aliases[said]
      : undefined
  if (option === undefined)
    return refuse('NOT_AN_ANSWER', id, `${id} is not one of ${input.options.join(', ')}.`)
  return { ok: true, used: { input: id, value: option }, inSecondUnit: null, flags: [] }
}

/** Dates without a clock time count as a whole day, in the value's favour. */
function checkDate(id: InputId, date: string, use: InputUse, atMs: number): ReadValue | null {
  const time = parseIsoTime(date, 'UTC')
  if (!time) return refuse('TIME_INVALID', id, `The date of ${id} is not an ISO date.`)
  const { startMs, endMs } = timeBounds(time)
  if (startMs > atMs)
    return refuse('LATER_THAN_ASSESSMENT', id, `${id} is dated later than the time of the assessment.`)
  const hours = (atMs - Math.min(endMs, atMs)) / 3_600_000
  if (use.greatestAgeHours !== null && hours > use.greatestAgeHours)
    return refuse('TOO_OLD', id, `${id} is older than ${use.greatestAgeHours} hours.`)
  return null
}
