/** The whole chest, from a seed: the same in every run and on every machine. */
import { SeededRandom } from '../random'
import { bones, type Rod } from './bones'
import { type Build, buildFor } from './build'
import { type Cloud, cloudsOf, type Consolidation, openAirways } from './consolidation'
import { RayWalker } from './ray-walker'
import type { Layer } from './layer'
import { softParts } from './soft-parts'
import type { Point } from './solid'
import { segmentsOf, type Segment } from './tube'
import { lungVessels } from './vessels'

export interface ChestOptions {
  seed: number
  ageYears: number
  sex: 'M' | 'F'
  consolidation: Consolidation | null
}

export interface PlacedRod extends Rod {
  segments: Segment[]
}

export interface Chest {
  build: Build
  layers: Layer[]
  /** index of the layer that is air-filled lung */
  lungLayer: number
  rods: PlacedRod[]
  clouds: Cloud[]
}

/** @throws RangeError for an age outside 0..120 */
export function buildChest({ seed, ageYears, sex, consolidation }: ChestOptions): Chest {
  if (!(ageYears >= 0 && ageYears <= 120)) throw new RangeError('The age must be between 0 and 120 years.')
  const build = buildFor(ageYears, new SeededRandom(seed))
  // Streams of their own, so that a consolidation changes nothing but itself.
  const layers = softParts(build, sex, new SeededRandom(seed + 1))
  const lungLayer = layers.findIndex(({ name }) => name === 'lung')
  const skeleton = bones(build, new SeededRandom(seed + 2))
  const vessels = lungVessels(build, lungProbe(layers, lungLayer), new SeededRandom(seed + 3))
  const sick = new SeededRandom(seed + 4)
  const clouds = consolidation ? cloudsOf(consolidation, build, sick) : []
  const airways = consolidation ? openAirways(consolidation, build, clouds, sick) : []
  const rods = [...skeleton, ...vessels, ...airways].map((rod) => ({
    ...rod,
    segments: segmentsOf(rod.knots),
  }))
  return { build, layers, lungLayer, rods, clouds }
}

function lungProbe(layers: readonly Layer[], lungLayer: number): (point: Point) => boolean {
  const walker = new RayWalker(layers)
  return ({ x, y, z }) => {
    walker.setHeight(z)
    walker.walk(x)
    for (let index = 0; index < walker.count; index += 1) {
      if (y >= (walker.from[index] ?? 0) && y < (walker.to[index] ?? 0))
        return walker.layer[index] === lungLayer
    }
    return false
  }
}
