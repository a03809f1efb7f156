/** The list of a ward: who is there, what is known of them, and what is asked for. */
import { z } from 'zod'
import { PatientSummary } from '../worklist/worklist'
import { ShownAlert } from './alert'
import { WarningPart, WarningScore } from './early-warning'

export const WardScope = z.discriminatedUnion('kind', [
  /** who is on any ward or at any clinic */
  z.object({ kind: z.literal('present') }),
  z.object({ kind: z.literal('ward'), ward: z.string().min(1).max(500) }),
  /** everybody who has a record */
  z.object({ kind: z.literal('everybody') }),
])
export type WardScope = z.infer<typeof WardScope>

/** `atMs` null: now */
export const WardQuery = z.object({ scope: WardScope, atMs: z.number().nullable() })
export type WardQuery = z.infer<typeof WardQuery>

export const Trend = z.enum(['up', 'down', 'level'])
export type Trend = z.infer<typeof Trend>

export const WardValue = z.object({
  /** in the column's unit */
  value: z.number(),
  unit: z.string(),
  timeMs: z.number(),
  entryId: z.number(),
  /** too old to speak of now */
  isStale: z.boolean(),
  /** against the value before it; null where there is none */
  trend: Trend.nullable(),
  previous: z.object({ value: z.number(), timeMs: z.number() }).nullable(),
})
export type WardValue = z.infer<typeof WardValue>

/** A part of the early warning score; an answer has words instead of a number. */
export const WardPartValue = z.object({
  value: z.number().nullable(),
  unit: z.string().nullable(),
  /** code of the answer, as the score names it */
  answer: z.string().nullable(),
  timeMs: z.number(),
  entryId: z.number(),
  isStale: z.boolean(),
  trend: Trend.nullable(),
})
export type WardPartValue = z.infer<typeof WardPartValue>

export const WardLab = WardValue.extend({
  /** against the range that the laboratory stated with the value; null where it stated none */
  flag: z.enum(['low', 'high', 'inside']).nullable(),
})
export type WardLab = z.infer<typeof WardLab>

export const WardRow = z.object({
  patient: PatientSummary,
  ageYears: z.number().int().nullable(),
  /** null: on no ward at that time */
  place: z
    .object({
      ward: z.string(),
      bed: z.string().nullable(),
      sinceMs: z.number(),
      kind: z.enum(['emergency', 'inpatient', 'visit']),
    })
    .nullable(),
  reason: z.string().nullable(),
  news2: WarningScore,
  /** the score so many hours before; null where it could not be worked out */
  news2Before: z.number().int().nullable(),
  parts: z.partialRecord(WarningPart, WardPartValue),
  labs: z.record(z.string(), WardLab),
  alerts: z.array(ShownAlert),
})
export type WardRow = z.infer<typeof WardRow>

/** Hours to which the score is compared for its trend. */
export const news2TrendHours = 6

export const WardTable = z.object({
  atMs: z.number(),
  rows: z.array(WardRow),
  /** wards and clinics with somebody in them at that time */
  places: z.array(z.object({ ward: z.string(), count: z.number().int() })),
  /** people with a record, whoever is where */
  everybody: z.number().int(),
  /** more people than are listed: the first ones by number are there */
  isCut: z.boolean(),
})
export type WardTable = z.infer<typeof WardTable>

/** Most people that one list holds. */
export const mostRows = 1_000
