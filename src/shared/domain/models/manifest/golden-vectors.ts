/** Recorded answers that travel with a model. */
import { z } from 'zod'
import { positiveInt } from './values'

const GoldenTensor = z.strictObject({
  dtype: z.literal('float32'),
  shape: z.array(positiveInt),
  /** raw little-endian values, beside golden.json */
  file: z.string().regex(/^[\w.-]+$/),
})

/** `golden/golden.json`: inputs with the outputs that the training framework gave; decides whether a provider may be used. */
export const GoldenVectors = z.strictObject({
  tolerance: z.strictObject({ abs: z.number().positive(), rel: z.number().nonnegative() }),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        inputs: z.record(z.string(), GoldenTensor),
        outputs: z.record(z.string(), GoldenTensor),
      }),
    )
    .min(1),
})
export type GoldenVectors = z.infer<typeof GoldenVectors>
