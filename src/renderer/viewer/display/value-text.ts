/** Numbers of an image as a reader sees them. */
import { valueUnit } from './presets'
import { sampleToModality } from './shown-window'
import type { Point } from '../geometry/affine'
import type { LoadedFrame } from '../image/frame-loader'
import type { CataloguedFrame } from '../image/image-catalogue'

/** Decimals that tell values apart over a range: none above 20, two below, more for small fractions. */
export const decimalsFor = (range: number): number =>
  range >= 20 || range <= 0 ? 0 : Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(range))))

export type PixelValue =
  | { kind: 'grey'; value: number; unit: string; decimals: number }
  | { kind: 'colour'; red: number; green: number; blue: number }

/** The pixel under image coordinates (pixel edges); null outside the image. Column and row count from 0. */
export function pixelAt(
  frame: CataloguedFrame,
  loaded: LoadedFrame,
  [x, y]: Point,
): { column: number; row: number; value: PixelValue } | null {
  const { rows, columns, samplesPerPixel } = loaded.description
  const [column, row] = [Math.floor(x), Math.floor(y)]
  if (column < 0 || row < 0 || column >= columns || row >= rows) return null
  const at = (row * columns + column) * samplesPerPixel
  const sample = (offset: number) => loaded.samples[at + offset] ?? 0
  if (samplesPerPixel === 3)
    return { column, row, value: { kind: 'colour', red: sample(0), green: sample(1), blue: sample(2) } }
  const toModality = sampleToModality(loaded, frame.image)
  const range = Math.abs(toModality(loaded.largest) - toModality(loaded.smallest))
  return {
    column,
    row,
    value: {
      kind: 'grey',
      value: toModality(sample(0)),
      unit: valueUnit(frame.series.modality, frame.image.rescaleType),
      decimals: Number.isInteger(frame.image.rescaleSlope) && loaded.slope === 1 ? 0 : decimalsFor(range),
    },
  }
}
