/** Models that read a table in time. */
import { z } from 'zod'
import { MeasurementGrid } from '../measurement-grid'
import { common } from './common'
import { Dimension } from './values'

/**
 * [N, steps, features]; the columns of a table in time, missing cells not allowed. With `measurements` the program makes the
 * table itself, from single measurements: the features are then the columns of that grid.
 */
const SeriesInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  features: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        unit: z.string(),
        mean: z.number(),
        spread: z.number().positive(),
      }),
    )
    .min(1),
  measurements: MeasurementGrid.nullable().default(null),
})

export const SeriesManifest = z.strictObject({
  ...common,
  task: z.literal('series-classification'),
  inputs: z.array(SeriesInput).length(1),
})
export type SeriesManifest = z.infer<typeof SeriesManifest>
