/** Colour spaces of PS3.3 C.7.6.3.1.2 to RGB. */
import type { Samples } from './samples'

/** Planes one after the other (Planar Configuration 1) to samples pixel by pixel. */
export function interleave<T extends Samples>(samples: T, components: number): T {
  const out = samples.slice() as T
  const pixels = samples.length / components
  for (let component = 0, from = 0; component < components; component += 1) {
    for (let pixel = 0, to = component; pixel < pixels; pixel += 1, from += 1, to += components) {
      out[to] = samples[from] as number
    }
  }
  return out
}

/** YBR_FULL, 8 bits, in place (ITU-R BT.601 with full range, the integer arithmetic of JPEG decoders). */
export function fullYbrToRgb(samples: Uint8Array): void {
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const y = samples[at] as number
    const cb = (samples[at + 1] as number) - 128
    const cr = (samples[at + 2] as number) - 128
    samples[at] = clamp(y + ((91881 * cr + 32768) >> 16))
    samples[at + 1] = clamp(y + ((-22554 * cb - 46802 * cr + 32768) >> 16))
    samples[at + 2] = clamp(y + ((116130 * cb + 32768) >> 16))
  }
}

/** YBR_PARTIAL, 8 bits, in place: luminance 16 to 235. */
export function partialYbrToRgb(samples: Uint8Array): void {
  for (let at = 0; at + 2 < samples.length; at += 3) {
    const y = 1.1644 * ((samples[at] as number) - 16)
    const cb = (samples[at + 1] as number) - 128
    const cr = (samples[at + 2] as number) - 128
    samples[at] = clamp(Math.round(y + 1.596 * cr))
    samples[at + 1] = clamp(Math.round(y - 0.3917 * cb - 0.8129 * cr))
    samples[at + 2] = clamp(Math.round(y + 2.0173 * cb))
  }
}

/** YBR_FULL_422 without compression: Y Y Cb Cr for two pixels; rows of odd length end with a pair that is half used. */
export function expand422(bytes: Uint8Array, rows: number, columns: number): Uint8Array {
  const out = new Uint8Array(rows * columns * 3)
  const pairs = Math.ceil(columns / 2)
  for (let row = 0, to = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, to += 3) {
      const from = (row * pairs + (column >> 1)) * 4
      out[to] = bytes[from + (column & 1)] as number
      out[to + 1] = bytes[from + 2] as number
      out[to + 2] = bytes[from + 3] as number
    }
  }
  return out
}

/** Samples of any depth to 8 bits. */
export function toEightBits(samples: Samples, bitsStored: number): Uint8Array {
  if (samples instanceof Uint8Array && bitsStored === 8) return samples
  const out = new Uint8Array(samples.length)
  const scale = 255 / (2 ** bitsStored - 1)
  for (let at = 0; at < samples.length; at += 1) {
    const value = samples[at] as number
    out[at] = bitsStored > 8 ? Math.floor(value / 2 ** (bitsStored - 8)) : clamp(Math.round(value * scale))
  }
  return out
}

const clamp = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value)
