/**
 * The X-ray film of a chest: line integrals of attenuation along y (Beer-Lambert), scatter, quantum noise, blur of the
 * detector, and a display curve. Parallel rays: the magnification of a real tube is left out.
 */
import { type Chest, hounsfield, type TubeLayer } from './chest'
import { SeededRandom } from './random'
import { cloudShare, stretchesAlongRay } from './ray-walk'

export interface Film {
  rows: number
  columns: number
  pixelSpacingMm: number
  /** 12-bit values, dense = bright (MONOCHROME2), row by row from the head down, patient's left on the right */
  pixels: Uint16Array
}

/** Linear attenuation of water at about 65 keV (effective energy of a chest film), 1/mm. NIST XCOM: 0.0200. */
export const waterPerMm = 0.02
export const attenuationPerMm = (hu: number) => waterPerMm * Math.max(0, 1 + hu / 1000)

export function projectFilm(chest: Chest, longSide: number, seed: number): Film {
  const { bounds, scale } = chest
  const heightMm = (bounds.high - bounds.low) * scale
  const widthMm = bounds.halfWidth * 2 * scale
  const pixelSpacingMm = heightMm / longSide
  const rows = longSide
  const columns = Math.round(widthMm / pixelSpacingMm)
  const path = softPath(chest, rows, columns)
  addTubes(path, chest, rows, columns)
  return { rows, columns, pixelSpacingMm, pixels: expose(path, rows, columns, seed) }
}

/** Attenuation (dimensionless) through everything but the tubes, on a coarser grid and then enlarged: soft parts have soft edges. */
function softPath(chest: Chest, rows: number, columns: number): Float32Array {
  const step = 2
  const coarseRows = Math.ceil(rows / step) + 1
  const coarseColumns = Math.ceil(columns / step) + 1
  const coarse = new Float32Array(coarseRows * coarseColumns)
  const toMm = (chest.bounds.high - chest.bounds.low) / rows
  for (let row = 0; row < coarseRows; row += 1) {
    const z = chest.bounds.high - row * step * toMm
    for (let column = 0; column < coarseColumns; column += 1) {
      const x = -chest.bounds.halfWidth + column * step * toMm
      coarse[row * coarseColumns + column] = attenuationAlongRay(chest, x, z)
    }
  }
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const top = Math.floor(row / step)
    const down = row / step - top
    for (let column = 0; column < columns; column += 1) {
      const left = Math.floor(column / step)
      const right = column / step - left
      const at = top * coarseColumns + left
      const upper = (coarse[at] as number) * (1 - right) + (coarse[at + 1] as number) * right
      const below = at + coarseColumns
      const lower = (coarse[below] as number) * (1 - right) + (coarse[below + 1] as number) * right
      out[row * columns + column] = upper * (1 - down) + lower * down
    }
  }
  return out
}

/** The line integral of the attenuation at (x, z) without tubes; x, z in the unscaled measures of the chest. */
export function attenuationAlongRay(chest: Chest, x: number, z: number): number {
  let sum = 0
  for (const { from, to, hu, lung } of stretchesAlongRay(chest, x, z)) {
    sum += attenuationPerMm(hu) * (to - from)
    if (lung && chest.clouds.length > 0) sum += cloudAttenuation(chest, x, z, from, to)
  }
  return sum * chest.scale
}

function cloudAttenuation(chest: Chest, x: number, z: number, from: number, to: number): number {
  const gain = attenuationPerMm(hounsfield.soft) - attenuationPerMm(hounsfield.lung)
  const stepMm = 4
  let sum = 0
  for (let y = from + stepMm / 2; y < to; y += stepMm) sum += cloudShare(chest, x, y, z)
  return sum * stepMm * gain
}

/** Adds bones and vessels: for each pixel near a tube, the chords through wall and core. */
function addTubes(path: Float32Array, chest: Chest, rows: number, columns: number): void {
  const perMm = rows / (chest.bounds.high - chest.bounds.low)
  const chords = new Float32Array(rows * columns)
  for (const layer of chest.tubes) {
    const box = drawChords(chords, layer, chest, perMm, rows, columns)
    for (let row = box.top; row <= box.bottom; row += 1) {
      for (let at = row * columns + box.left; at <= row * columns + box.right; at += 1) {
        path[at] = (path[at] as number) + (chords[at] as number) * chest.scale
        chords[at] = 0
      }
    }
  }
}

interface Box {
  top: number
  bottom: number
  left: number
  right: number
}

