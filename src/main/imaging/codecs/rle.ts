/** DICOM RLE (PS3.5 annex G): byte planes, most significant first, each packed as PackBits. */
import { AppException } from '../../../shared/result'

const broken = (what: string) => new AppException('DICOM_DECODE_FAILED', `The RLE data is broken: ${what}.`)

/**
 * One frame as little-endian samples, interleaved.
 * @param planeBytes bytes of one plane: pixels, or eighths of them for one bit a pixel
 */
export function decodeRle(
  bytes: Uint8Array,
  planeBytes: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const planes = samplesPerPixel * bytesPerSample
  if (bytes.length < 64) throw broken('its header is cut')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(0, true)
  if (count !== planes) throw broken(`${count} segments instead of ${planes}`)
  const out = new Uint8Array(planeBytes * planes)
  for (let plane = 0; plane < planes; plane += 1) {
    const start = view.getUint32(4 + plane * 4, true)
    const end = plane + 1 < planes ? view.getUint32(8 + plane * 4, true) : bytes.length
    if (start < 64 || end < start || end > bytes.length) throw broken('a segment lies outside')
    const sample = Math.floor(plane / bytesPerSample)
    const byte = bytesPerSample - 1 - (plane % bytesPerSample)
    unpack(bytes, start, end, out, sample * bytesPerSample + byte, planes, planeBytes)
  }
  return out
}

/** Writes `length` bytes as every `step`-th of `out` from `first`. What is packed behind them is padding. */
function unpack(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  first: number,
  step: number,
  length: number,
): void {
  let at = start
  let done = 0
  let to = first
  while (done < length) {
    if (at >= end) throw broken('a segment ends early')
    const control = bytes[at] as number
    at += 1
    if (control === 128) continue
    const isRun = control > 128
    const run = Math.min(isRun ? 257 - control : control + 1, length - done)
    if (at + (isRun ? 1 : run) > end) throw broken('a segment ends early')
    for (let nth = 0; nth < run; nth += 1, to += step) out[to] = bytes[isRun ? at : at + nth] as number
    at += isRun ? 1 : run
    done += run
  }
}
