import { Pencil, RotateCcw, SquareArrowOutUpRight } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keepingTimes } from '../../../../shared/domain/risks/keeping-times'
import type { RiskInput } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { IconButton } from '../../../ui/icon-button'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { CellField } from './cell-field'
import { useRiskText } from './use-risk-text'

interface RiskInputsProps {
  inputs: readonly RiskInput[]
  onSource(entryId: number): void
  /** cell null: takes back what was entered */
  onCell(column: string, cell: string | null): void
}

/** Every input of a model: value and unit, when, and from where; what is missing can be entered for this session. */
export function RiskInputs({ inputs, onSource, onCell }: RiskInputsProps) {
  const { t } = useTranslation()
  const known = inputs.filter(({ cell }) => cell !== null).length
  return (
    <section className="risk-part" aria-labelledby="risk-inputs">
      <h4 id="risk-inputs">
        {t('risks.inputs.title')}{' '}
        <span className="quiet">{t('risks.inputs.known', { known, columns: inputs.length })}</span>
      </h4>
      <ScrollFrame label={t('risks.inputs.title')}>
        <table className="data-table selectable risk-inputs">
          <thead>
            <tr>
              <th scope="col">{t('risks.inputs.name')}</th>
              <th scope="col">{t('risks.inputs.value')}</th>
              <th scope="col">{t('risks.inputs.when')}</th>
              <th scope="col">{t('risks.inputs.source')}</th>
            </tr>
          </thead>
          <tbody>
            {inputs.map((input) => (
              <InputRow key={input.column} input={input} onSource={onSource} onCell={onCell} />
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  )
}

interface RowProps extends Omit<RiskInputsProps, 'inputs'> {
  input: RiskInput
}

function InputRow({ input, onSource, onCell }: RowProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const [editing, setEditing] = useState(false)
  const title = text.local(input.title)
  const isOpen = input.entryIds.length === 0 && input.state !== 'record'
  return (
    <tr data-column={input.column} data-state={input.state}>
      <th scope="row">{title}</th>
      <td>
        {editing ? (
          <EnterCell
            input={input}
            onUse={(cell) => {
              onCell(input.column, cell)
              setEditing(false)
            }}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <ValueText input={input} />
        )}
      </td>
      <td>
        <WhenText input={input} />
      </td>
      <td>
        <span className="risk-inputs__actions">
          <Sources input={input} onSource={onSource} />
          {!editing && (isOpen || input.state === 'too-old' || input.state === 'out-of-range') && (
            <IconButton
              size="small"
              label={t('risks.inputs.enterFor', { input: title })}
              icon={<Pencil aria-hidden="true" />}
              onClick={() => setEditing(true)}
            />
          )}
          {isOpen && input.cell !== null && (
            <IconButton
              size="small"
              label={`${t('risks.inputs.remove')}: ${title}`}
              icon={<RotateCcw aria-hidden="true" />}
              onClick={() => onCell(input.column, null)}
            />
          )}
        </span>
      </td>
    </tr>
  )
}

function ValueText({ input }: { input: RiskInput }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { state, recorded, allowed } = input
  if (state === 'missing') return <span className="quiet">{t('risks.inputs.missing')}</span>
  const told = recorded && (
    <span className="quiet">
      {' '}
      ({t('risks.inputs.recorded', { value: text.measured(recorded.value, recorded.unit) })})
    </span>
  )
  if (state === 'too-old') {
    const value =
      input.value === null && recorded ? text.measured(recorded.value, recorded.unit) : text.input(input)
    return (
      <>
        <Badge tone="warning" bare>
          {t('risks.inputs.tooOld', { value })}
        </Badge>
        {input.value !== null && told}
      </>
    )
  }
  return (
    <>
      {text.input(input)}
      {told}
      {state === 'out-of-range' && allowed.kind === 'number' && (
        <Badge tone="danger" bare>
          {t('risks.inputs.outside', {
            low: format.measured({ value: allowed.low, unit: '1' }),
            high: format.measured({ value: allowed.high, unit: input.unit ?? '1' }),
          })}
        </Badge>
      )}
    </>
  )
}

function WhenText({ input }: { input: RiskInput }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { date, ageDays, keeps, state } = input
  if (date === null) return null
  return (
    <>
      {text.when(date)}
      {ageDays !== null && <span className="quiet"> · {t('risks.inputs.days', { count: ageDays })}</span>}
      {keeps !== null && state === 'too-old' && (
        <span className="risk-inputs__keeps">
          {t('risks.inputs.keeps', { days: keepingTimes[keeps].days, source: t(`risks.keeping.${keeps}`) })}
        </span>
      )}
    </>
  )
}

function Sources({ input, onSource }: { input: RiskInput; onSource(entryId: number): void }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { entryIds, state, cell } = input
  const title = text.local(input.title)
  if (entryIds.length === 0) {
    if (cell === null || state === 'missing') return null
    return (
      <span className="quiet">
        {state === 'record' ? t('risks.inputs.fromPatient') : t('risks.inputs.entered')}
      </span>
    )
  }
  return entryIds.map((entryId, at) => (
    <IconButton
      key={entryId}
      size="small"
      label={
        entryIds.length === 1
          ? t('risks.inputs.openSource', { input: title })
          : t('risks.inputs.openSourceN', { input: title, number: at + 1 })
      }
      icon={<SquareArrowOutUpRight aria-hidden="true" />}
      onClick={() => onSource(entryId)}
    />
  ))
}

interface EnterCellProps {
  input: RiskInput
  onUse(cell: string): void
  onCancel(): void
}

function EnterCell({ input, onUse, onCancel }: EnterCellProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const [cell, setCell] = useState<string | null>(null)
  return (
    <form
      className="risk-inputs__form"
      onSubmit={(event) => {
        event.preventDefault()
        if (cell !== null && cell !== '') onUse(cell)
      }}
    >
      <CellField
        input={input}
        label={t('risks.inputs.enterFor', { input: text.local(input.title) })}
        labelHidden
        cell={cell}
        onCell={setCell}
      />
      <Button type="submit" disabled={cell === null || cell === ''}>
        {t('risks.inputs.use')}
      </Button>
      <Button tone="quiet" onClick={onCancel}>
        {t('risks.inputs.cancel')}
      </Button>
    </form>
  )
}
