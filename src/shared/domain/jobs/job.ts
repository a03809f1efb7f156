/** Long work: it is queued, shows progress, can be cancelled, and survives a change of page. */
import { z } from 'zod'
import { AppError } from '../../result'

export const JobState = z.enum(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'])
export type JobState = z.infer<typeof JobState>

export const ImportLineStatus = z.enum(['imported', 'duplicate', 'conflict', 'error'])
export type ImportLineStatus = z.infer<typeof ImportLineStatus>

/** One line of an import's report. `input` is the path as given, with `!member` for a file in an archive. */
export const ImportLine = z.object({
  input: z.string(),
  status: ImportLineStatus,
  error: AppError.optional(),
})
export type ImportLine = z.infer<typeof ImportLine>

export const Job = z.object({
  id: z.string(),
  /** synthetic films are drawn for the import, and what they were read from is gone when it has ended */
  kind: z.enum(['import', 'samples', 'synthetic-films']),
  state: JobState,
  /** inputs finished and known so far; total is null while folders are still being walked */
  done: z.number().int(),
  total: z.number().int().nullable(),
  counts: z.object({
    imported: z.number().int(),
    duplicate: z.number().int(),
    conflict: z.number().int(),
    error: z.number().int(),
  }),
  /** pictures that wait for the small form before they can be stored */
  picturesWaiting: z.number().int(),
  error: AppError.nullable(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
})
export type Job = z.infer<typeof Job>

/** What was stopped before all was read can go on, if its files are still there. */
export const isResumable = ({ kind, state }: Job): boolean =>
  kind !== 'synthetic-films' && (state === 'interrupted' || state === 'cancelled')

/** A picture of a film that waits for its form (PNG/JPEG have no patient inside). */
export const WaitingPicture = z.object({
  id: z.string(),
  jobId: z.string(),
  fileName: z.string(),
  columns: z.number().int(),
  rows: z.number().int(),
})
export type WaitingPicture = z.infer<typeof WaitingPicture>

/** The small form that turns a picture into a Secondary Capture. */
export const PictureForm = z.object({
  patientName: z.string().min(1).max(64),
  patientId: z.string().min(1).max(64),
  birthDate: z.iso.date().nullable(),
  /** used when the birth date is unknown */
  ageYears: z.number().min(0).max(130).nullable(),
  sex: z.enum(['M', 'F', 'O', 'U']),
  studyDate: z.iso.date(),
  bodyPart: z.string().max(16),
  viewPosition: z.string().max(16),
  description: z.string().max(64),
})
export type PictureForm = z.infer<typeof PictureForm>
