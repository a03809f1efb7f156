/** Axial CT slices through the same chest that {@link projectFilm} casts on a film. */
import { type Chest, hounsfield } from './chest'
import { SeededRandom } from './random'
import { cloudShare, stretchesAlongRay } from './ray-walk'

export interface CtSlice {
  rows: number
  columns: number
  /** HU, row by row from front to back, patient's left on the right (feet-first view of an axial slice) */
  hu: Int16Array
}

export interface CtGeometry {
  /** distance of pixel centres, mm */
  pixelSpacingMm: number
  /** centre of the first pixel, mm in the patient system; z is the slice's */
  origin: { x: number; y: number }
}

export function ctGeometry(chest: Chest, size: number): CtGeometry {
  const extent = 2 * (chest.bounds.halfWidth + 12) * chest.scale
  const pixelSpacingMm = extent / size
  const first = -extent / 2 + pixelSpacingMm / 2
  return { pixelSpacingMm, origin: { x: first, y: first } }
}

/** @param zMm position of the slice in the patient system (scaled mm) */
export function sliceCt(chest: Chest, zMm: number, size: number, seed: number): CtSlice {
  const { pixelSpacingMm, origin } = ctGeometry(chest, size)
  const hu = new Int16Array(size * size).fill(hounsfield.air)
  const z = zMm / chest.scale
  const rowOf = (y: number) => (y * chest.scale - origin.y) / pixelSpacingMm
  for (let column = 0; column < size; column += 1) {
    const x = (origin.x + column * pixelSpacingMm) / chest.scale
    for (const stretch of stretchesAlongRay(chest, x, z)) {
      const last = Math.min(size - 1, Math.floor(rowOf(stretch.to)))
      for (let row = Math.max(0, Math.ceil(rowOf(stretch.from))); row <= last; row += 1) {
        const y = (origin.y + row * pixelSpacingMm) / chest.scale
        const share = stretch.lung && chest.clouds.length > 0 ? cloudShare(chest, x, y, z) : 0
        hu[row * size + column] = stretch.hu + share * (hounsfield.soft - stretch.hu)
      }
    }
  }
  drawTubes(hu, chest, z, size)
  addNoise(hu, seed)
  return { rows: size, columns: size, hu }
}

/** Where a tube passes the slice it leaves a disc of wall and core. */
function drawTubes(hu: Int16Array, chest: Chest, z: number, size: number): void {
  const { pixelSpacingMm, origin } = ctGeometry(chest, size)
  const perMm = chest.scale / pixelSpacingMm
  for (const { tube, wallHu, coreHu, core } of chest.tubes) {
    for (const [index, point] of tube.points.entries()) {
      const radius = tube.radiiMm[index] ?? 0
      const off = Math.abs(point.z - z)
      if (off >= radius) continue
      const discMm = Math.sqrt(radius * radius - off * off)
      const coreMm = radius * core > off ? Math.sqrt((radius * core) ** 2 - off * off) : 0
      const centreColumn = (point.x * chest.scale - origin.x) / pixelSpacingMm
      const centreRow = (point.y * chest.scale - origin.y) / pixelSpacingMm
      const reach = Math.ceil(discMm * perMm)
      for (let row = Math.floor(centreRow) - reach; row <= centreRow + reach; row += 1) {
        for (let column = Math.floor(centreColumn) - reach; column <= centreColumn + reach; column += 1) {
          if (row < 0 || row >= size || column < 0 || column >= size) continue
          const distance = Math.hypot(row - centreRow, column - centreColumn) / perMm
          if (distance > discMm) continue
          const at = row * size + column
          const value = distance < coreMm ? coreHu : wallHu
          // The neighbouring points of the same tube overlap: core must not be drawn over by the next point's wall.
          if (distance < coreMm || (hu[at] as number) !== coreHu) hu[at] = value
        }
      }
    }
  }
}

function addNoise(hu: Int16Array, seed: number): void {
  const random = new SeededRandom(seed)
  // A table is 20 times faster than drawing each pixel's noise, and the eye cannot tell.
  const table = Float32Array.from({ length: 4099 }, () => random.normal() * 14)
  let at = Math.floor(random.next() * table.length)
  for (let index = 0; index < hu.length; index += 1) {
    at = (at + 1 + (index % 3)) % table.length
    hu[index] = Math.max(-1024, Math.round((hu[index] as number) + (table[at] as number)))
  }
}
