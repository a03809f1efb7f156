/** Lengths on an image with an honest unit: millimetres only where the file states the spacing. */
import type { ImageAttributes } from '../../../shared/domain/imaging/instance'
import type { Point } from './affine'

export interface MeasuredLength {
  value: number
  unit: 'mm' | 'px'
  /** where the millimetres hold: in the patient, or at the detector (projection images: magnified by an unknown factor) */
  plane: 'patient' | 'detector' | null
}

/** `from` and `to` in image pixels (x along a row, y down a column); spacing is [between rows, between columns] in mm. */
export function measureLength(
  from: Point,
  to: Point,
  image: Pick<ImageAttributes, 'pixelSpacingMm' | 'pixelSpacingAt'>,
): MeasuredLength {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const spacing = image.pixelSpacingMm
  if (!spacing || image.pixelSpacingAt === 'none')
    return { value: Math.hypot(dx, dy), unit: 'px', plane: null }
  return {
    value: Math.hypot(dx * spacing[1], dy * spacing[0]),
    unit: 'mm',
    plane: image.pixelSpacingAt,
  }
}
