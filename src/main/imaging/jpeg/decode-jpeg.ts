/**
 * JPEG (ITU-T T.81): baseline, extended sequential with 8 and 12 bits, progressive, lossless; Huffman coded. One decoder for
 * DICOM frames and for pictures, because what an image shows must not depend on how it came in.
 */
import { allocateCoefficients, type Coefficients, decodeScan, zigzag } from './coefficients'
import { inverseDct } from './inverse-dct'
import { brokenJpeg } from './jpeg-error'
import { decodeLosslessScan } from './lossless'
import { type Application, type Component, type Frame, MarkerReader } from './markers'
import { upsampleInto } from './upsample'

export interface JpegImage extends Application {
  rows: number
  columns: number
  /** samples a pixel */
  components: number
  componentIds: number[]
  /** bits a sample */
  precision: number
  lossless: boolean
  /** some components have fewer samples than others */
  subsampled: boolean
  /** interleaved, as coded: no colour transformation */
  samples: Uint8Array | Uint16Array
}

/** @throws AppException DICOM_DECODE_FAILED for broken data, DICOM_UNSUPPORTED_PIXELS for arithmetic and hierarchical coding */
export function decodeJpeg(bytes: Uint8Array): JpegImage {
  const reader = new MarkerReader(bytes)
  let frame: Frame | null = null
  let coefficients: Coefficients = []
  let samples: Uint8Array | Uint16Array = new Uint8Array(0)
  const scanned = new Set<number>()
  reader.read({
    frame: (found) => {
      frame = found
      // A sample costs at least a bit in lossless coding, a block at least a bit otherwise: what is far less is a bomb.
      const units = (found.rows * found.columns) / (found.kind === 'lossless' ? 1 : 64)
      if (units / 8 > bytes.length) throw brokenJpeg('the data is far too short for the image')
      if (found.kind === 'lossless') samples = allocateSamples(found)
      else coefficients = allocateCoefficients(found)
    },
    scan: (scan) => {
      if (!frame) throw brokenJpeg('a scan comes before the frame')
      for (const { index } of scan.components) scanned.add(index)
      return frame.kind === 'lossless'
        ? decodeLosslessScan(bytes, frame, scan, samples)
        : decodeScan(bytes, frame, scan, coefficients)
    },
  })
  const found = frame as Frame | null
  if (!found || scanned.size < found.components.length) throw brokenJpeg('a component is missing')
  if (found.kind !== 'lossless') samples = reconstruct(found, coefficients, reader.quantisation)
  const { rows, columns, precision, components, kind } = found
  return {
    ...reader.application,
    rows,
    columns,
    precision,
    samples,
    components: components.length,
    componentIds: components.map(({ id }) => id),
    lossless: kind === 'lossless',
    subsampled: found.largestH > 1 || found.largestV > 1,
  }
}

function allocateSamples({ rows, columns, components, precision }: Frame): Uint8Array | Uint16Array {
  const length = rows * columns * components.length
  return precision <= 8 ? new Uint8Array(length) : new Uint16Array(length)
}

function reconstruct(
  frame: Frame,
  coefficients: Coefficients,
  quantisation: readonly (Uint16Array | undefined)[],
): Uint8Array | Uint16Array {
  const samples = allocateSamples(frame)
  for (const [index, component] of frame.components.entries()) {
    const table = quantisation[component.quantisation]
    if (!table) throw brokenJpeg('a quantisation table is missing')
    const plane = componentPlane(frame, component, coefficients[index] as Int16Array, table)
    upsampleInto(
      plane,
      frame.largestH / component.h,
      frame.largestV / component.v,
      samples,
      index,
      frame.components.length,
      frame.columns,
      frame.rows,
    )
  }
  return samples
}

function componentPlane(frame: Frame, component: Component, coefficients: Int16Array, table: Uint16Array) {
  const { storedColumns, storedRows } = component
  const stride = storedColumns * 8
  const length = stride * storedRows * 8
  const samples = frame.precision === 8 ? new Uint8Array(length) : new Uint16Array(length)
  const inRows = new Uint16Array(64)
  for (let k = 0; k < 64; k += 1) inRows[zigzag[k] as number] = table[k] as number
  for (let row = 0, at = 0; row < storedRows; row += 1) {
    for (let column = 0; column < storedColumns; column += 1, at += 64) {
      inverseDct(coefficients, at, inRows, frame.precision, samples, (row * stride + column) * 8, stride)
    }
  }
  return {
    samples,
    stride,
    columns: Math.ceil((frame.columns * component.h) / frame.largestH),
    rows: Math.ceil((frame.rows * component.v) / frame.largestV),
  }
}
