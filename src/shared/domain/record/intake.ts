/** An import of records: how it is read, and what became of it. */
import { z } from 'zod'
import { AppError } from '../../result'
import { CsvMapping } from '../record-import/csv-mapping'
import { PatientKey } from './entry'
import { GenomePlace } from './genome-place'

export const recordFormats = ['fhir', 'hl7', 'csv', 'mimic', 'physionet2012', 'vcf', 'wfdb'] as const
export const RecordFormat = z.enum(recordFormats)
export type RecordFormat = z.infer<typeof RecordFormat>

function isEncodingLabel(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== ''
  } catch {
    return false
  }
}

export const IntakeOptions = z
  .strictObject({
    format: RecordFormat,
    /** the sender, so that numbers of two senders never meet */
    sender: z.string().trim().min(1).max(200).optional(),
    /** where times have no zone: `UTC`, an IANA name, or minutes east of UTC */
    zone: z.union([z.string().min(1).max(60), z.number().int().min(-840).max(840)]),
    /** how a table is meant */
    mapping: CsvMapping.optional(),
    /** whose curve or genome it is, where the file itself does not say */
    patient: PatientKey.optional(),
    /** which sample of a file of genotypes is read; needed where {@link patient} is stated and there are several */
    sample: z.string().min(1).max(200).optional(),
    /** the only places that are read of a file of genotypes; absent: all rows */
    places: z.array(GenomePlace).min(1).max(20_000).optional(),
    /** of HL7 messages that name no character set and are not in UTF-8: a label of the Encoding Standard */
    encoding: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .refine(isEncodingLabel, 'there is no such encoding')
      .optional(),
    /**
     * Of HL7 senders: whether an order that is corrected (OBR-25 C) comes with all of its results, so that one which is not
     * among them is said no more. Absent: it does.
     */
    correctionsAreComplete: z.boolean().optional(),
    /** the instant that stands for minute 0 of stays that state no dates */
    admission: z.iso.datetime({ offset: true }).optional(),
  })
  .refine(({ format, mapping }) => (format === 'csv') === (mapping !== undefined), {
    message: 'a table, and only a table, needs a mapping',
    path: ['mapping'],
  })
  .refine(({ format, encoding }) => encoding === undefined || format === 'hl7', {
    message: 'only messages are told their encoding here; a table has it in its mapping',
    path: ['encoding'],
  })
  .refine(({ format, correctionsAreComplete }) => correctionsAreComplete === undefined || format === 'hl7', {
    message: 'only messages are told how they are corrected',
    path: ['correctionsAreComplete'],
  })
  .refine(({ format, places }) => places === undefined || format === 'vcf', {
    message: 'only files of genotypes have places',
    path: ['places'],
  })
  .refine(({ format, admission }) => admission === undefined || format === 'physionet2012', {
    message: 'only stays without dates have an admission set for them',
    path: ['admission'],
  })
export type IntakeOptions = z.infer<typeof IntakeOptions>

/** What entries are told apart by; ids of two senders never meet. */
export const namespaceOf = (options: IntakeOptions): string => `${options.format}:${senderOf(options)}`

/** Who sent what is imported: as it was told, else the mapping's name. */
export const senderOf = ({ sender, mapping }: Pick<IntakeOptions, 'sender' | 'mapping'>): string =>
  sender ?? mapping?.name ?? 'unnamed'

export const intakeOutcomes = [
  'added',
  'corrected',
  'superseded',
  'duplicate',
  'seen-again',
  'removed',
  'rejected',
] as const
export const IntakeOutcome = z.enum(intakeOutcomes)
export type IntakeOutcome = z.infer<typeof IntakeOutcome>

/** How many entries of a kind had an outcome; for rejected ones the subject is the reason. */
export const IntakeTally = z.object({
  subject: z.string(),
  outcome: IntakeOutcome,
  count: z.number().int().nonnegative(),
})
export type IntakeTally = z.infer<typeof IntakeTally>

export const IntakeFile = z.object({
  path: z.string(),
  bytes: z.number(),
  done: z.boolean(),
  /** items stored so far */
  items: z.number().int(),
  tallies: z.array(IntakeTally),
  /** what the record keeps nothing of, by its name (`Claim`, `IN1`); told once the file was read */
  skipped: z.record(z.string(), z.number().int().positive()),
  error: AppError.nullable(),
})
export type IntakeFile = z.infer<typeof IntakeFile>

export const IntakeState = z.enum(['running', 'done', 'failed', 'cancelled', 'interrupted'])
export type IntakeState = z.infer<typeof IntakeState>

export const Intake = z.object({
  id: z.string(),
  state: IntakeState,
  options: IntakeOptions,
  startedAtMs: z.number(),
  startedBy: z.string(),
  endedAtMs: z.number().nullable(),
  files: z.array(IntakeFile),
  error: AppError.nullable(),
})
export type Intake = z.infer<typeof Intake>

export interface IntakeProgress {
  /** of the file that is read now, and of all */
  fileIndex: number
  files: number
  bytesRead: number
  bytes: number
  items: number
}

/** What an import would do, without doing it. */
export interface IntakeForecast {
  path: string
  /** statements that are not in the record; statements that are, perhaps with other content; the same more than once in the file */
  counts: { fresh: number; known: number; repeated: number; rejected: number }
  kinds: Record<string, number>
  reasons: Record<string, number>
  /** what the record keeps nothing of, by its name */
  skipped: Record<string, number>
  /** the first of the rejected */
  problems: { row: string; reason: string; detail: string }[]
  error: AppError | null
}

/** Something that waits for a repair. */
export const Quarantined = z.object({
  id: z.string(),
  intakeId: z.string(),
  path: z.string(),
  position: z.union([z.string(), z.number()]),
  form: z.enum(['row', 'entry']),
  reason: z.string(),
  detail: z.string(),
  raw: z.string(),
  state: z.enum(['waiting', 'repaired', 'dropped']),
})
export type Quarantined = z.infer<typeof Quarantined>
