/** What the page asks of an import that somebody prepares. */
import { z } from 'zod'
import { PatientKey } from '../record/entry'
import { RecordFormat } from '../record/intake'
import { CsvMapping } from './csv-mapping'

const Id = z.string().min(1).max(64)

/** As {@link IntakeOptions}, without what only a command line states. */
export const DraftOptions = z.object({
  format: RecordFormat,
  sender: z.string().trim().min(1).max(200).optional(),
  zone: z.string().min(1).max(60),
  mapping: CsvMapping.optional(),
  patient: PatientKey.optional(),
  encoding: z.string().trim().min(1).max(40).optional(),
  correctionsAreComplete: z.boolean().optional(),
  admission: z.iso.datetime({ offset: true }).optional(),
})
export type DraftOptions = z.infer<typeof DraftOptions>

export const DraftRequest = z.object({ draftId: Id, options: DraftOptions })
export type DraftRequest = z.infer<typeof DraftRequest>

/** `file`: which of the draft's tables, in their order */
export const TableRequest = z.object({
  draftId: Id,
  file: z.number().int().nonnegative(),
  text: CsvMapping.shape.text,
})
export type TableRequest = z.infer<typeof TableRequest>

export const MappedRequest = z.object({
  draftId: Id,
  file: z.number().int().nonnegative(),
  options: DraftOptions.extend({ mapping: CsvMapping }),
})
export type MappedRequest = z.infer<typeof MappedRequest>
