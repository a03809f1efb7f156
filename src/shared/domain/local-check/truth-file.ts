/** A table of labels that a site imports as truth: how it was read, how its columns are meant, what became of its rows. */
import { z } from 'zod'

const text = z.string().max(500)

/** Largest file of labels, bytes. */
export const mostTruthBytes = 64 * 1024 * 1024

export const TruthColumn = z.object({
  name: z.string(),
  /** the most frequent values, most frequent first */
  values: z.array(z.object({ value: z.string(), count: z.number().int() })),
  distinct: z.number().int(),
  empty: z.number().int(),
})
export type TruthColumn = z.infer<typeof TruthColumn>

/** What a row says which image or study it means by. */
export const TruthKey = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image-uid'), column: text }),
  z.object({ kind: z.literal('study-uid'), column: text }),
  z.object({ kind: z.literal('accession'), column: text }),
  z.object({ kind: z.literal('patient-date'), column: text, dateColumn: text }),
])
export type TruthKey = z.infer<typeof TruthKey>

export const TruthMapping = z.object({
  key: TruthKey,
  labels: z
    .array(
      z.object({
        column: text,
        /** the model's name for the finding */
        label: z.string().min(1).max(100),
        /** values in the column, compared without case and surrounding space; any other value says nothing */
        positive: z.array(text).min(1).max(50),
        negative: z.array(text).min(1).max(50),
      }),
    )
    .min(1)
    .max(50),
  /** columns that split the figures, under the site's own name */
  groups: z.array(z.object({ column: text, name: z.string().min(1).max(100) })).max(10),
})
export type TruthMapping = z.infer<typeof TruthMapping>

export const TruthPreview = z.object({
  /** stands for the chosen file until another is chosen or the vault is locked */
  previewId: z.string(),
  fileName: z.string(),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030']),
  delimiter: z.enum([',', ';', '\t']),
  rows: z.number().int(),
  columns: z.array(TruthColumn),
  /** first rows, cells in the order of the columns */
  sample: z.array(z.array(z.string())),
  /** what the column names suggest; null where nothing does */
  suggestedKey: TruthKey.nullable(),
})
export type TruthPreview = z.infer<typeof TruthPreview>

export const truthProblems = [
  /** no such image, study or patient in the vault */
  'UNMATCHED',
  /** fits several studies */
  'AMBIGUOUS',
  'NO_KEY',
  'BAD_DATE',
  /** another row says the opposite of the same target: neither counts */
  'CONFLICT',
  /** the same again: counted once */
  'DUPLICATE',
  /** no value of a label column is mapped */
  'NO_LABEL',
  /** other number of cells than the header */
  'CELLS',
] as const
export const TruthProblemKind = z.enum(truthProblems)
export type TruthProblemKind = z.infer<typeof TruthProblemKind>

export const TruthProblem = z.object({
  /** line of the file where the row starts, header = 1 */
  line: z.number().int(),
  kind: TruthProblemKind,
  /** what the row named its target by */
  key: z.string(),
})
export type TruthProblem = z.infer<typeof TruthProblem>

export const TruthCounts = z.object({
  rows: z.number().int(),
  /** rows whose target was found */
  matched: z.number().int(),
  problems: z.partialRecord(TruthProblemKind, z.number().int()),
  labels: z.array(z.object({ label: z.string(), positives: z.number().int(), negatives: z.number().int() })),
})
export type TruthCounts = z.infer<typeof TruthCounts>

/** What an import would do. */
export const TruthMatch = z.object({ counts: TruthCounts, problems: z.array(TruthProblem) })
export type TruthMatch = z.infer<typeof TruthMatch>

export const TruthImport = z.object({
  id: z.string(),
  createdAtMs: z.number(),
  fileName: z.string(),
  encoding: z.string(),
  counts: TruthCounts,
  /** set: taken back, does not count any more */
  removedAtMs: z.number().nullable(),
})
export type TruthImport = z.infer<typeof TruthImport>

/** Rows of a file made ready for matching, column by column. */
export interface TruthRows {
  keyKind: TruthKey['kind']
  lines: Int32Array
  keys: string[]
  /** YYYY-MM-DD; '' where the key has no date */
  dates: string[]
  labels: string[]
  /** rows * labels: 1, 0, or -1 for nothing said */
  truths: Int8Array
  groups: { name: string; values: string[] }[]
  /** rows of the file, sound or not */
  total: number
  /** found before matching */
  problems: TruthProblem[]
}
