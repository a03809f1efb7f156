/** The values of a score, one a row: what it is, its value and unit, from where and when, its points. */
import { RotateCcw, SquareArrowOutUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Derived } from '../../../../shared/domain/scores/derivation'
import type { GivenValue } from '../../../../shared/domain/scores/read-value'
import type { InputUse, ScoreDescriptor } from '../../../../shared/domain/scores/score'
import { type InputId, inputOf } from '../../../../shared/domain/scores/score-input'
import type { ScoreResult } from '../../../../shared/domain/scores/score-result'
import { useFormatters } from '../../../i18n/format'
import { IconButton } from '../../../ui/icon-button'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import {
  type EnteredValues,
  type FoundValue,
  type FoundValues,
  originOf,
  unitInUse,
  unitsOffered,
  type ValueOrigin,
} from './entered-values'
import { useInputText } from './use-input-text'

interface ScoreInputsProps {
  score: ScoreDescriptor
  found: FoundValues
  entered: EnteredValues
  result: ScoreResult | null
  onChange(id: InputId, value: GivenValue | null): void
  onRestore(id: InputId): void
  onSource?: ((entryId: number) => void) | undefined
}

export function ScoreInputs(props: ScoreInputsProps) {
  const { score, found, entered, result, onChange, onRestore, onSource } = props
  const { t } = useTranslation()
  const hasPoints = result?.status === 'assessed' && result.items.length > 0
  return (
    <div className="scores__table" role="group" aria-label={t('scores.inputs')}>
      {(Object.entries(score.inputs) as [InputId, InputUse][]).map(([id, use]) => (
        <ScoreInputRow
          key={id}
          id={id}
          use={use}
          value={(entered[id] === undefined ? found[id] : entered[id]) ?? undefined}
          origin={originOf(id, found, entered)}
          points={hasPoints ? (result.items.find(({ item }) => item === id)?.points ?? null) : null}
          wrong={wrongReason(result, id)}
          onChange={(value) => onChange(id, value)}
          onRestore={() => onRestore(id)}
          onSource={onSource}
        />
      ))}
    </div>
  )
}

function wrongReason(result: ScoreResult | null, id: InputId) {
  if (result?.status !== 'not-assessed') return null
  const reason = result.reasons.find(({ input, code }) => input === id && code !== 'MISSING')
  return reason?.code ?? null
}

interface RowProps {
  id: InputId
  use: InputUse
  value: FoundValue | undefined
  origin: ValueOrigin
  points: number | null
  wrong: ReturnType<typeof wrongReason>
  onChange(value: GivenValue | null): void
  onRestore(): void
  onSource: ScoreInputsProps['onSource']
}

function ScoreInputRow(props: RowProps) {
  const { id, use, value, origin, points, wrong, onChange, onRestore, onSource } = props
  const { t } = useTranslation()
  const text = useInputText()
  const format = useFormatters()
  const isQuantity = inputOf(id).kind === 'quantity'
  return (
    <div className="scores__row">
      {isQuantity ? (
        <QuantityField id={id} use={use} value={value} wrong={wrong !== null} onChange={onChange} />
      ) : (
        <AnswerField id={id} value={value} onChange={onChange} />
      )}
      <p className="scores__origin">
        {wrong !== null && <span className="scores__wrong">{t(`scores.reason.${wrong}`)}</span>}
        <Origin origin={origin} value={value} use={use} />
        {origin === 'record' &&
          onSource &&
          (value?.entryIds ?? []).map((entryId, at) => (
            <IconButton
              key={entryId}
              size="small"
              label={t('scores.openSource', { input: text.name(id), number: at + 1 })}
              icon={<SquareArrowOutUpRight aria-hidden="true" />}
              onClick={() => onSource(entryId)}
            />
          ))}
        {origin === 'changed' && (
          <IconButton
            size="small"
            label={t('scores.lookAgain')}
            icon={<RotateCcw aria-hidden="true" />}
            onClick={onRestore}
          />
        )}
      </p>
      <p className="scores__points">
        {points !== null && (
          <>
            <span className="visually-hidden">{t('scores.points')}</span>{' '}
            {format.number(points, Number.isInteger(points) ? 0 : 1)}
          </>
        )}
      </p>
    </div>
  )
}

