/** What the manifest of a generator promises. */
import type { GeneratorManifest } from '../../../shared/domain/models/manifest'
import {
  allowOnly,
  batchOf,
  freeBatch,
  invalid,
  promise,
  required,
  unusedOf,
  type OutputOf,
  type Promises,
} from './parts'

export interface GeneratorContract extends Promises {
  task: 'image-generation'
  noise: { name: string; size: number }
  /** null where the generator takes no class */
  classes: { name: string; labels: readonly string[] } | null
  image: OutputOf<'generated-image'>
}

export function generatorContract(manifest: GeneratorManifest): GeneratorContract {
  allowOnly(manifest, ['generated-image'])
  const image = required(manifest.outputs, 'generated-image')
  const noises = manifest.inputs.filter(({ fill }) => fill.kind === 'noise')
  const [noise] = noises
  const wanted = manifest.inputs.filter(({ fill }) => fill.kind === 'class')
  const [chosen] = wanted
  if (!noise || noises.length > 1 || wanted.length > 1)
    return invalid('A generator has one input of noise and at most one of a class.')
  const [first, size] = noise.shape
  if (noise.shape.length !== 2 || typeof size !== 'number')
    return invalid('Noise must have the shape [N, size].')
  const batch = batchOf(first)
  const labels = chosen?.fill.kind === 'class' ? chosen.fill.classes.map(({ label }) => label) : []
  if (new Set(labels).size !== labels.length) return invalid('Two classes have the same label.')
  if (chosen && (chosen.shape.length !== 2 || chosen.shape[1] !== labels.length))
    return invalid('The class must have the shape [N, classes].')
  return {
    task: manifest.task,
    batch,
    noise: { name: noise.name, size },
    classes: chosen ? { name: chosen.name, labels } : null,
    image,
    unused: unusedOf(manifest),
    inputs: manifest.inputs.map(({ name, shape }) => ({
      name,
      shape: freeBatch([1, shape[1] as number], batch),
    })),
    outputs: [promise(image, [1, null, null], batch)],
  }
}
