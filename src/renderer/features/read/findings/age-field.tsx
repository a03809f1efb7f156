import { useTranslation } from 'react-i18next'
import type { Gate } from '../../../../shared/domain/models/manifest'
import { useFormatters } from '../../../i18n/format'
import { Segmented } from '../../../ui/segmented'
import { TextField } from '../../../ui/text-field'
import type { Findings } from './use-findings'

/** Asks for the age where the file has none: a model made for some ages cannot say anything without it. */
export function AgeField({ findings, gate }: { findings: Findings; gate: Gate }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { age, setAge, ageRefused, start } = findings
  const { min, max } = gate.ageYears
  return (
    <fieldset className="age-field">
      <legend className="age-field__title">{t('read.findings.ageTitle')}</legend>
      <p className="age-field__hint">
        {t('read.findings.ageHint', { min: format.number(min), max: format.number(max) })}
      </p>
      <div className="age-field__row">
        <TextField
          label={t('read.findings.ageValue')}
          labelHidden
          inputMode="decimal"
          value={age.text}
          error={ageRefused ? t('read.findings.ageInvalid') : undefined}
          onChange={(event) => setAge({ ...age, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter') start()
          }}
        />
        <Segmented
          label={t('read.findings.ageUnit')}
          value={age.unit}
          options={[
            { value: 'years', label: t('read.findings.ageYears') },
            { value: 'months', label: t('read.findings.ageMonths') },
          ]}
          onValue={(unit) => setAge({ ...age, unit })}
        />
      </div>
    </fieldset>
  )
}
