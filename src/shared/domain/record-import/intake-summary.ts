/** An import of records as a screen lists it: without paths. */
import { z } from 'zod'
import { AppError } from '../../result'
import { IntakeState, IntakeTally, RecordFormat } from '../record/intake'

const count = z.number().int().nonnegative()

export const IntakeSummaryFile = z.object({
  name: z.string(),
  bytes: count,
  done: z.boolean(),
  items: count,
  tallies: z.array(IntakeTally),
  skipped: z.record(z.string(), count),
  error: AppError.nullable(),
})
export type IntakeSummaryFile = z.infer<typeof IntakeSummaryFile>

export const IntakeSummary = z.object({
  id: z.string(),
  state: IntakeState,
  format: RecordFormat,
  sender: z.string(),
  startedAtMs: z.number(),
  startedBy: z.string(),
  endedAtMs: z.number().nullable(),
  files: z.array(IntakeSummaryFile),
  error: AppError.nullable(),
  /** rows that were held back, by what became of them */
  held: z.object({ waiting: count, repaired: count, dropped: count }),
})
export type IntakeSummary = z.infer<typeof IntakeSummary>

/** An import that runs now. */
export const IntakeRun = z.object({
  intakeId: z.string(),
  files: count,
  filesDone: count,
  bytes: count,
  bytesDone: count,
  items: count,
  /** null until there is enough to tell by */
  remainingMs: z.number().nullable(),
})
export type IntakeRun = z.infer<typeof IntakeRun>

/** How many statements had an outcome, over all files and kinds. */
export function outcomeCounts(files: readonly { tallies: readonly IntakeTally[] }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { outcome, count: added } of files.flatMap(({ tallies }) => tallies))
    counts.set(outcome, (counts.get(outcome) ?? 0) + added)
  return counts
}
