import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../../i18n/format'
import { divergingGradient } from '../../../viewer/heatmap/diverging-scale'
import type { Explanations } from './use-explanations'

/** The colours with their signs, and what full colour stands for. */
export function MapLegend({ explanations }: { explanations: Explanations }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { shown, full, sideBySide, sameScale } = explanations
  const [method] = shown
  if (!method) return null
  const isShared = sideBySide && sameScale
  return (
    <div className="why__legend">
      <div className="why__scale-line">
        <span>{t('explanations.against')}</span>
        <span className="why__scale" style={{ backgroundImage: divergingGradient() }} />
        <span>{t('explanations.for')}</span>
      </div>
      <p className="quiet findings__small">
        {isShared
          ? t('explanations.sharedScale')
          : sideBySide
            ? t('explanations.ownScales')
            : full !== null
              ? t(`explanations.method.${method}.unit`, { value: format.number(full, full < 0.1 ? 4 : 2) })
              : ''}
      </p>
    </div>
  )
}
