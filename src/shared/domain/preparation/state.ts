/** What the steps of a pipeline have learnt from the training part: all that is needed to apply it to other data. */
import { z } from 'zod'
import { PreparationSplit } from './pipeline'

const name = z.string().min(1).max(500)
const values = z.array(z.number())

/** Null where the training part has no value of a parameter: it is then left as it is. */
export const Learnt = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('outliers'),
    id: z.string(),
    /** values below low or above high are outliers; null: none are */
    limits: z.array(z.strictObject({ name, low: z.number().nullable(), high: z.number().nullable() })),
  }),
  z.strictObject({
    step: z.literal('median'),
    id: z.string(),
    fills: z.array(z.strictObject({ name, value: z.number().nullable() })),
  }),
  z.strictObject({
    step: z.literal('nearest'),
    id: z.string(),
    columns: z.array(name),
    centre: values,
    spread: values,
    /** standardised; null where not measured */
    donors: z.array(z.array(z.number().nullable())),
    /** of categories and of columns that no training row has */
    fills: z.array(z.strictObject({ name, value: z.number().nullable() })),
  }),
  z.strictObject({
    step: z.literal('chained'),
    id: z.string(),
    columns: z.array(name),
    centre: values,
    spread: values,
    /** rounds x columns: the weights of all columns (0 for its own) and the intercept last */
    models: z.array(z.array(values)),
    fills: z.array(z.strictObject({ name, value: z.number().nullable() })),
  }),
  z.strictObject({
    step: z.literal('normalise'),
    id: z.string(),
    scales: z.array(z.strictObject({ name, centre: z.number(), spread: z.number() })),
  }),
])
export type Learnt = z.infer<typeof Learnt>
export type LearntOf<Kind extends Learnt['step']> = Extract<Learnt, { step: Kind }>

export const stateFormat = 'vesalius-preparation-state-1'

export const PreparationState = z.strictObject({
  format: z.literal(stateFormat),
  /** SHA-256 of the pipeline's canonical JSON, in hexadecimal */
  pipeline: z.string().regex(/^[0-9a-f]{64}$/),
  /** where it was learnt: rows and subjects of the training part, and the split that parted it */
  fittedOn: z.strictObject({
    rows: z.number().int().min(0),
    subjects: z.number().int().min(0),
    split: PreparationSplit,
  }),
  learnt: z.array(Learnt),
})
export type PreparationState = z.infer<typeof PreparationState>
