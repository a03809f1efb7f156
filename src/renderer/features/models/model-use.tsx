import type { TFunction } from 'i18next'
import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ageMatters } from '../../../shared/domain/analysis/gates'
import type { ShownPreparation } from '../../../shared/domain/models/installed-model'
import type { FindingLabel, Gate, ModelManifest } from '../../../shared/domain/models/manifest'
import { toLanguage, useFormatters } from '../../i18n/format'
import { TableInputs } from './table-inputs'

interface ModelUseProps {
  manifest: ModelManifest
  preparation: ShownPreparation | undefined
}

/** What the model is for, what not, and what its answers mean. */
export function ModelUse({ manifest, preparation }: ModelUseProps) {
  const { t, i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  const gate = 'gate' in manifest ? manifest.gate : null
  const findings = manifest.outputs.flatMap((output) =>
    output.role === 'finding-logits' ? output.labels : [],
  )
  const conditions = gate ? conditionsOf(gate, t) : []
  return (
    <div className="models__panel">
      <section>
        <h3>{t('models.use.intended')}</h3>
        <p className="models__text selectable">{manifest.intendedUse[language]}</p>
      </section>
      {manifest.exclusions[language].length > 0 && (
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
      )}
      {conditions.length > 0 && (
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
      )}
      {findings.length > 0 && (
        <section>
          <h3>{t('models.use.findings')}</h3>
          <p className="models__text">
            {manifest.task === 'table-classification'
              ? manifest.population.estimates[language]
              : t('models.use.findingOnly')}
          </p>
          {findings.map((finding) => (
            <Finding key={finding.label} finding={finding} language={language} />
          ))}
        </section>
      )}
      {manifest.task === 'table-classification' && (
        <TableInputs manifest={manifest} preparation={preparation} />
      )}
    </div>
  )
}

/** '*' and ages without limits are said in words. */
function conditionsOf(gate: Gate, t: TFunction): [string, string][] {
  const { smallestSidePx } = gate
  const list = (allowed: readonly string[]) =>
    allowed.length === 1 && allowed[0] === '*' ? t('models.use.any') : allowed.join(', ')
  const { min, max } = gate.ageYears
  return [
    [t('models.use.modalities'), list(gate.modalities)],
    [t('models.use.bodyParts'), list(gate.bodyParts)],
    [t('models.use.views'), list(gate.views)],
    [t('models.use.ages'), ageMatters(gate) ? t('models.use.ageRange', { min, max }) : t('models.use.any')],
    ...(smallestSidePx === undefined
      ? []
      : [[t('models.use.smallestSide'), `${smallestSidePx} px`] satisfies [string, string]]),
  ]
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
          {finding.calibration.method === 'none'
            ? t('models.use.uncalibrated')
            : t('models.use.prevalence', { prevalence: format.percent(finding.calibration.prevalence) })}
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
