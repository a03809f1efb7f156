import { useTranslation } from 'react-i18next'
import type { RiskInput } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { unitText } from '../../../i18n/unit-text'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import { useRiskText } from './use-risk-text'

interface CellFieldProps {
  input: Pick<RiskInput, 'allowed' | 'unit'>
  label: string
  labelHidden?: boolean
  /** as the model's table writes it; '' for not known, null while nothing usable was entered */
  cell: string | null
  onCell(cell: string | null): void
  /** whether "not known" can be chosen */
  mayBeUnknown?: boolean
}

/** A cell of a model's table: a number with its unit and limits, or one of its answers. */
export function CellField({ input, label, labelHidden, cell, onCell, mayBeUnknown }: CellFieldProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { allowed, unit } = input
  if (allowed.kind === 'choice')
    return (
      <Select
        label={label}
        labelHidden={labelHidden ?? false}
        value={cell ?? ''}
        options={[
          { value: '', label: mayBeUnknown ? t('risks.whatIf.notKnown') : t('risks.inputs.choose') },
          ...allowed.choices.map(({ cell: value, title }) => ({ value, label: text.local(title) })),
        ]}
        onValue={onCell}
      />
    )
  const written = unit === null || unit === '1' ? '' : unitText(unit)
  const limits = t('risks.inputs.allowed', {
    low: format.measured({ value: allowed.low, unit: '1' }),
    high: format.measured({ value: allowed.high, unit: unit ?? '1' }),
  })
  return (
    <span className="risk-cell">
      <NumberField
        label={written === '' || labelHidden ? label : `${label} (${written})`}
        labelHidden={labelHidden ?? false}
        hint={limits}
        value={cell === null || cell === '' ? null : Number(cell)}
        onValue={(value) => onCell(value === null ? (mayBeUnknown ? '' : null) : String(value))}
      />
      {labelHidden && <span className="risk-cell__unit">{written}</span>}
    </span>
  )
}
