/** What is told of a table and of what a pipeline does to it: counts, distributions, changes, leaks. */
import { z } from 'zod'
import { PreparationPipeline, TableForm } from './pipeline'
import { PreparationState } from './state'

const count = z.number().int().min(0)
const measured = z.number().nullable()

/** Equal classes from low to high; values outside are counted apart. `counts` sums to n - below - above. */
export const Histogram = z.object({
  low: z.number(),
  high: z.number(),
  counts: z.array(count),
  below: count,
  above: count,
  /** values, empty ones not among them */
  n: count,
})
export type Histogram = z.infer<typeof Histogram>

/** Why a cell or a row was changed or marked. Texts: `preparation.reason.<code>`. */
export const changeReasons = [
  'duplicate-row',
  'duplicate-measurement',
  'unit-converted',
  'unit-unknown',
  'word-for-missing',
  'slip-repaired',
  'not-plausible',
  'not-possible',
  'outlier',
  'filled-forward',
  'filled-median',
  'filled-nearest',
  'filled-chained',
  'row-lacks-value',
  'normalised',
  'not-normalisable',
] as const
export const ChangeReason = z.enum(changeReasons)
export type ChangeReason = z.infer<typeof ChangeReason>

/** Rows, values and subjects of one part. */
const Extent = z.object({ rows: count, values: count, missing: count, subjects: count })

/** What one step did. A step that is off reports zeros. */
export const StepReport = z.object({
  id: z.string(),
  before: Extent,
  after: Extent,
  /** cells or rows by reason, those of other reasons left out */
  counts: z.array(
    z.object({ reason: ChangeReason, parameter: z.string().nullable(), slip: z.string().nullable(), count }),
  ),
  /** names of parameters that it could learn nothing of */
  nothingLearnt: z.array(z.string()),
})
export type StepReport = z.infer<typeof StepReport>

/** One changed cell (or row, then `parameter` is null), for the table of changes. */
export const CellChange = z.object({
  /** line of the file, 1-based */
  line: z.number().int().min(1),
  subject: z.string(),
  parameter: z.string().nullable(),
  step: z.string(),
  reason: ChangeReason,
  /** which slip was repaired */
  slip: z.string().nullable(),
  before: measured,
  after: measured,
  /** marked only: the value is as it was */
  marked: z.boolean(),
})
export type CellChange = z.infer<typeof CellChange>

export const ParameterProfile = z.object({
  name: z.string(),
  /** entry of the catalogue that fits by name or code */
  parameter: z.string().nullable(),
  kind: z.enum(['number', 'category', 'text']),
  values: count,
  missing: count,
  /** cells that are no number where numbers are expected */
  unreadable: count,
  subjects: count,
  /** as written, '' for none; most frequent first */
  units: z.array(z.object({ written: z.string(), unit: z.string().nullable(), count })),
  least: measured,
  lowQuartile: measured,
  median: measured,
  highQuartile: measured,
  greatest: measured,
  histogram: Histogram.nullable(),
  /** of the catalogue, in its unit */
  plausible: z.object({ low: z.number(), high: z.number(), unit: z.string(), source: z.string() }).nullable(),
  problems: z.object({
    wordsForMissing: count,
    slips: z.array(z.object({ slip: z.string(), count })),
    notPlausible: count,
    notPossible: count,
    unitUnknown: count,
    /** by the robust z of the whole column above 3.5 */
    outliers: count,
  }),
  /** distinct words of a category, most frequent first */
  words: z.array(z.object({ written: z.string(), count })),
})
export type ParameterProfile = z.infer<typeof ParameterProfile>

export const TableProfile = z.object({
  fileName: z.string(),
  sha256: z.string(),
  bytes: count,
  header: z.array(z.string()),
  form: TableForm,
  rows: count,
  subjects: count,
  /** rows that could not be read */
  malformed: count,
  duplicateRows: count,
  duplicateMeasurements: count,
  firstTime: z.string().nullable(),
  lastTime: z.string().nullable(),
  parameters: z.array(ParameterProfile),
})
export type TableProfile = z.infer<typeof TableProfile>

/** Ways in which a model learns what it must not know. Texts: `preparation.leak.<code>`. */
export const leakCodes = [
  'subject-in-both-parts',
  'duplicates-across-parts',
  'fitted-on-all',
  'fitted-elsewhere',
  'tells-target',
  'missingness-tells-target',
  'after-outcome',
  'identifier',
  'named-as-outcome',
] as const
export const LeakFinding = z.object({
  code: z.enum(leakCodes),
  /** `stop`: results would be worthless; `warning`: look at it; `note`: to be known */
  severity: z.enum(['stop', 'warning', 'note']),
  /** column or parameter; null: of the whole table */
  parameter: z.string().nullable(),
  /** numbers behind it: AUC, counts of rows or subjects, share. Named for the texts. */
  evidence: z.record(z.string(), z.number()),
})
export type LeakFinding = z.infer<typeof LeakFinding>

/** Distribution of one parameter before a step and after it, in the same classes. */
export const BeforeAfter = z.object({
  name: z.string(),
  unitBefore: z.string().nullable(),
  unitAfter: z.string().nullable(),
  before: Histogram,
  after: Histogram,
})
export type BeforeAfter = z.infer<typeof BeforeAfter>

/** What a pipeline does to the table, without anything being written. */
export const PreparationPreview = z.object({
  pipeline: PreparationPipeline,
  state: PreparationState,
  train: Extent,
  test: Extent,
  aside: Extent,
  steps: z.array(StepReport),
  leaks: z.array(LeakFinding),
  changes: count,
})
export type PreparationPreview = z.infer<typeof PreparationPreview>

/** A pipeline that cannot be run as it stands. Texts: `preparation.problem.<code>`. */
export const pipelineProblemCodes = [
  'step-out-of-order',
  'step-id-twice',
  'parameter-twice',
  'parameter-unknown',
  'time-needed',
  'target-not-input',
  'column-missing',
] as const
export const PipelineProblem = z.object({
  code: z.enum(pipelineProblemCodes),
  /** id of the step, where it is one's */
  step: z.string().nullable(),
  /** name of the parameter or column, where it is one's */
  name: z.string().nullable(),
})
export type PipelineProblem = z.infer<typeof PipelineProblem>

/** A table that was opened: its own id stands for it, never its path. */
export const OpenedTable = z.object({
  tableId: z.string(),
  fileName: z.string(),
  bytes: count,
  header: z.array(z.string()),
  /** first rows as written */
  sample: z.array(z.array(z.string())),
  /** the form that the names of the columns speak for; null: a person must say which columns are what */
  form: TableForm.nullable(),
})
export type OpenedTable = z.infer<typeof OpenedTable>

/** Which changes of the last preview; null: whichever. */
export const ChangeQuery = z.object({
  step: z.string().nullable(),
  reason: ChangeReason.nullable(),
  parameter: z.string().nullable(),
  offset: count,
  limit: z.number().int().min(1).max(500),
})
export type ChangeQuery = z.infer<typeof ChangeQuery>

export const ChangePage = z.object({ total: count, changes: z.array(CellChange) })
export type ChangePage = z.infer<typeof ChangePage>

export const PreparationProgress = z.object({
  phase: z.enum(['reading', 'fitting', 'applying', 'checking', 'writing']),
  /** the step being worked on */
  step: z.string().nullable(),
  /** 0 to 1, null where it cannot be said */
  share: z.number().min(0).max(1).nullable(),
})
export type PreparationProgress = z.infer<typeof PreparationProgress>
