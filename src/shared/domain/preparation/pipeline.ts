/**
 * A preparation of measurements, declared: which table it is for, what each column or parameter is, and the steps. It holds
 * every number that it uses, so that it means the same on another machine and in another program (the Python twin under
 * scripts/preparation reads the same JSON). What a step learns from training data stands apart, in `PreparationState`.
 */
import { z } from 'zod'

const columnName = z.string().min(1).max(500)
const finite = z.number()
const ruleId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

/** Unit of a column of times; `iso`: dates and times as ISO 8601 writes them, without zone taken as UTC. */
export const timeUnits = ['min', 'h', 'd', 'iso'] as const
export const TimeColumn = z.strictObject({ column: columnName, unit: z.enum(timeUnits) })
export type TimeColumn = z.infer<typeof TimeColumn>

/** `long`: a row for each measured value. `wide`: a row for each patient, visit or time, with a column for each thing measured. */
export const TableForm = z.discriminatedUnion('form', [
  z.strictObject({
    form: z.literal('long'),
    subject: columnName,
    time: TimeColumn.nullable(),
    parameter: columnName,
    value: columnName,
    unit: columnName.nullable(),
  }),
  z.strictObject({
    form: z.literal('wide'),
    /** null: every row is a subject of its own */
    subject: columnName.nullable(),
    time: TimeColumn.nullable(),
  }),
])
export type TableForm = z.infer<typeof TableForm>

/** Both limits belong to it. `source`: a key of the catalogue's sources, or `own`: chosen by whoever made the pipeline. */
export const ValueRange = z
  .strictObject({ low: finite, high: finite, source: z.string().min(1).max(100) })
  .refine(({ low, high }) => low <= high, { message: 'a range begins below its end' })
export type ValueRange = z.infer<typeof ValueRange>

/** A value from..to that is not plausible becomes value * factor + offset, where that is plausible. */
export const SlipRepair = z.strictObject({
  /** kind of slip, a key of `slipTitles` of the catalogue, or an own name */
  slip: ruleId,
  from: finite,
  to: finite,
  factor: finite,
  offset: finite,
})
export type SlipRepair = z.infer<typeof SlipRepair>

/** What is written in the unit column (or, in a wide table, is known of the column), and how it becomes `unit`. */
export const WrittenUnit = z.strictObject({
  /** compared as it stands without outer blanks; '' where no unit is written */
  written: z.string().max(100),
  /** UCUM */
  unit: z.string().min(1).max(100),
  /** value * factor + offset is the value in the parameter's unit */
  factor: finite,
  offset: finite,
})
export type WrittenUnit = z.infer<typeof WrittenUnit>

/** A code for each word of a column that has words; a cell that is none of them is refused. */
const CategoryWord = z.strictObject({ written: z.string().max(200), code: finite })

/** One parameter of a long table or one column of a wide one. Those that are not listed are passed on untouched. */
export const ParameterRule = z.strictObject({
  /** as the table writes it */
  name: columnName,
  /** id of the catalogue's entry that the numbers came from, null where it has none */
  parameter: ruleId.nullable(),
  /** `target`: what is to be predicted; it is never changed, and leakage is looked for by it */
  role: z.enum(['input', 'target']),
  values: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('number') }),
    /** an empty list: the cells are the codes themselves */
    z.strictObject({ kind: z.literal('category'), words: z.array(CategoryWord).max(1_000) }),
  ]),
  /** UCUM, of the values after the step `units`; null where unknown or without one */
  unit: z.string().min(1).max(100).nullable(),
  writtenUnits: z.array(WrittenUnit).max(100),
  /** outside of it no patient and no device gives a value */
  possible: ValueRange.nullable(),
  /** outside of it a value is taken for an error where the step says so */
  plausible: ValueRange.nullable(),
  /** values that stand for "not measured" */
  missing: z.array(finite).max(20),
  repairs: z.array(SlipRepair).max(20),
})
export type ParameterRule = z.infer<typeof ParameterRule>

const step = {
  id: ruleId,
  on: z.boolean(),
  /** names of the parameters it works on; null: all that it can work on */
  only: z.array(columnName).max(5_000).nullable(),
}

/**
 * Removes rows. `row`: alike in every column. `measurement`: the same subject, time and parameter (wide: the same subject and
 * time) whatever the value; rows without a time are then left alone.
 */
const DuplicatesStep = z.strictObject({
  step: z.literal('duplicates'),
  id: ruleId,
  on: z.boolean(),
  same: z.enum(['row', 'measurement']),
  keep: z.enum(['first', 'last']),
})

/** Brings values to their parameter's unit. `keep`: a value with a unit that is not listed stays as it is and is marked. */
const UnitsStep = z.strictObject({ step: z.literal('units'), ...step, unknown: z.enum(['drop', 'keep']) })

