/** Files that somebody chose for an import, before it begins: the page knows them by an id and by name, never by path. */
import { z } from 'zod'
import { AppError } from '../../result'
import { RecordFormat } from '../record/intake'

const count = z.number().int().nonnegative()

export const DraftFile = z.object({
  /** the last two parts of its path */
  name: z.string(),
  bytes: count,
  /** what its content looks like; null where it is none of the formats */
  format: RecordFormat.nullable(),
})
export type DraftFile = z.infer<typeof DraftFile>

export const ImportDraft = z.object({
  id: z.string(),
  /** the first of them */
  files: z.array(DraftFile),
  fileCount: count,
  bytes: count,
  /** the format of most of them; null where none is recognised */
  format: RecordFormat.nullable(),
  /** files that an import in a format reads */
  readIn: z.array(z.object({ format: RecordFormat, files: count })),
})
export type ImportDraft = z.infer<typeof ImportDraft>

/** A dry run of one file; see `IntakeForecast` for the counts. */
export const ForecastFile = z.object({
  name: z.string(),
  counts: z.object({ fresh: count, known: count, repeated: count, rejected: count }),
  kinds: z.record(z.string(), count),
  reasons: z.record(z.string(), count),
  /** what the record keeps nothing of, by the source's own name for it */
  skipped: z.record(z.string(), count),
  problems: z.array(z.object({ row: z.string(), reason: z.string(), detail: z.string() })),
  error: AppError.nullable(),
})
export type ForecastFile = z.infer<typeof ForecastFile>

/** What an import would do; nothing was written. */
export const DraftForecast = z.object({
  files: z.array(ForecastFile),
  /** people whom the statements are about: those the record does not know, those it does, and numbers that name two */
  patients: z.object({ fresh: count, known: count, conflicting: count }),
})
export type DraftForecast = z.infer<typeof DraftForecast>

/** How far a dry run is; bytes as the files lie on the disk. */
export const ForecastProgress = z.object({
  draftId: z.string(),
  bytes: count,
  bytesDone: count,
  items: count,
})
export type ForecastProgress = z.infer<typeof ForecastProgress>
