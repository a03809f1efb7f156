/** Beer-Lambert: the integral of attenuation along parallel rays from front to back, for every pixel of a film. */
import type { Chest, PlacedRod } from '../anatomy/chest'
import { cloudBox, cloudShare } from '../anatomy/consolidation'
import { attenuationPerMm, hounsfield } from '../anatomy/materials'
import { RayWalker } from '../anatomy/ray-walker'
import { chordAlongRay } from '../anatomy/tube'
import { enlarge } from './blur'

/** Where the pixels of a film lie in the patient, mm; the first pixel's centre is at (left, top). */
export interface FilmPlane {
  rows: number
  columns: number
  pixelSpacingMm: number
  left: number
  top: number
}

export function planeFor(chest: Chest, columns: number): FilmPlane {
  const { halfWidth, lungHeight, apexZ, angleZ } = chest.build
  const width = 2 * 1.34 * halfWidth
  const pixelSpacingMm = width / columns
  const top = apexZ + 0.25 * lungHeight
  const bottom = angleZ - 0.1 * lungHeight
  const rows = Math.round((top - bottom) / pixelSpacingMm)
  return { rows, columns, pixelSpacingMm, left: (-(columns - 1) / 2) * pixelSpacingMm, top }
}

/** Attenuation (dimensionless, natural logarithm) of each pixel. */
export function projectChest(chest: Chest, plane: FilmPlane): Float32Array {
  const path = projectSoftParts(chest, plane)
  for (const rod of chest.rods) addRod(path, rod, plane)
  return path
}

/** Soft parts on every second pixel: their edges are softer than a pixel, and it takes a quarter of the time. */
function projectSoftParts(chest: Chest, plane: FilmPlane): Float32Array {
  const step = 2
  const rows = Math.ceil(plane.rows / step) + 1
  const columns = Math.ceil(plane.columns / step) + 1
  const coarse = new Float32Array(rows * columns)
  const ray = new SoftRay(chest)
  for (let row = 0; row < rows; row += 1) {
    ray.setHeight(plane.top - row * step * plane.pixelSpacingMm)
    for (let column = 0; column < columns; column += 1) {
      coarse[row * columns + column] = ray.attenuation(plane.left + column * step * plane.pixelSpacingMm)
    }
  }
  return enlarge(coarse, rows, columns, plane.rows, plane.columns, step, 0)
}

/** Line integrals through everything but the rods. */
export class SoftRay {
  private readonly walker: RayWalker
  private readonly perMm: Float64Array
  private readonly box: ReturnType<typeof cloudBox>
  private z = 0

  constructor(private readonly chest: Chest) {
    this.walker = new RayWalker(chest.layers)
    this.perMm = new Float64Array(chest.layers.length)
    this.box = cloudBox(chest.clouds)
  }

  setHeight(z: number): void {
    this.z = z
    this.walker.setHeight(z)
    for (const [index, { hu }] of this.chest.layers.entries()) this.perMm[index] = attenuationPerMm(hu(z))
  }

  attenuation(x: number): number {
    const { walker } = this
    walker.walk(x)
    let sum = 0
    for (let index = 0; index < walker.count; index += 1) {
      const from = walker.from[index] ?? 0
      const to = walker.to[index] ?? 0
      const layer = walker.layer[index] ?? 0
      sum += (this.perMm[layer] ?? 0) * (to - from)
      if (layer === this.chest.lungLayer && this.box) sum += this.clouds(x, from, to)
    }
    return sum
  }

  private clouds(x: number, from: number, to: number): number {
    const { box, z } = this
    if (!box || x < box.low.x || x > box.high.x || z < box.low.z || z > box.high.z) return 0
    const start = Math.max(from, box.low.y)
    const stop = Math.min(to, box.high.y)
    if (stop <= start) return 0
    const steps = Math.ceil((stop - start) / 3)
    const stride = (stop - start) / steps
    let sum = 0
    for (let step = 0; step < steps; step += 1)
      sum += cloudShare(this.chest.clouds, x, start + (step + 0.5) * stride, z)
    return sum * stride * (attenuationPerMm(hounsfield.muscle) - attenuationPerMm(hounsfield.lung))
  }
}

/** Adds what a rod's wall and core absorb more than what they displace. */
function addRod(path: Float32Array, rod: PlacedRod, plane: FilmPlane): void {
  const wall = attenuationPerMm(rod.wallHu) - attenuationPerMm(rod.aroundHu)
  const core = attenuationPerMm(rod.coreHu) - attenuationPerMm(rod.wallHu)
  const { rows, columns, pixelSpacingMm: spacing, left, top } = plane
  for (const segment of rod.segments) {
    const { from, to } = segment
    const reach = Math.max(segment.high, segment.thick) + spacing
    const firstRow = Math.max(0, Math.floor((top - Math.max(from.z, to.z) - reach) / spacing))
    const lastRow = Math.min(rows - 1, Math.ceil((top - Math.min(from.z, to.z) + reach) / spacing))
    const firstColumn = Math.max(0, Math.floor((Math.min(from.x, to.x) - reach - left) / spacing))
    const lastColumn = Math.min(columns - 1, Math.ceil((Math.max(from.x, to.x) + reach - left) / spacing))
    const hollow = segment.high > rod.wallMm && segment.thick > rod.wallMm && core !== 0
    // A vessel thinner than a pixel would fall between the pixels' centres: it is drawn a pixel wide and fainter.
    const thin = Math.min(1, (2 * Math.min(segment.high, segment.thick)) / spacing)
    const outset = thin < 1 ? Math.min(segment.high, segment.thick) - spacing / 2 : 0
    for (let row = firstRow; row <= lastRow; row += 1) {
      const z = top - row * spacing
      for (let column = firstColumn; column <= lastColumn; column += 1) {
        const x = left + column * spacing
        const outer = chordAlongRay(segment, x, z, outset)
        if (outer <= 0) continue
        const inner = hollow ? chordAlongRay(segment, x, z, rod.wallMm) : 0
        const at = row * columns + column
        path[at] = (path[at] ?? 0) + wall * outer * thin * thin + core * inner
      }
    }
  }
}
