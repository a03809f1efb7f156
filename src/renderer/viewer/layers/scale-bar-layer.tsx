import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../i18n/format'
import { affineScale, type Affine } from '../geometry/affine'
import { chooseScaleBar } from '../geometry/scale-bar'
import type { CataloguedFrame } from '../image/image-catalogue'
import { viewTurnOf } from '../geometry/view-turn'

/** Longest bar, as a share of the cell's width. */
const longest = 0.25

/** A horizontal bar of a round length in millimetres; none where the file states no spacing. */
export function ScaleBarLayer({
  frame,
  affine,
  width,
}: {
  frame: CataloguedFrame
  affine: Affine
  width: number
}) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { pixelSpacingMm, pixelSpacingAt } = frame.image
  if (!pixelSpacingMm || pixelSpacingAt === 'none') return null
  const { rotation } = viewTurnOf(affine)
  const scale = affineScale(affine)
  const upright = rotation === 0 || rotation === 180
  const pixelsPerMm = upright ? scale.column / pixelSpacingMm[1] : scale.row / pixelSpacingMm[0]
  const bar = chooseScaleBar((width * longest) / pixelsPerMm)
  if (!bar) return null
  const decimals = bar.length < 1 ? Math.ceil(-Math.log10(bar.length)) : 0
  const text =
    bar.length >= 10 ? format.quantity(bar.length / 10, 'cm') : format.quantity(bar.length, 'mm', decimals)
  return (
    <div className="cell__scale" data-testid="scale-bar" style={{ width: bar.length * pixelsPerMm }}>
      <span className="cell__scale-text">
        {text}
        {pixelSpacingAt === 'detector' && <span> · {t('read.viewer.detectorPlane')}</span>}
      </span>
    </div>
  )
}
