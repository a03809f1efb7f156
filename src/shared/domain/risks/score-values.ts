/** What a record has for the published scores. */
import { z } from 'zod'
import { KnownAt } from '../record/reading'
import { GivenValue } from '../scores/read-value'
import { ScoreReason } from '../scores/score-result'

export const ScoreValuesRequest = z.object({
  patientId: z.string().min(1).max(64),
  knownAt: KnownAt.nullable(),
})

export const FoundScoreValues = z.object({
  score: z.string(),
  /** by input; entryIds: the statements that it is from, none for what is known of the patient */
  found: z.record(z.string(), GivenValue.extend({ entryIds: z.array(z.number().int()) })),
  /** the record has something that cannot be used, and why */
  unusable: z.array(ScoreReason),
})
export type FoundScoreValues = z.infer<typeof FoundScoreValues>
