/**
 * The input of a model that reads the course of a stay: which measurements it knows, what is repaired or refused, and how
 * they become a grid of hours. Declared in the manifest, so that training and program follow the same rules.
 */
import { z } from 'zod'
import { LocalText } from './local-text'

const name = z.string().regex(/^[A-Za-z0-9]+$/)

/** A value from..to is brought to value * factor + offset, where that is plausible and the value itself is not. */
const Repair = z.strictObject({
  from: z.number(),
  to: z.number(),
  factor: z.number(),
  offset: z.number(),
  title: LocalText,
})

/** Both limits belong to the range. `source` is a key of the catalogue's sources. */
const Plausible = z.strictObject({
  low: z.number(),
  high: z.number(),
  source: z.string(),
  why: z.string().optional(),
})

const measurement = {
  name,
  title: LocalText,
  /** null where no code fits */
  loinc: z
    .string()
    .regex(/^\d+-\d$/)
    .nullable(),
  /** UCUM */
  unit: z.string().min(1),
  group: z.string(),
  repairs: z.array(Repair),
  plausible: Plausible,
}

/** Measured again and again. */
export const SeriesMeasurement = z.strictObject({
  ...measurement,
  /** of the values of one hour */
  pool: z.enum(['mean', 'sum', 'last']),
  /** of one hour: the median over the training stays */
  usual: z.number(),
})
export type SeriesMeasurement = z.infer<typeof SeriesMeasurement>

/** Known at admission. A choice is one of its values. */
export const StaticMeasurement = z.discriminatedUnion('kind', [
  z.strictObject({ ...measurement, kind: z.literal('number'), usual: z.number() }),
  z.strictObject({
    ...measurement,
    kind: z.literal('choice'),
    usual: z.number(),
    values: z.array(z.number()).min(2),
  }),
])
export type StaticMeasurement = z.infer<typeof StaticMeasurement>

export const MeasurementGrid = z.strictObject({
  /** length of the window; one row of the grid an hour */
  hours: z.number().int().positive(),
  sources: z.record(z.string(), z.string()),
  /** values that stand for "not measured" in the source */
  missing: z.array(z.number()),
  groups: z.array(z.strictObject({ name: z.string(), title: LocalText })),
  statics: z.array(StaticMeasurement),
  series: z.array(SeriesMeasurement).min(1),
})
export type MeasurementGrid = z.infer<typeof MeasurementGrid>
export type Measurement = SeriesMeasurement | StaticMeasurement

/** Places in a row of the grid. */
export interface GridColumns {
  names: readonly string[]
  /** first column of each measurement: of a series its value (its count is the next one), of a number its value (whether it is known is the next one), of a choice its first value */
  placeOf: ReadonlyMap<string, number>
}

/** `observed`, then value and count of each series, then the statics. */
export function gridColumns({ series, statics }: MeasurementGrid): GridColumns {
  const names = ['observed']
  const placeOf = new Map<string, number>()
  for (const each of series) {
    placeOf.set(each.name, names.length)
    names.push(each.name, `${each.name}.count`)
  }
  for (const each of statics) {
    placeOf.set(each.name, names.length)
    if (each.kind === 'number') names.push(each.name, `${each.name}.known`)
    else names.push(...each.values.map((value) => `${each.name}.${value}`))
  }
  return { names, placeOf }
}

/** What is wrong with a grid, or null: names twice, unknown groups or sources, ranges upside down. */
export function gridProblem(grid: MeasurementGrid): string | null {
  const all = [...grid.series, ...grid.statics]
  if (new Set(all.map((each) => each.name)).size !== all.length) return 'Two measurements have the same name.'
  const groups = new Set(grid.groups.map((each) => each.name))
  for (const { name: of, group, plausible } of all) {
    if (!groups.has(group)) return `The group of ${of} is not listed.`
    if (!(plausible.source in grid.sources)) return `The source of the range of ${of} is not listed.`
    if (plausible.low > plausible.high) return `The range of ${of} is upside down.`
  }
  return null
}
