/** What a person sees of a table while its columns get a meaning. */
import { z } from 'zod'
import { rejectReasons } from '../record/read-item'
import { CsvMapping } from './csv-mapping'

/** How the table's text is to be read; what is absent is found out. */
export const TableText = CsvMapping.shape.text
export type TableText = z.infer<typeof TableText>

/** What the program cannot decide by itself; see `MappingQuestion`. */
const Question = z.object({
  code: z.string(),
  column: z.string().optional(),
  word: z.string().optional(),
  patterns: z.array(z.string()).optional(),
})

export const TablePreview = z.object({
  fileName: z.string(),
  encoding: z.string(),
  certainty: z.enum(['certain', 'likely', 'guess']),
  delimiter: z.enum([',', ';', '\t', '|']),
  header: z.array(z.string()),
  /** the first rows; a row that cannot be taken apart is left out */
  rows: z.array(z.array(z.string())),
  /** the program's proposal; null where it has nothing to begin with */
  proposal: CsvMapping.nullable(),
  questions: z.array(Question),
  /** saved mappings that fit the table, the best first */
  saved: z.array(z.object({ id: z.string(), name: z.string(), sameHeader: z.boolean() })),
})
export type TablePreview = z.infer<typeof TablePreview>

/** A statement that a row would become, in short. */
export const MadeEntry = z.object({
  kind: z.string(),
  /** display of the code, or the source's own words */
  what: z.string(),
  code: z.string().nullable(),
  /** as it will be kept: number with UCUM unit, words, or '' */
  value: z.string(),
  unit: z.string(),
  /** ISO 8601 as precise as it was written; null where the row states none */
  time: z.string().nullable(),
})
export type MadeEntry = z.infer<typeof MadeEntry>

export const MappedRow = z.object({
  line: z.number().int(),
  cells: z.array(z.string()),
  /** numbers of the patient as they stand in the row */
  patient: z.string(),
  made: z.array(MadeEntry),
  problems: z.array(
    z.object({ column: z.string().nullable(), code: z.enum(rejectReasons), detail: z.string() }),
  ),
})
export type MappedRow = z.infer<typeof MappedRow>

export const MappedPreview = z.object({
  /** columns that the mapping names and the table lacks: nothing can be read until that is settled */
  missingColumns: z.array(z.string()),
  rows: z.array(MappedRow),
})
export type MappedPreview = z.infer<typeof MappedPreview>

/** Texts of one column with how often each stands there. */
export const ColumnTexts = z.object({
  texts: z.array(z.object({ text: z.string(), count: z.number().int() })),
  rows: z.number().int(),
  /** whether the table went on beyond the rows that were looked at */
  cut: z.boolean(),
})
export type ColumnTexts = z.infer<typeof ColumnTexts>
