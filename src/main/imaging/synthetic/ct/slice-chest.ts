/** Axial CT slices through the same chest that a film is cast of. */
import type { Chest, PlacedRod } from '../anatomy/chest'
import { cloudShare } from '../anatomy/consolidation'
import { hounsfield } from '../anatomy/materials'
import { RayWalker } from '../anatomy/ray-walker'
import { depthIn } from '../anatomy/tube'
import { SeededRandom } from '../random'

export interface CtPlan {
  /** rows and columns */
  size: number
  pixelSpacingMm: number
  sliceSpacingMm: number
  /** centre of the first pixel, mm */
  origin: { x: number; y: number }
  /** heights of the slices, mm, from the feet to the head */
  heights: number[]
}

/** Covers the chest from below the lungs to above the shoulders with `slices` slices. */
export function planCt(chest: Chest, slices: number, size: number): CtPlan {
  const { halfWidth, halfDepth, lungHeight, apexZ, angleZ } = chest.build
  const extent = 2 * 1.32 * Math.max(halfWidth, halfDepth)
  const pixelSpacingMm = extent / size
  const first = -extent / 2 + pixelSpacingMm / 2
  const low = angleZ - 0.06 * lungHeight
  const sliceSpacingMm = (apexZ + 0.08 * lungHeight - low) / Math.max(1, slices - 1)
  return {
    size,
    pixelSpacingMm,
    sliceSpacingMm,
    origin: { x: first, y: first },
    heights: Array.from({ length: slices }, (_, index) => low + index * sliceSpacingMm),
  }
}

/** standard deviation of the noise, HU */
const noiseHu = 16
const noiseLength = 1 << 20

/** Makes slices of one plan; keeps what they share. */
export class CtSlicer {
  private readonly walker: RayWalker
  private readonly noise: Int8Array

  constructor(
    private readonly chest: Chest,
    private readonly plan: CtPlan,
    private readonly seed: number,
  ) {
    this.walker = new RayWalker(chest.layers)
    this.noise = makeNoise(seed)
  }

  /** HU of one slice, rows from front to back, the patient's left at the right: IOP 1\0\0\0\1\0. */
  slice(index: number): Int16Array {
    const z = this.plan.heights[index]
    if (z === undefined) throw new RangeError('There is no such slice.')
    const hu = new Int16Array(this.plan.size ** 2).fill(hounsfield.air)
    this.fillSoftParts(hu, z)
    for (const rod of this.chest.rods) this.fillRod(hu, rod, z)
    this.addNoise(hu, index)
    return hu
  }

  private fillSoftParts(hu: Int16Array, z: number): void {
    const { size, pixelSpacingMm: spacing, origin } = this.plan
    const { walker, chest } = this
    walker.setHeight(z)
    const values = chest.layers.map((layer) => layer.hu(z))
    for (let column = 0; column < size; column += 1) {
      const x = origin.x + column * spacing
      walker.walk(x)
      for (let stretch = 0; stretch < walker.count; stretch += 1) {
        const layer = walker.layer[stretch] ?? 0
        const value = values[layer] ?? 0
        const first = Math.max(0, Math.ceil(((walker.from[stretch] ?? 0) - origin.y) / spacing))
        const end = Math.min(size, Math.ceil(((walker.to[stretch] ?? 0) - origin.y) / spacing))
        const clouded = layer === chest.lungLayer && chest.clouds.length > 0
        for (let row = first; row < end; row += 1) {
          const share = clouded ? cloudShare(chest.clouds, x, origin.y + row * spacing, z) : 0
          hu[row * size + column] = value + share * (hounsfield.muscle - value)
        }
      }
    }
  }

  private fillRod(hu: Int16Array, rod: PlacedRod, z: number): void {
    const { size, pixelSpacingMm: spacing, origin } = this.plan
    for (const segment of rod.segments) {
      const { from, to } = segment
      const reach = Math.max(segment.high, segment.thick)
      if (z < Math.min(from.z, to.z) - reach || z > Math.max(from.z, to.z) + reach) continue
      const firstRow = Math.max(0, Math.floor((Math.min(from.y, to.y) - reach - origin.y) / spacing))
      const lastRow = Math.min(size - 1, Math.ceil((Math.max(from.y, to.y) + reach - origin.y) / spacing))
      const firstColumn = Math.max(0, Math.floor((Math.min(from.x, to.x) - reach - origin.x) / spacing))
      const lastColumn = Math.min(size - 1, Math.ceil((Math.max(from.x, to.x) + reach - origin.x) / spacing))
      for (let row = firstRow; row <= lastRow; row += 1) {
        for (let column = firstColumn; column <= lastColumn; column += 1) {
          const point = { x: origin.x + column * spacing, y: origin.y + row * spacing, z }
          if (depthIn(segment, point, 0) <= 0) continue
          const core = rod.coreHu !== rod.wallHu && depthIn(segment, point, rod.wallMm) > 0
          hu[row * size + column] = core ? rod.coreHu : rod.wallHu
        }
      }
    }
  }

  private addNoise(hu: Int16Array, index: number): void {
    // Another stretch of the same table for each slice: the eye cannot tell, and it takes a tenth of the time.
    let at = Math.floor(new SeededRandom(this.seed + 7919 * index).next() * noiseLength)
    for (let pixel = 0; pixel < hu.length; pixel += 1) {
      at = (at + 1) & (noiseLength - 1)
      hu[pixel] = Math.max(-1024, (hu[pixel] ?? 0) + (this.noise[at] ?? 0))
    }
  }
}

/** Neighbours share a part of their noise, as reconstruction filters leave it. */
function makeNoise(seed: number): Int8Array {
  const random = new SeededRandom(seed)
  const noise = new Int8Array(noiseLength)
  let before = 0
  for (let index = 0; index < noiseLength; index += 1) {
    const fresh = random.normal()
    noise[index] = Math.max(-127, Math.min(127, Math.round(noiseHu * (0.8 * fresh + 0.6 * before))))
    before = fresh
  }
  return noise
}
