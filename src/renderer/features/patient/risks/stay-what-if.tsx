import { RotateCcw, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  StayChangeRequest,
  StayMeasurement,
  StayRisk,
  WhatIfAnswer,
} from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { unitText } from '../../../i18n/unit-text'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { IconButton } from '../../../ui/icon-button'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import { useDebounced } from '../../../ui/use-debounced'
import { BeforeAfter } from './before-after'
import { useRiskText } from './use-risk-text'

/** As many as one question may change. */
const mostChanges = 20

type Changes = Readonly<Record<string, number | null>>
type StayModel = NonNullable<StayRisk['model']>

/** How the model would answer to other values of some measurements, beside its answer as it is. */
export function StayWhatIf({ asked, risk }: { asked: StayChangeRequest; risk: StayRisk }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const [changes, setChanges] = useState<Changes>({})
  const changed = risk.measurements.filter(({ parameter }) => parameter in changes)
  const free = risk.measurements.filter(({ parameter }) => !(parameter in changes))
  const set = (parameter: string, value: number | null) => setChanges({ ...changes, [parameter]: value })
  const takeBack = (parameter: string) =>
    setChanges(Object.fromEntries(Object.entries(changes).filter(([each]) => each !== parameter)))
  return (
    <section className="risk-part" aria-labelledby="stay-what-if">
      <h4 id="stay-what-if">{t('risks.stay.whatIf', { hour: asked.hour })}</h4>
      <p className="risk-small">{t('risks.stay.whatIfText')}</p>
      <div className="risk-what-if__fields">
        {changed.map((measurement) => (
          <Change
            key={measurement.parameter}
            measurement={measurement}
            value={changes[measurement.parameter] ?? null}
            onValue={(value) => set(measurement.parameter, value)}
            onTakeBack={() => takeBack(measurement.parameter)}
          />
        ))}
        {changed.length < mostChanges && (
          <Select
            label={t('risks.stay.add')}
            value=""
            options={[
              { value: '', label: t('risks.whatIf.choose') },
              ...free.map(({ parameter, title }) => ({ value: parameter, label: text.local(title) })),
            ]}
            onValue={(parameter) => {
              const measurement = free.find((each) => each.parameter === parameter)
              if (measurement) set(parameter, measurement.latest?.value ?? null)
            }}
          />
        )}
      </div>
      {changed.length > 0 && (
        <p>
          <Button tone="quiet" icon={<RotateCcw />} onClick={() => setChanges({})}>
            {t('risks.whatIf.clear')}
          </Button>
        </p>
      )}
      {risk.model && <Answer asked={asked} risk={risk} model={risk.model} changes={changes} />}
    </section>
  )
}

interface AnswerProps {
  asked: StayChangeRequest
  risk: StayRisk
  model: StayModel
  changes: Changes
}

/** Nothing is asked while a value is out of its range: the number would be that of the other changes alone. */
function Answer({ asked, risk, model, changes }: AnswerProps) {
  const text = useRiskText()
  const given = Object.entries(changes).flatMap(([parameter, value]) =>
    value === null ? [] : [{ parameter, value }],
  )
  const wrong = risk.measurements.filter((each) => isOutside(each, changes[each.parameter] ?? null))
  const settled = useDebounced(wrong.length > 0 || given.length === 0 ? '' : JSON.stringify(given), 250)
  const answer = useBridgeQuery(
    'risks:whatIf',
    [{ kind: 'stay', ...asked, changes: settled === '' ? [] : (JSON.parse(settled) as typeof given) }],
    { enabled: settled !== '', placeholderData: (before) => before },
  )
  const titles = new Map(risk.measurements.map(({ parameter, title }) => [parameter, text.local(title)]))
  const refused: WhatIfAnswer | null =
    wrong.length === 0
      ? null
      : {
          before: risk.points.find(({ hour }) => hour === asked.hour)?.estimate ?? null,
          after: null,
          reasons: [{ code: 'VALUE_OUTSIDE_RANGE', about: wrong.map(({ parameter }) => parameter) }],
        }
  const shown = refused ?? (settled === '' ? null : answer.data)
  return (
    <>
      {answer.error && <ErrorNotice error={errorOf(answer.error)} />}
      {shown && <BeforeAfter answer={shown} finding={text.local(model.finding)} titles={titles} />}
    </>
  )
}

const isOutside = ({ low, high }: StayMeasurement, value: number | null): boolean =>
  value !== null && (value < low || value > high)

interface ChangeProps {
  measurement: StayMeasurement
  value: number | null
  onValue(value: number | null): void
  onTakeBack(): void
}

function Change({ measurement, value, onValue, onTakeBack }: ChangeProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { title, unit, low, high, latest } = measurement
  const written = unit === '1' ? '' : unitText(unit)
  const name = text.local(title)
  const isWrong = isOutside(measurement, value)
  const limits = t(isWrong ? 'risks.inputs.outside' : 'risks.inputs.allowed', {
    low: format.measured({ value: low, unit: '1' }),
    high: format.measured({ value: high, unit }),
  })
  const now = latest
    ? format.measured({ value: Number(latest.value.toPrecision(4)), unit })
    : t('risks.stay.neverTaken')
  const hint = `${limits} · ${latest ? t('risks.stay.unchanged', { value: now }) : now}`
  return (
    <div className="risk-what-if__change" data-parameter={measurement.parameter}>
      <NumberField
        label={`${t('risks.whatIf.to', { input: name })}${written === '' ? '' : ` (${written})`}`}
        {...(isWrong ? { error: limits } : { hint })}
        value={value}
        onValue={onValue}
      />
      <IconButton
        size="small"
        label={t('risks.stay.setBack', { value: now, input: name })}
        icon={<Undo2 aria-hidden="true" />}
        onClick={onTakeBack}
      />
    </div>
  )
}
