/**
 * NEWS2 of a person at a moment, from the newest value of each of its parts. Units are converted and ages of values judged by
 * the score itself; nothing is filled in, so that a person of whom the consciousness was not noted is not assessed.
 */
import { z } from 'zod'
import { assessScore } from '../scores/assess-score'
import { news2 } from '../scores/news2'
import type { ConvertUnit, GivenValue } from '../scores/read-value'
import { type InputId, scoreInputs } from '../scores/score-input'
import { ScoreReasonCode } from '../scores/score-result'
import { codeSystems } from '../record/coding'

/** The parts that are measured, in the chart's order. */
export const warningParts = [
  'respiratoryRate',
  'oxygenSaturation',
  'supplementalOxygen',
  'systolicPressure',
  'heartRate',
  'consciousness',
  'temperature',
] as const satisfies readonly InputId[]
export const WarningPart = z.enum(warningParts)
export type WarningPart = z.infer<typeof WarningPart>

/** One value of the record, as far as the score needs it. */
export interface Reading {
  entryId: number
  timeMs: number
  /** LOINC */
  code: string
  value: number | null
  unit: string | null
  /** codes of an answer */
  answers: readonly string[]
}

/** Flow of oxygen in litres a minute, and the share of oxygen in what is breathed (loinc.org). */
const flowCode = '3151-8'
const concentrationCodes = ['3150-0', '19994-3', '19996-8'] as const
/** Air has 20.9 %; monitors write 21. */
const airPercent = 21

/** LOINC codes whose readings are asked for, by part. */
export const codesOfPart: Readonly<Record<WarningPart, readonly string[]>> = {
  respiratoryRate: scoreInputs.respiratoryRate.loinc,
  oxygenSaturation: scoreInputs.oxygenSaturation.loinc,
  supplementalOxygen: [flowCode, ...concentrationCodes],
  systolicPressure: scoreInputs.systolicPressure.loinc,
  heartRate: scoreInputs.heartRate.loinc,
  consciousness: scoreInputs.consciousness.loinc,
  temperature: scoreInputs.temperature.loinc,
}
export const warningSystem = codeSystems.loinc

/** Of one person, by part, in the order of time. */
export type WarningReadings = Readonly<Record<WarningPart, readonly Reading[]>>

export const WarningScore = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('assessed'),
    value: z.number().int(),
    band: z.string().nullable(),
    points: z.partialRecord(WarningPart, z.number().int()),
    /** of the oldest value that went in */
    oldestMs: z.number(),
  }),
  z.object({
    status: z.literal('not-assessed'),
    /** what is in the way, by part; `age` where the score is not for this age */
    reasons: z.array(z.object({ code: ScoreReasonCode, input: z.string() })).min(1),
  }),
])
export type WarningScore = z.infer<typeof WarningScore>

export interface WarningSubject {
  /** completed years; null where nobody knows */
  ageYears: number | null
  sex: 'female' | 'male' | null
}

/** The newest reading not after the moment. */
export function newestUntil(readings: readonly Reading[], atMs: number): Reading | undefined {
  return readings.findLast(({ timeMs }) => timeMs <= atMs)
}

export function warningAt(
  readings: WarningReadings,
  { ageYears, sex }: WarningSubject,
  atMs: number,
  convert: ConvertUnit,
): WarningScore {
  const given: Record<string, GivenValue> = {}
  if (ageYears !== null) given['age'] = { value: ageYears, unit: 'a' }
  if (sex !== null) given['sex'] = { value: sex }
  let oldestMs = atMs
  for (const part of warningParts) {
    const newest = newestUntil(readings[part], atMs)
    const value = newest && givenOf(part, newest)
    if (!newest || !value) continue
    given[part] = value
    oldestMs = Math.min(oldestMs, newest.timeMs)
  }
  const result = assessScore(news2, given, { atMs, convert })
  if (result.status === 'not-assessed')
    return { status: 'not-assessed', reasons: result.reasons.map(({ code, input }) => ({ code, input })) }
  const points = Object.fromEntries(result.items.map(({ item, points: each }) => [item, each]))
  return { status: 'assessed', value: result.shown, band: result.band, points, oldestMs }
}

function givenOf(part: WarningPart, { value, unit, code, timeMs, answers }: Reading): GivenValue | null {
  const date = new Date(timeMs).toISOString()
  if (part === 'supplementalOxygen') return oxygenOf(value, unit, code, date)
  if (part !== 'consciousness')
    return value === null || unit === null ? null : { value, unit, date, loinc: code }
  const known: Readonly<Record<string, string>> = scoreInputs.consciousness.answers
  const answer = answers.map((each) => known[each]).find((each) => each !== undefined)
  return answer === undefined ? null : { value: answer, date }
}

/** A flow above nothing, or more oxygen than air has. */
function oxygenOf(value: number | null, unit: string | null, code: string, date: string): GivenValue | null {
  if (value === null) return null
  if (code === flowCode) return { value: value > 0 ? 'yes' : 'no', date }
  // a share is written as per cent or as a fraction
  const percent = unit === '1' ? value * 100 : unit === '%' ? value : null
  return percent === null ? null : { value: percent > airPercent + 0.5 ? 'yes' : 'no', date }
}
