import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  StayChangeRequest,
  StayMeasurement,
  StayRisk,
} from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { unitText } from '../../../i18n/unit-text'
import { ErrorNotice } from '../../../ui/error-notice'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import { useDebounced } from '../../../ui/use-debounced'
import { BeforeAfter } from './before-after'
import { useRiskText } from './use-risk-text'

const noTitles: ReadonlyMap<string, string> = new Map()

/** How the model would answer to another value of one measurement. */
export function StayWhatIf({ asked, risk }: { asked: StayChangeRequest; risk: StayRisk }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const [parameter, setParameter] = useState('')
  const [value, setValue] = useState<number | null>(null)
  const measurement = risk.measurements.find((each) => each.parameter === parameter)
  const isInside =
    measurement !== undefined && value !== null && value >= measurement.low && value <= measurement.high
  const settled = useDebounced(isInside ? `${parameter} ${value}` : '', 250)
  const [wanted = '', number = ''] = settled.split(' ')
  const answer = useBridgeQuery(
    'risks:whatIf',
    [{ kind: 'stay', ...asked, changes: [{ parameter: wanted, value: Number(number) }] }],
    { enabled: settled !== '' },
  )
  return (
    <section className="risk-part" aria-labelledby="stay-what-if">
      <h4 id="stay-what-if">{t('risks.stay.whatIf', { hour: asked.hour })}</h4>
      <p className="risk-small">{t('risks.stay.whatIfText')}</p>
      <div className="risk-what-if__fields">
        <Select
          label={t('risks.stay.parameter')}
          value={parameter}
          options={[
            { value: '', label: t('risks.whatIf.choose') },
            ...risk.measurements.map(({ parameter: name, title }) => ({
              value: name,
              label: text.local(title),
            })),
          ]}
          onValue={(name) => {
            setParameter(name)
            setValue(risk.measurements.find((each) => each.parameter === name)?.latest?.value ?? null)
          }}
        />
        {measurement && (
          <ValueField
            key={parameter}
            measurement={measurement}
            value={value}
            wrong={value !== null && !isInside}
            onValue={setValue}
          />
        )}
      </div>
      {answer.error && <ErrorNotice error={errorOf(answer.error)} />}
      {settled !== '' && answer.data && risk.model && (
        <BeforeAfter answer={answer.data} finding={text.local(risk.model.finding)} titles={noTitles} />
      )}
    </section>
  )
}

interface ValueFieldProps {
  measurement: StayMeasurement
  value: number | null
  wrong: boolean
  onValue(value: number | null): void
}

function ValueField({ measurement, value, wrong, onValue }: ValueFieldProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { title, unit, low, high } = measurement
  const written = unit === '1' ? '' : unitText(unit)
  const limits = t(wrong ? 'risks.inputs.outside' : 'risks.inputs.allowed', {
    low: format.measured({ value: low, unit: '1' }),
    high: format.measured({ value: high, unit }),
  })
  return (
    <NumberField
      label={`${t('risks.whatIf.to', { input: text.local(title) })}${written === '' ? '' : ` (${written})`}`}
      {...(wrong ? { error: limits } : { hint: limits })}
      value={value}
      onValue={onValue}
    />
  )
}
