/** What comes of a score: a value with everything it rests on, or why there is none. Crosses the bridge and the command line. */
import { z } from 'zod'
import { Derived } from './derivation'

/** Why a score is not assessed. Each has a text under `scores.reason.<code>`. */
export const scoreReasons = [
  'AGE_OUTSIDE_POPULATION',
  'OUTSIDE_POPULATION',
  'NOT_A_NUMBER',
  'NOT_A_WHOLE_NUMBER',
  'NOT_AN_ANSWER',
  'UNIT_UNKNOWN',
  'UNIT_NOT_COMMENSURABLE',
  'OUT_OF_POSSIBLE_RANGE',
  'TIME_INVALID',
  'TOO_OLD',
  'LATER_THAN_ASSESSMENT',
  /** of two that only count together: measured too far apart */
  'NOT_SAME_TIME',
  'MISSING',
] as const
export const ScoreReasonCode = z.enum(scoreReasons)
export type ScoreReasonCode = z.infer<typeof ScoreReasonCode>

export const ScoreReason = z.object({
  code: ScoreReasonCode,
  /** id of the input */
  input: z.string(),
  /** English, for headless use; names limits and units, never a patient */
  message: z.string(),
})
export type ScoreReason = z.infer<typeof ScoreReason>

/** What a reader should know beside the value. Each has a text under `scores.flag.<code>`. */
export const scoreFlags = [
  /** a number without a unit was taken in the unit that the score asks for, and another one is in use too */
  'UNIT_ASSUMED',
  /** whether the score is for this patient could not be checked in this respect */
  'POPULATION_NOT_CHECKED',
  /** nothing was stated, and the source says what holds then */
  'TAKEN_AS_SOURCE_SAYS',
  /** the score does not ask for this */
  'UNKNOWN_INPUT',
] as const
export const ScoreFlag = z.object({
  code: z.enum(scoreFlags),
  severity: z.enum(['info', 'warning']),
  input: z.string(),
})
export type ScoreFlag = z.infer<typeof ScoreFlag>

/** A value as it went into the score. */
export const UsedValue = z.object({
  input: z.string(),
  value: z.union([z.number(), z.string()]),
  /** UCUM; absent for an answer */
  unit: z.string().optional(),
  /** as given, where it was in another unit */
  given: z.object({ value: z.number(), unit: z.string() }).optional(),
  /** ISO date or instant */
  at: z.string().optional(),
  source: z.string().optional(),
  /** worked out from these, since nobody gave the value itself */
  derived: Derived.optional(),
})
export type UsedValue = z.infer<typeof UsedValue>

export const AssessedScore = z.object({
  status: z.literal('assessed'),
  score: z.string(),
  /** not rounded; in `unit` (UCUM) */
  value: z.number(),
  /** as it is shown; the band follows from it */
  shown: z.number(),
  unit: z.string(),
  band: z.string().nullable(),
  /** empty where the source is a formula without points */
  items: z.array(z.object({ item: z.string(), points: z.number() })),
  used: z.array(UsedValue),
  /** inputs that the source does without, and that were not given */
  notGiven: z.array(z.string()),
  flags: z.array(ScoreFlag),
})
export type AssessedScore = z.infer<typeof AssessedScore>

export const ScoreResult = z.discriminatedUnion('status', [
  AssessedScore,
  z.object({
    status: z.literal('not-assessed'),
    score: z.string(),
    /** in order of weight: whom the score is for, what was given wrong, what is missing */
    reasons: z.array(ScoreReason).min(1),
    used: z.array(UsedValue),
    flags: z.array(ScoreFlag),
  }),
])
export type ScoreResult = z.infer<typeof ScoreResult>
