/** Models that draw. */
import { z } from 'zod'
import { LocalText } from '../local-text'
import { common } from './common'
import { Dimension, labelName } from './values'

/** What a generator is fed: standard normal noise, and the wanted class as one-hot. */
const GeneratorInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  fill: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('noise') }),
    z.strictObject({
      kind: z.literal('class'),
      classes: z.array(z.strictObject({ label: labelName, title: LocalText })).min(1),
    }),
  ]),
})

export const GeneratorManifest = z.strictObject({
  ...common,
  task: z.literal('image-generation'),
  inputs: z.array(GeneratorInput).min(1).max(2),
})
export type GeneratorManifest = z.infer<typeof GeneratorManifest>
