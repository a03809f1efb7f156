import { useTranslation } from 'react-i18next'
import type { ModelState } from '../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { useFormatters } from '../../i18n/format'
import { Badge } from '../../ui/badge'
import { Fact } from '../../ui/fact'

/** What was checked on this computer, and where the model runs. */
export function ModelChecks({ manifest, state }: { manifest: ModelManifest; state: ModelState }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <div className="models__panel">
      <dl className="models__facts models__facts--wide selectable">
        {state.state === 'available' && (
          <>
            <Fact name={t('models.checks.provider')}>{t(`models.checks.providers.${state.provider}`)}</Fact>
            <Fact name={t('models.checks.golden')}>
              {t('models.checks.goldenText', {
                count: state.goldenCases,
                difference: state.goldenWorstDifference.toExponential(1),
              })}
            </Fact>
            <Fact name={t('models.checks.refused')}>
              {state.refusedProviders.length === 0 ? (
                <span className="quiet">{t('models.checks.refusedNone')}</span>
              ) : (
                <ul className="models__refused">
                  {state.refusedProviders.map(({ provider, reason }) => (
                    <li key={provider}>
                      <Badge tone="warning">{t(`models.checks.providers.${provider}`)}</Badge>
                      <span className="quiet">{reason}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Fact>
          </>
        )}
        <Fact name={t('models.checks.hash')}>
          <code className="models__hash">{manifest.weights.sha256}</code>
        </Fact>
        <Fact name={t('models.checks.size')}>{format.bytes(manifest.weights.bytes)}</Fact>
        <Fact name={t('models.checks.format')}>
          {t('models.checks.opset', { opset: manifest.weights.opset })}
        </Fact>
        <Fact name={t('models.checks.licence')}>{manifest.licence}</Fact>
        <Fact name={t('models.checks.citation')}>{manifest.citation}</Fact>
      </dl>
    </div>
  )
}