function Origin({ origin, value, use }: Pick<RowProps, 'origin' | 'value' | 'use'>) {
  const { t } = useTranslation()
  const format = useFormatters()
  if (origin === 'entered') return t('scores.entered')
  if (origin === 'changed') return t('scores.changed')
  const need = t(`scores.need.${use.unlessStated === undefined ? use.need : 'stated'}`)
  if (origin === 'none') return <Parts parts={[t('scores.notFound'), need]} />
  if (value?.derived) return <DerivedOrigin derived={value.derived} />
  const { source, date } = value ?? {}
  const from = source === undefined ? t('scores.fromPatient') : t('scores.fromRecord', { source })
  return <Parts parts={[from, date === undefined ? '' : whenText(date, format)]} />
}

/** By which rule, and of which measured values; each with when and from where. */
function DerivedOrigin({ derived: { rule, from } }: { derived: Derived }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useInputText()
  return (
    <>
      <span>{t(`scores.derived.${rule}`)}</span>
      {from.map(({ input, value, unit, date, source }, index) => (
        <Parts
          key={index}
          parts={[
            [input === undefined ? '' : text.name(input), format.measured({ value, unit })].join(' ').trim(),
            source === undefined ? '' : t('scores.fromRecord', { source }),
            date === undefined ? '' : whenText(date, format),
          ]}
        />
      ))}
    </>
  )
}

/** With a dot between them; what is empty falls away. */
function Parts({ parts }: { parts: readonly string[] }) {
  return <span>{parts.filter((part) => part !== '').join(' · ')}</span>
}

/** A day, or a moment in this computer's zone; what is only a month or a year is left as it is. */
function whenText(date: string, format: ReturnType<typeof useFormatters>): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) return format.date(date)
  return date.includes('T') ? format.moment(Date.parse(date)) : date
}

function QuantityField({
  id,
  use,
  value,
  wrong,
  onChange,
}: Pick<RowProps, 'id' | 'use' | 'value' | 'onChange'> & { wrong: boolean }) {
  const { t } = useTranslation()
  const text = useInputText()
  const unit = unitInUse(id, value)
  const units = unitsOffered(id, value)
  const number = value === undefined || value.value === '' ? null : Number(value.value)
  return (
    <div className={wrong ? 'scores__field scores__field--wrong' : 'scores__field'}>
      <NumberField
        label={text.name(id)}
        required={use.need === 'required' && use.unlessStated === undefined}
        value={number}
        onValue={(entered) => onChange(entered === null ? null : { value: entered, unit })}
      />
      {units.length > 1 ? (
        <Select
          label={t('scores.unitOf', { input: text.name(id) })}
          labelHidden
          value={unit}
          options={units.map((each) => ({ value: each, label: text.unitName(each) }))}
          onValue={(chosen) =>
            onChange(number === null ? { value: '', unit: chosen } : { value: number, unit: chosen })
          }
        />
      ) : (
        <span className="scores__unit">{text.unitName(unit)}</span>
      )}
    </div>
  )
}

/** No answer is an answer of its own: nothing is chosen before somebody chooses. */
function AnswerField({ id, value, onChange }: Pick<RowProps, 'id' | 'value' | 'onChange'>) {
  const { t } = useTranslation()
  const text = useInputText()
  const input = inputOf(id)
  if (input.kind !== 'choice') return null
  const answer = value === undefined ? '' : String(value.value)
  return (
    <div className="scores__field">
      <Select
        label={text.name(id)}
        value={input.options.includes(answer) ? answer : ''}
        options={[
          { value: '', label: t('scores.unanswered') },
          ...input.options.map((option) => ({ value: option, label: text.option(option) })),
        ]}
        onValue={(chosen) => onChange(chosen === '' ? null : { value: chosen })}
      />
    </div>
  )
}
