/** Inputs for reference cases, drawn by a fixed rule: never a patient's image, and the same on every computer. */
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { GrayImage } from '../../imaging/grayscale'
import type { NamedTensors } from '../golden'
import { inputDims, type ModelContract } from '../model-contract'
import { prepareInput } from '../preprocess/prepare-input'

export interface DrawnCase {
  name: string
  inputs: NamedTensors
}

/** px; large enough to be reduced for most models and enlarged for few */
const drawnSide = 640

/** A film-like pattern: two dark ellipses on a bright ground, edges, a ramp, and noise of the given strength. */
function drawFilm(seed: number, noise: number): GrayImage {
  const [rows, columns] = [drawnSide, drawnSide + 96]
  const data = new Uint8Array(rows * columns)
  const random = sequence(seed)
  for (let y = 0; y < rows; y += 1)
    for (let x = 0; x < columns; x += 1) {
      const [u, v] = [x / columns, y / rows]
      const side = u < 0.5 ? 0.3 : 0.7
      const inside = ((u - side) / 0.17) ** 2 + ((v - 0.48) / 0.33) ** 2 < 1
      const ribs = 18 * Math.sin(2 * Math.PI * (v * 9 + 0.3 * Math.sin(6 * u + seed)))
      const level = (inside ? 70 : 190) + ribs + 40 * (v - 0.5) + noise * random()
      data[y * columns + x] = Math.max(0, Math.min(255, Math.round(level)))
    }
  return { rows, columns, data }
}

function drawNoise(seed: number): GrayImage {
  const random = sequence(seed)
  const data = Uint8Array.from({ length: drawnSide * drawnSide }, () => Math.floor(127.5 + 127.5 * random()))
  return { rows: drawnSide, columns: drawnSide, data }
}

/** Numbers in -1..1 from a seed (mulberry32), the same in every program. */
function sequence(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1
  }
}

/** Steps of a drawn series where the model takes any number. */
const drawnSteps = 48

/** Three cases that go through the model's own preprocessing. @throws AppException MODEL_OF_ANOTHER_KIND for generators */
export function drawGoldenInputs(manifest: ModelManifest, contract: ModelContract): DrawnCase[] {
  if (contract.task === 'image-generation')
    throw new AppException('MODEL_OF_ANOTHER_KIND', 'Generators are not added by a site.')
  // A graph alone says nothing of its columns: they come with a whole package, whose own vectors are used.
  if (contract.task === 'table-classification' || contract.task === 'table-familiarity')
    throw new AppException('MODEL_OF_ANOTHER_KIND', 'Models of tables are added as whole packages.')
  if (contract.task === 'series-classification') {
    const { name, steps, features } = contract.input
    return [1, 2, 3].map((seed) => {
      const random = sequence(seed)
      const length = (steps ?? drawnSteps) * features.length
      const data = Float32Array.from({ length }, () => seed * 0.7 * random())
      return {
        name: `drawn series ${seed}`,
        inputs: { [name]: { data, dims: [1, steps ?? drawnSteps, features.length] } },
      }
    })
  }
  const { input } = contract
  const [listed] = manifest.inputs
  if (!listed || !('preprocessing' in listed))
    throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest lists no image.')
  const films: [string, GrayImage][] = [
    ['drawn film', drawFilm(1, 0)],
    ['drawn film with noise', drawFilm(2, 24)],
    ['noise', drawNoise(3)],
  ]
  return films.map(([name, gray]) => ({
    name,
    inputs: { [input.name]: { data: prepareInput(gray, listed), dims: inputDims(input, 1) } },
  }))
}
