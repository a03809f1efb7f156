/** Synthetic films from a generator: class and seed in, a DICOM file out. */
import type { GeneratorManifest } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import { generatedFilmFile } from './generated-film-file'
import { noiseOf, oneHot, toFilm } from './generated-image'
import { madeUpChild } from './made-up-child'

export interface Tensor {
  data: Float32Array
  dims: readonly number[]
}

/** One run of the generator's graph, by the names of its inputs and outputs. */
export type RunGenerator = (inputs: Record<string, Tensor>) => Promise<Record<string, Tensor>>

export interface MadeFilm {
  /** file name, the same for the same model, class and seed */
  name: string
  label: string
  seed: number
  bytes: Uint8Array
}

export type GeneratorFacts = Pick<GeneratorManifest, 'id' | 'version' | 'weights' | 'inputs' | 'outputs'>

/** Labels of the classes that a generator can be asked for, in its order; none where it takes no class. */
export function generatorLabels({ inputs }: Pick<GeneratorFacts, 'inputs'>): string[] {
  return inputs.flatMap(({ fill }) => (fill.kind === 'class' ? fill.classes.map(({ label }) => label) : []))
}

/**
 * @param seed a whole number from 0 to 4294967295
 * Rejects with AppException: INVALID_INPUT for a class that the generator does not have, INFERENCE_FAILED for a picture
 * that is not as its manifest promises, and as `run`.
 */
export async function makeFilm(
  facts: GeneratorFacts,
  run: RunGenerator,
  { label, seed }: { label: string; seed: number },
): Promise<MadeFilm> {
  const outputs = await run(inputsOf(facts, label, seed))
  const film = toFilm(...pictureOf(facts, outputs))
  const model = { id: facts.id, version: facts.version, sha256: facts.weights.sha256 }
  const bytes = generatedFilmFile(film, madeUpChild(seed), { model, label, seed })
  return { name: `synthetic-${label}-${String(seed).padStart(10, '0')}.dcm`, label, seed, bytes }
}

function inputsOf(facts: GeneratorFacts, label: string, seed: number): Record<string, Tensor> {
  const filled: Record<string, Tensor> = {}
  for (const { name, shape, fill } of facts.inputs) {
    const size = Number(shape[1])
    if (fill.kind === 'noise') filled[name] = { data: noiseOf(seed, size), dims: [1, size] }
    else {
      const place = fill.classes.findIndex((each) => each.label === label)
      if (place < 0) throw new AppException('INVALID_INPUT', `The generator has no class ${label}.`)
      filled[name] = { data: oneHot(place, fill.classes.length), dims: [1, size] }
    }
  }
  return filled
}

function pictureOf({ outputs }: GeneratorFacts, results: Record<string, Tensor>): [Float32Array, number] {
  const listed = outputs.find(({ role }) => role === 'generated-image')
  const image = listed && results[listed.name]
  const side = image?.dims[2]
  if (!image || !side || image.dims[3] !== side || image.data.length !== side * side)
    throw new AppException('INFERENCE_FAILED', 'The generator gave no square picture.')
  if (!image.data.every(Number.isFinite))
    throw new AppException('INFERENCE_FAILED', 'The generator gave values that are no numbers.')
  return [image.data, side]
}

/** The films of an order, one after another: `count` in all, classes in turn, seeds counted up from the first. */
export function filmsOfOrder(
  labels: readonly string[],
  count: number,
  seed: number,
): { label: string; seed: number }[] {
  return Array.from({ length: count }, (_, place) => ({
    label: labels[place % labels.length] ?? '',
    seed: (seed + place) % 2 ** 32,
  }))
}
