import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FindingLabel, ModelManifest } from '../../../shared/domain/models/manifest'
import { toLanguage, useFormatters } from '../../i18n/format'

/** What the model is for, what not, and what its answers mean. */
export function ModelUse({ manifest }: { manifest: ModelManifest }) {
  const { t, i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  const { gate } = manifest
  const findings = manifest.outputs.flatMap((output) =>
    output.role === 'finding-logits' ? output.labels : [],
  )
  const conditions: [string, string][] = [
    [t('models.use.modalities'), gate.modalities.join(', ')],
    [t('models.use.bodyParts'), gate.bodyParts.join(', ')],
    [t('models.use.views'), gate.views.join(', ')],
    [t('models.use.ages'), t('models.use.ageRange', { min: gate.ageYears.min, max: gate.ageYears.max })],
  ]
  return (
    <div className="models__panel">
      <section>
        <h3>{t('models.use.intended')}</h3>
        <p className="models__text selectable">{manifest.intendedUse[language]}</p>
      </section>
      <section>
        <h3>{t('models.use.exclusions')}</h3>
        <ul className="models__exclusions selectable">
          {manifest.exclusions[language].map((exclusion) => (
            <li key={exclusion}>
              <X aria-hidden="true" />
              <span>{exclusion}</span>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('models.use.gate')}</h3>
        <dl className="models__facts">
          {conditions.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section>
        <h3>{t('models.use.findings')}</h3>
        <p className="models__text">{t('models.use.findingOnly')}</p>
        {findings.map((finding) => (
          <Finding key={finding.label} finding={finding} language={language} />
        ))}
      </section>
    </div>
  )
}

function Finding({ finding, language }: { finding: FindingLabel; language: 'en' | 'zh-CN' }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <div className="models__finding selectable">
      <p>
        <strong>{finding.title[language]}</strong>{' '}
        <span className="quiet">
          {t('models.use.threshold', { threshold: format.percent(finding.threshold.value, 1) })} ·{' '}
          {t('models.use.prevalence', { prevalence: format.percent(finding.calibration.prevalence) })}
        </span>
      </p>
      <dl className="models__facts">
        <div>
          <dt>{t('models.use.positive')}</dt>
          <dd>{finding.meaning.positive[language]}</dd>
        </div>
        <div>
          <dt>{t('models.use.negative')}</dt>
          <dd>{finding.meaning.negative[language]}</dd>
        </div>
        <div>
          <dt>{t('models.use.thresholdRule')}</dt>
          <dd>{finding.threshold.rule}</dd>
        </div>
      </dl>
    </div>
  )
}