/** Joined stretches overlap at their ends, so a pixel takes the largest chord and not their sum. */
function drawChords(
  chords: Float32Array,
  { tube, wallHu, coreHu, core, name }: TubeLayer,
  chest: Chest,
  perMm: number,
  rows: number,
  columns: number,
): Box {
  const box: Box = { top: rows, bottom: -1, left: columns, right: -1 }
  // What the tube displaces: bone lies in soft tissue, a vessel in lung.
  const around = attenuationPerMm(name === 'vessel' ? hounsfield.lung : hounsfield.soft)
  const wall = attenuationPerMm(wallHu) - around
  const inner = attenuationPerMm(coreHu) - attenuationPerMm(wallHu)
  const columnOf = (x: number) => (x + chest.bounds.halfWidth) * perMm
  const rowOf = (z: number) => (chest.bounds.high - z) * perMm
  for (let index = 0; index + 1 < tube.points.length; index += 1) {
    const from = tube.points[index]
    const to = tube.points[index + 1]
    if (!from || !to) continue
    const radius = ((tube.radiiMm[index] ?? 0) + (tube.radiiMm[index + 1] ?? 0)) / 2
    const length = Math.hypot(to.x - from.x, to.y - from.y, to.z - from.z)
    const flat = Math.hypot(to.x - from.x, to.z - from.z)
    // Chord through a cylinder of which the ray meets the axis at an angle; near end-on it is bounded by the stretch.
    const slant = Math.min(length > 0 && flat > 0 ? length / flat : 6, 6)
    const [ax, az, bx, bz] = [columnOf(from.x), rowOf(from.z), columnOf(to.x), rowOf(to.z)]
    const reach = radius * perMm + 1
    const squared = Math.max(1e-6, (bx - ax) ** 2 + (bz - az) ** 2)
    const top = Math.max(0, Math.floor(Math.min(az, bz) - reach))
    const bottom = Math.min(rows - 1, Math.ceil(Math.max(az, bz) + reach))
    const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach))
    const right = Math.min(columns - 1, Math.ceil(Math.max(ax, bx) + reach))
    if (bottom < top || right < left) continue
    box.top = Math.min(box.top, top)
    box.bottom = Math.max(box.bottom, bottom)
    box.left = Math.min(box.left, left)
    box.right = Math.max(box.right, right)
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const along = Math.min(1, Math.max(0, ((column - ax) * (bx - ax) + (row - az) * (bz - az)) / squared))
        const distance = Math.hypot(column - ax - along * (bx - ax), row - az - along * (bz - az)) / perMm
        if (distance >= radius) continue
        const outer = 2 * Math.sqrt(radius * radius - distance * distance)
        const coreRadius = radius * core
        const within = distance < coreRadius ? 2 * Math.sqrt(coreRadius * coreRadius - distance * distance) : 0
        const chord = Math.min(slant, name === 'vessel' ? 1.8 : 3) * (wall * outer + inner * within)
        const at = row * columns + column
        if (chord > (chords[at] as number)) chords[at] = chord
      }
    }
  }
  return box
}

/** From attenuation to film: transmitted dose with scatter and noise, its logarithm, detector blur, display curve. */
function expose(path: Float32Array, rows: number, columns: number, seed: number): Uint16Array {
  const random = new SeededRandom(seed)
  const size = rows * columns
  const dose = new Float32Array(size)
  for (let at = 0; at < size; at += 1) dose[at] = Math.exp(-(path[at] as number))
  const scatter = dose.slice()
  for (let pass = 0; pass < 3; pass += 1) boxBlur(scatter, rows, columns, Math.round(rows / 14))
  const quantaPerPixel = 90_000
  const log = new Float32Array(size)
  for (let at = 0; at < size; at += 1) {
    const total = (dose[at] as number) * 0.86 + (scatter[at] as number) * 0.14
    const noise = random.normal() * Math.sqrt(total / quantaPerPixel)
    log[at] = -Math.log(Math.max(1e-5, total + noise))
  }
  boxBlur(log, rows, columns, 1)
  return toDisplay(log)
}

/** Window the logarithm between the film's own 1st and 99th percentile and bend it as a film does: contrast in the middle. */
function toDisplay(log: Float32Array): Uint16Array {
  const sorted = log.filter((_, index) => index % 23 === 0).sort()
  const low = sorted[Math.floor(sorted.length * 0.06)] as number
  const high = sorted[Math.floor(sorted.length * 0.985)] as number
  const curve = (part: number) => 1 / (1 + Math.exp(-5.4 * (part - 0.42)))
  const darkest = curve(0)
  const brightest = curve(1)
  const pixels = new Uint16Array(log.length)
  for (let at = 0; at < log.length; at += 1) {
    const part = ((log[at] as number) - low) / (high - low)
    const shade = (curve(part) - darkest) / (brightest - darkest)
    pixels[at] = Math.round(Math.min(1, Math.max(0, shade)) * 3700 + 120)
  }
  return pixels
}

/** Separable running mean of `radius` pixels to each side, edges repeated, in place. */
export function boxBlur(values: Float32Array, rows: number, columns: number, radius: number): void {
  const line = new Float32Array(Math.max(rows, columns))
  const sweep = (start: number, stride: number, length: number): void => {
    for (let index = 0; index < length; index += 1) line[index] = values[start + index * stride] as number
    const pick = (index: number) => line[Math.min(length - 1, Math.max(0, index))] as number
    let sum = 0
    for (let index = -radius; index <= radius; index += 1) sum += pick(index)
    for (let index = 0; index < length; index += 1) {
      values[start + index * stride] = sum / (2 * radius + 1)
      sum += pick(index + radius + 1) - pick(index - radius)
    }
  }
  for (let row = 0; row < rows; row += 1) sweep(row * columns, 1, columns)
  for (let column = 0; column < columns; column += 1) sweep(column, columns, rows)
}
