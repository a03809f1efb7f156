/** Lossless JPEG, Huffman coded (ITU-T T.81 annex H): processes 14 and 14 SV1 of DICOM. */
import { BitReader, type HuffmanTable } from './huffman'
import { brokenJpeg, unsupportedJpeg } from './jpeg-error'
import type { Frame, Scan } from './markers'

/** Decodes one scan into the interleaved `samples`; returns the position behind its data. */
export function decodeLosslessScan(
  bytes: Uint8Array,
  frame: Frame,
  scan: Scan,
  samples: Uint8Array | Uint16Array,
): number {
  if (frame.largestH > 1 || frame.largestV > 1) {
    if (frame.components.length > 1) throw unsupportedJpeg('subsampled lossless components')
  }
  const predictor = scan.spectralStart
  if (predictor < 1 || predictor > 7) throw brokenJpeg('an unknown predictor')
  if (scan.low >= frame.precision) throw brokenJpeg('a wrong point transform')
  const reader = new BitReader(bytes, scan.position)
  const rowsBetweenRestarts = scan.restartInterval === 0 ? frame.rows : scan.restartInterval / frame.columns
  if (!Number.isInteger(rowsBetweenRestarts)) throw unsupportedJpeg('restarts inside a row')
  const parts = scan.components.map(({ index, dc }) => {
    if (!dc) throw brokenJpeg('a Huffman table is missing')
    return { index, table: dc }
  })
  for (let row = 0; row < frame.rows; row += 1) {
    if (row > 0 && row % rowsBetweenRestarts === 0) reader.restart()
    decodeRow(reader, frame, samples, row, row % rowsBetweenRestarts === 0, parts, predictor, scan.low)
  }
  return reader.position
}

function decodeRow(
  reader: BitReader,
  { columns, components, precision }: Frame,
  samples: Uint8Array | Uint16Array,
  row: number,
  isFirst: boolean,
  parts: { index: number; table: HuffmanTable }[],
  predictor: number,
  low: number,
): void {
  const step = components.length
  const stride = columns * step
  const middle = 1 << (precision - low - 1)
  for (let column = 0; column < columns; column += 1) {
    for (const { index, table } of parts) {
      const at = row * stride + column * step + index
      let prediction: number
      if (isFirst) prediction = column === 0 ? middle : (samples[at - step] as number) >> low
      else if (column === 0) prediction = (samples[at - stride] as number) >> low
      else prediction = predict(predictor, samples, at, step, stride, low)
      samples[at] = ((prediction + difference(reader, table)) & 0xffff) << low
    }
  }
}

function difference(reader: BitReader, table: HuffmanTable): number {
  const size = reader.symbol(table)
  if (size < 16) return reader.signed(size)
  if (size > 16) throw brokenJpeg('a difference is too large')
  return 32768
}

/** Table H.1: a left, b above, c above left */
function predict(
  predictor: number,
  samples: Uint8Array | Uint16Array,
  at: number,
  step: number,
  stride: number,
  low: number,
): number {
  const a = (samples[at - step] as number) >> low
  if (predictor === 1) return a
  const b = (samples[at - stride] as number) >> low
  if (predictor === 2) return b
  const c = (samples[at - stride - step] as number) >> low
  if (predictor === 3) return c
  if (predictor === 4) return a + b - c
  if (predictor === 5) return a + ((b - c) >> 1)
  if (predictor === 6) return b + ((a - c) >> 1)
  return (a + b) >> 1
}
