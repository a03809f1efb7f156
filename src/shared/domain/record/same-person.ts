/** Two patients that may be one person, side by side. */
import { z } from 'zod'
import { PatientSummary } from '../worklist/worklist'
import { PatientIdentifier } from './entry'

export const MergeSuggestion = z.object({
  patients: z.tuple([PatientSummary, PatientSummary]),
  /** a number that a sender gave to both, or the same name and birth date */
  because: z.enum(['identifier', 'name-and-birth-date']),
})
export type MergeSuggestion = z.infer<typeof MergeSuggestion>

export const MergeSuggestions = z.object({
  pairs: z.array(MergeSuggestion),
  /** pairs beyond these */
  more: z.number().int().nonnegative(),
})
export type MergeSuggestions = z.infer<typeof MergeSuggestions>

/** What is known of one of the two, without those that were merged with it before. */
export const ComparedPatient = z.object({
  patient: PatientSummary,
  identifiers: z.array(PatientIdentifier),
  studies: z.number().int(),
  /** statements that stand, by kind */
  kinds: z.array(z.object({ kind: z.string(), count: z.number().int() })),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
  senders: z.array(z.string()),
  allergies: z.array(z.string()),
  problems: z.array(z.string()),
})
export type ComparedPatient = z.infer<typeof ComparedPatient>

export const PatientMerge = z.object({
  id: z.string(),
  keptId: z.string(),
  mergedId: z.string(),
  reason: z.string(),
  mergedAtMs: z.number(),
  mergedBy: z.string(),
  undoneAtMs: z.number().nullable(),
  undoneBy: z.string().nullable(),
})
export type PatientMerge = z.infer<typeof PatientMerge>