/**
 * Words for missing become empty; a value that is not plausible is repaired where a repair leads into the plausible range;
 * what is still outside of the range named by `limit` is emptied, or with `mark` only marked.
 */
const ImpossibleStep = z.strictObject({
  step: z.literal('impossible'),
  ...step,
  limit: z.enum(['plausible', 'possible']),
  repair: z.boolean(),
  action: z.enum(['drop', 'mark']),
})

/**
 * Limits are learnt from the training part. `robust-z`: |0.6745 (x - median)| / MAD above `limit` (Iglewicz, Hoaglin 1993);
 * where the MAD is 0 nothing is an outlier. `iqr`: more than `limit` quartile ranges outside the quartiles (Tukey 1977).
 */
const OutliersStep = z.strictObject({
  step: z.literal('outliers'),
  ...step,
  method: z.enum(['robust-z', 'iqr']),
  limit: z.number().positive().max(1_000),
  action: z.enum(['drop', 'mark']),
})

/** The subject's last measured value of the same parameter, not older than the limit. Needs times. */
const ForwardFillStep = z.strictObject({
  step: z.literal('forward-fill'),
  ...step,
  limitMinutes: z.number().positive(),
})

/** The training part's median; of a category its most frequent code (of equals the smallest). */
const MedianStep = z.strictObject({ step: z.literal('median'), ...step })

/**
 * Mean over the nearest training rows that have the value. Distance: root mean square difference over the columns that both
 * have, each standardised by the training part (Troyanskaya et al. 2001; as scikit-learn's KNNImputer on standardised columns).
 * Where no row shares a column: the training mean. Rows are subject and time of a long table. Categories as in `median`.
 */
const NearestStep = z.strictObject({
  step: z.literal('nearest'),
  ...step,
  neighbours: z.number().int().min(1).max(100),
  /** training rows kept in the state, evenly picked; they are data of patients */
  donors: z.number().int().min(1).max(20_000),
})

/**
 * Chained regressions: every column by ridge regression on all others, columns from left to right, so many rounds, begun with
 * training means (van Buuren, Groothuis-Oudshoorn 2011, without random draws; as scikit-learn's IterativeImputer with Ridge on
 * standardised columns). Categories as in `median`.
 */
const ChainedStep = z.strictObject({
  step: z.literal('chained'),
  ...step,
  rounds: z.number().int().min(1).max(50),
  ridge: z.number().positive(),
})

/** Removes rows that still lack a value: long, of the row; wide, of any of the named columns. */
const DropEmptyStep = z.strictObject({ step: z.literal('drop-empty'), ...step })

/**
 * (x - centre) / spread of the training part. `standard`: mean and standard deviation (of the population); `robust`: median and
 * quartile range; `min-max`: least value and width; a spread of 0 counts as 1. `log1p`: ln(1 + x), below -1 refused.
 */
const NormaliseStep = z.strictObject({
  step: z.literal('normalise'),
  ...step,
  method: z.enum(['standard', 'robust', 'min-max', 'log1p']),
})

export const PreparationStep = z.discriminatedUnion('step', [
  DuplicatesStep,
  UnitsStep,
  ImpossibleStep,
  OutliersStep,
  ForwardFillStep,
  MedianStep,
  NearestStep,
  ChainedStep,
  DropEmptyStep,
  NormaliseStep,
])
export type PreparationStep = z.infer<typeof PreparationStep>
export type StepKind = PreparationStep['step']

/** Which part learns. A subject is in one part only, found by a hash of seed and subject that is the same in every program. */
export const PreparationSplit = z.strictObject({
  /** `row` is for tables without repeated subjects; where they repeat it is a leak, and found */
  by: z.enum(['subject', 'row']),
  seed: z.number().int().min(0).max(4_294_967_295),
  /** of the subjects, for training */
  trainShare: z.number().gt(0).lte(1),
  /**
   * In minutes, or milliseconds since 1970 for `iso` times: training rows lie before it, test rows at it or after; what is neither is set aside and
   * used for nothing.
   */
  before: finite.nullable(),
})
export type PreparationSplit = z.infer<typeof PreparationSplit>

export const pipelineFormat = 'vesalius-preparation-1'

export const PreparationPipeline = z.strictObject({
  format: z.literal(pipelineFormat),
  name: z.string().trim().min(1).max(200),
  /** version of the catalogue that the rules were taken from; null: from none */
  catalogue: z.string().max(50).nullable(),
  table: TableForm,
  /** in this order they are the columns of what is learnt */
  parameters: z.array(ParameterRule).min(1).max(5_000),
  steps: z.array(PreparationStep).max(100),
  split: PreparationSplit,
})
export type PreparationPipeline = z.infer<typeof PreparationPipeline>
