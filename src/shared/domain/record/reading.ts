/** What is asked of a record and what it answers. */
import { z } from 'zod'
import { Comparator } from './coding'
import { RecordKind } from './entry'

/** A code as the record finds it. */
export const RecordCode = z.object({ system: z.string().min(1), code: z.string().min(1) })
export type RecordCode = z.infer<typeof RecordCode>

/**
 * What was known at an instant. By `sender`: what the senders had said by then, however late it reached this program; by
 * `vault`: what this program held then. For what is known now say nothing at all: the sender's clock may lie in another
 * century (de-identified data are shifted), and our "now" would hide all of it.
 */
export const KnownAt = z.object({ instantMs: z.number(), by: z.enum(['sender', 'vault']) })
export type KnownAt = z.infer<typeof KnownAt>

export const TimelineQuery = z.object({
  /** the patient's id; those merged with it are read as well */
  patientId: z.string(),
  code: RecordCode,
  /** UCUM; absent: the unit that most values have */
  unit: z.string().optional(),
  fromMs: z.number().optional(),
  toMs: z.number().optional(),
  knownAt: KnownAt.optional(),
  /** at most about so many points; above, each stretch of time keeps its first, smallest, largest and last value */
  mostPoints: z.number().int().min(4).max(1_000_000).optional(),
})
export type TimelineQuery = z.infer<typeof TimelineQuery>

export const TimelinePoint = z.object({
  /** names the value in {@link Trace} */
  entryId: z.number(),
  timeMs: z.number(),
  value: z.number(),
  comparator: Comparator.optional(),
})
export type TimelinePoint = z.infer<typeof TimelinePoint>

export const Timeline = z.object({
  unit: z.string(),
  points: z.array(TimelinePoint),
  /** values in the range, before the points were thinned out */
  total: z.number().int(),
  /** values whose unit does not convert into `unit`: they are in no point */
  otherUnits: z.number().int(),
})
export type Timeline = z.infer<typeof Timeline>

export const LatestQuery = z.object({
  patientId: z.string(),
  code: RecordCode,
  unit: z.string().optional(),
  /** the newest value not after this instant */
  beforeMs: z.number(),
  knownAt: KnownAt.optional(),
})
export type LatestQuery = z.infer<typeof LatestQuery>

/** Where a value comes from. */
export const Trace = z.object({
  entryId: z.number(),
  sources: z.array(
    z.object({
      sender: z.string(),
      /** the sender's own number; null where it numbers nothing */
      number: z.string().nullable(),
      file: z.string(),
      position: z.union([z.string(), z.number()]),
      importId: z.string(),
      importedAtMs: z.number(),
      importedBy: z.string(),
    }),
  ),
  /** what the sender had said before, the earliest first, this version included */
  versions: z.array(
    z.object({
      entryId: z.number(),
      status: z.string(),
      value: z.number().nullable(),
      unit: z.string().nullable(),
      knownFromMs: z.number(),
      knownToMs: z.number().nullable(),
      recordedMs: z.number(),
    }),
  ),
})
export type Trace = z.infer<typeof Trace>

export const ListQuery = z.object({
  patientId: z.string(),
  kinds: z.array(RecordKind).min(1),
  /** what was so then: begun and not ended */
  atMs: z.number().optional(),
  knownAt: KnownAt.optional(),
  limit: z.number().int().min(1).max(100_000),
  /** go on behind this entry */
  afterEntryId: z.number().optional(),
})
export type ListQuery = z.infer<typeof ListQuery>
