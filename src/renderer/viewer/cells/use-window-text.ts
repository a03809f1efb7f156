import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../i18n/format'
import type { ShownWindow } from '../display/shown-window'
import { decimalsFor } from '../display/value-text'
import type { CataloguedFrame } from '../image/image-catalogue'

/** 'W 400 L 40 · Soft tissue': width, centre and where they are from; a VOI LUT by its own name. */
export function useWindowText(): (shown: ShownWindow, frame: CataloguedFrame) => string {
  const { t } = useTranslation()
  const format = useFormatters()
  return ({ window: shape, choice, lut }, frame) => {
    if (lut) return lut.explanation.trim() || t('read.window.lut')
    const decimals = decimalsFor(shape.width)
    const numbers = t('read.window.numbers', {
      width: format.number(shape.width, decimals),
      center: format.number(shape.center, decimals),
    })
    const name =
      choice.kind === 'preset'
        ? t(`read.window.preset.${choice.id}`)
        : choice.kind === 'auto'
          ? t('read.window.auto')
          : choice.kind === 'file'
            ? (frame.image.windows[choice.index]?.explanation.trim() ?? '')
            : ''
    const curve = shape.lutFunction === 'SIGMOID' ? 'SIGMOID' : ''
    return [numbers, name, curve].filter(Boolean).join(' · ')
  }
}
