/** A person of the record as screens show it: who it is, what the record holds, and each measured quantity in short. */
import { z } from 'zod'
import { PatientSummary } from '../worklist/worklist'
import { Comparator } from './coding'
import { ClinicalEntry, PatientEntry, PatientIdentifier, RecordKind } from './entry'
import { KnownAt } from './reading'
import { RecordTime } from './times'

const PatientId = z.string().min(1).max(64)

export const PersonQuery = z.object({
  /** of any of the patients that were merged into the person */
  patientId: PatientId,
  knownAt: KnownAt.optional(),
})
export type PersonQuery = z.infer<typeof PersonQuery>

/** One number with what is needed to show it and to find its source. `unit`: UCUM. */
export const ShownNumber = z.object({
  entryId: z.number().int(),
  timeMs: z.number(),
  value: z.number(),
  unit: z.string(),
  comparator: Comparator.optional(),
  /** digits that the source wrote behind the point, where writing `value` would lose zeros */
  decimals: z.number().int().optional(),
})
export type ShownNumber = z.infer<typeof ShownNumber>

export const PersonSummary = z.object({
  /** as whom the person is shown */
  patient: PatientSummary,
  /** the asked instant, else now; of a record whose dates were moved into the future, the time of its newest value */
  nowMs: z.number(),
  /** patients that were merged into this one */
  merged: z.array(PatientSummary),
  identifiers: z.array(PatientIdentifier),
  /** statements of each kind that stand, or stood at the asked instant */
  counts: z.record(RecordKind, z.number().int().nonnegative()),
  /** true where it is stated without a time */
  deceased: z.union([z.boolean(), RecordTime]),
  /** stated allergies and intolerances that are neither refuted nor over; empty where nobody stated any */
  allergies: z.array(
    z.object({
      entryId: z.number().int(),
      name: z.string(),
      criticality: z.enum(['low', 'high', 'unable-to-assess']).nullable(),
    }),
  ),
  weight: ShownNumber.nullable(),
  /** glomerular filtration rate as a laboratory reported it, by whatever equation */
  egfr: ShownNumber.nullable(),
})
export type PersonSummary = z.infer<typeof PersonSummary>

export const PeopleQuery = z.object({
  /** Every word must be a part of the name or of a number. */
  text: z.string().trim().min(1).max(200),
  limit: z.number().int().min(1).max(50),
})
export type PeopleQuery = z.infer<typeof PeopleQuery>

/** Limits of the newest value of a quantity that has them, as its sender stated them. */
export const StatedRange = z.object({
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string(),
})
export type StatedRange = z.infer<typeof StatedRange>

/** One observed code of a person: what is measured, how often, and the newest of it. */
export const ObservedCode = z.object({
  system: z.string(),
  code: z.string(),
  /** the words under which the code was seen first; '' where it came without any */
  display: z.string(),
  /** FHIR observation-category of the newest value */
  category: z.string().nullable(),
  count: z.number().int(),
  /** those of `count` that are numbers */
  numbers: z.number().int(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  /** the newest number, in its own unit */
  latest: ShownNumber.nullable(),
  /** the newest value that is no number, where it is newer than `latest` or there is none */
  latestText: z
    .object({ entryId: z.number().int(), timeMs: z.number().nullable(), text: z.string() })
    .nullable(),
  range: StatedRange.nullable(),
  /** of the newest value: H, L, HH, N, … as its sender stated it */
  interpretation: z.string().nullable(),
  /** at most 24 of the newest numbers in the unit of `latest`, the oldest first; those that do not convert are left out */
  recent: z.array(z.object({ timeMs: z.number(), value: z.number() })),
})
export type ObservedCode = z.infer<typeof ObservedCode>

export const EntryPageQuery = z.object({
  patientId: PatientId,
  kinds: z.array(RecordKind).min(1),
  knownAt: KnownAt.optional(),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(1000),
})
export type EntryPageQuery = z.infer<typeof EntryPageQuery>

/** An entry with the number under which its source is found. */
export const ShownEntry = z.object({
  entryId: z.number().int(),
  entry: ClinicalEntry,
  knownFromMs: z.number(),
  recordedMs: z.number(),
})
export type ShownEntry = z.infer<typeof ShownEntry>

/** The newest first, those without a time last. Documents come without their text and attachment. */
export const EntryPage = z.object({ total: z.number().int(), entries: z.array(ShownEntry) })
export type EntryPage = z.infer<typeof EntryPage>

/** One entry whole, whatever became of it since. */
export const WholeEntry = z.object({
  entryId: z.number().int(),
  patientId: z.string(),
  entry: z.union([ClinicalEntry, PatientEntry]),
})
export type WholeEntry = z.infer<typeof WholeEntry>
