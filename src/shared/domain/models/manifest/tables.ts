/** Models that read a row of a table, and those that say how unusual a row is. */
import { z } from 'zod'
import { LocalText } from '../local-text'
import { common, GraphFile } from './common'
import { Dimension, positiveInt } from './values'

/** What a cell of a table may hold. Anything else is refused, never clipped. */
const TableCells = z.discriminatedUnion('kind', [
  /** decimal numbers from low to high in the column's unit; `source` says where the limits come from */
  z.strictObject({
    kind: z.literal('number'),
    low: z.number(),
    high: z.number(),
    source: z.string().min(1),
  }),
  /** words or numbers that stand for something; the graph is fed `code` */
  z.strictObject({
    kind: z.literal('choice'),
    choices: z.array(z.strictObject({ cell: z.string().min(1), code: z.number(), title: LocalText })).min(2),
  }),
])

export const TableColumn = z.strictObject({
  name: z.string().min(1),
  /** other names that the column goes by */
  aliases: z.array(z.string().min(1)).default([]),
  title: LocalText,
  /** UCUM; null for a code */
  unit: z.string().min(1).nullable(),
  cells: TableCells,
  /** cells that mean "not known", beside empty ones */
  missing: z.array(z.string()).default([]),
  /** usual values with their shares (sum 1): what explanations put in a value's place */
  background: z.array(z.strictObject({ value: z.number(), share: z.number().positive() })).min(1),
})
export type TableColumn = z.infer<typeof TableColumn>

/** [N, columns]; an empty cell is NaN, the graph fills it */
const TableInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  columns: z.array(TableColumn).min(1),
})

/** A group in which the threshold finds fewer than half of those who have it: an answer below it reassures little there. */
const WeakGroup = z.strictObject({
  /** rows whose value in the column, as the graph is fed it, is below */
  column: z.string(),
  below: z.number(),
  /** at the threshold, of the group's persons with the outcome, and how many those are */
  sensitivity: z.number().min(0).max(0.5),
  positives: positiveInt,
})

/** Whom a model of tables is for; a row outside is not assessed. */
export const TablePopulation = z.strictObject({
  /** years; null where no column holds an age */
  age: z.strictObject({ column: z.string(), min: z.number(), max: z.number() }).nullable(),
  /** columns that have to be known */
  leastKnown: positiveInt,
  /** what the probability is the probability of, in plain words */
  estimates: LocalText,
  /** rows in them are flagged */
  weakGroups: z.array(WeakGroup).default([]),
})
export type TablePopulation = z.infer<typeof TablePopulation>

/** The pipeline that every row goes through before the graph, with what it has learnt; held to its hash as the weights are. */
const PreparationFile = GraphFile.extend({ file: z.literal('preparation.json') })

export const TableManifest = z.strictObject({
  ...common,
  task: z.literal('table-classification'),
  inputs: z.array(TableInput).length(1),
  population: TablePopulation,
  /** null: what the columns say is all the preparation there is */
  preparation: PreparationFile.nullable().default(null),
})
export type TableManifest = z.infer<typeof TableManifest>

/** [N, all columns of all tables, in order]; the columns of other tables than the row's are NaN */
const FamiliarityInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  tables: z.array(z.strictObject({ model: z.string(), columns: z.array(z.string()).min(1) })).min(1),
})

/** Says how unusual a row is for the models of tables that it names. */
export const FamiliarityManifest = z.strictObject({
  ...common,
  task: z.literal('table-familiarity'),
  inputs: z.array(FamiliarityInput).length(1),
})
export type FamiliarityManifest = z.infer<typeof FamiliarityManifest>
