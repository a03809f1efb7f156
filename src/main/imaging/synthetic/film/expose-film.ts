/** From attenuation to the values of a digital film: dose with scatter, quantum noise, detector blur, display processing. */
import { SeededRandom } from '../random'
import { boxBlur, wideBlur } from './blur'

export const filmBits = 12
const white = (1 << filmBits) - 1

/** share of the dose behind the anti-scatter grid that is scattered light */
const scatterShare = 0.22
/** quanta that reach one pixel without a patient */
const quantaPerPixel = 26_000

/** 12-bit values, dense = bright (MONOCHROME2). `path` as from projectChest. */
export function exposeFilm(path: Float32Array, rows: number, columns: number, seed: number): Uint16Array {
  const log = logarithmOfDose(path, rows, columns, seed)
  boxBlur(log, rows, columns, 1)
  return toDisplay(log, path, rows, columns)
}

function logarithmOfDose(path: Float32Array, rows: number, columns: number, seed: number): Float32Array {
  const random = new SeededRandom(seed)
  const dose = path.map((attenuation) => Math.exp(-attenuation))
  const scatter = wideBlur(dose, rows, columns, Math.round(columns / 11), 8)
  return dose.map((direct, index) => {
    const total = direct * (1 - scatterShare) + Math.min(scatter[index] ?? 0, 0.12) * scatterShare
    return -Math.log(Math.max(1e-5, total + random.normal() * Math.sqrt(total / quantaPerPixel)))
  })
}

/**
 * What a console does before it sends a film: the range of the large densities is pressed together so that lung and
 * mediastinum are both legible, edges are lifted, and the rest follows an S-shaped curve.
 */
function toDisplay(log: Float32Array, path: Float32Array, rows: number, columns: number): Uint16Array {
  const broad = wideBlur(log, rows, columns, Math.round(columns / 14), 8)
  const fine = wideBlur(log, rows, columns, Math.max(2, Math.round(columns / 170)), 2)
  const even = log.map((value, index) => {
    const large = broad[index] ?? 0
    return 0.56 * large + (value - large) + 0.45 * (value - (fine[index] ?? 0))
  })
  const inBody = even.filter((_, index) => index % 29 === 0 && (path[index] ?? 0) > 0.7).sort()
  const at = (share: number): number => inBody[Math.floor(share * (inBody.length - 1))] ?? 0
  const low = at(0.015)
  const high = at(0.995)
  const range = high - low || 1
  const bend = (share: number): number => 1 / (1 + Math.exp(-4.2 * (share - 0.34)))
  const floor = bend(-0.12)
  const ceiling = bend(1.04)
  return Uint16Array.from(even, (value, index) => {
    // Around the body the rays were never weakened: black.
    const share = (value - low) / range
    const shown = (bend(Math.min(1.04, Math.max(-0.12, share))) - floor) / (ceiling - floor)
    const body = Math.min(1, Math.max(0, (path[index] ?? 0) / 0.35))
    return Math.round(white * (0.015 + 0.945 * shown * body))
  })
}
