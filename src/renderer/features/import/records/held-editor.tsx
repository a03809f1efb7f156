import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type {
  HeldDetail,
  HeldRow,
  RepairChange,
  RepairOutcome,
} from '../../../../shared/domain/record-import/held-row'
import { call, errorOf, useBridgeMutation, useBridgeQuery } from '../../../bridge'
import { reporting } from '../../../app/import-actions'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { ErrorNotice } from '../../../ui/error-notice'
import { Segmented } from '../../../ui/segmented'
import { TextArea } from '../../../ui/text-area'
import { TextField } from '../../../ui/text-field'
import { showToast } from '../../../ui/toast'
import { ToneShape } from '../../../ui/badge'
import { dropRows } from './held-view-actions'
import { usePlaceText, useReasonText, useWhyText } from './reason-text'

/** One held row: why it waits, what it says, and its repair. */
export function HeldEditor({ row }: { row: HeldRow }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const reasonText = useReasonText()
  const whyText = useWhyText()
  const placeText = usePlaceText()
  const detail = useBridgeQuery('recordImport:heldDetail', [{ id: row.id }])
  return (
    <section className="held__editor" aria-label={t('recordImport.held.row')}>
      <div className="held__why">
        <h2>{reasonText(row.reason)}</h2>
        <p className="selectable">{whyText(row.reason, row.detail)}</p>
        <p className="held__advice">{t(`recordImport.advice.${adviceOf(row.reason)}`)}</p>
        <p className="quiet selectable">
          {row.fileName} · {placeText(row.position)} · {t(`recordImport.format.${row.format}`)} · {row.sender}{' '}
          · {format.moment(row.startedAtMs)}
        </p>
      </div>
      {detail.error && <ErrorNotice error={errorOf(detail.error)} />}
      {detail.data && <Repair detail={detail.data} />}
    </section>
  )
}

const unitReasons = ['unit-missing', 'unit-unknown', 'unit-not-commensurable']
const patientReasons = ['patient-missing', 'patient-conflict']
const adviceOf = (reason: string): 'unit' | 'patient' | 'other' =>
  unitReasons.includes(reason) ? 'unit' : patientReasons.includes(reason) ? 'patient' : 'other'

type Way = 'cells' | 'fields' | 'text'

function Repair({ detail }: { detail: HeldDetail }) {
  const { t } = useTranslation()
  const ways: Way[] = [
    ...(detail.table ? ['cells' as const] : []),
    ...(detail.statement ? ['fields' as const] : []),
    'text',
  ]
  const [way, setWay] = useState<Way>(ways[0] ?? 'text')
  return (
    <>
      {ways.length > 1 && (
        <Segmented<Way>
          label={t('recordImport.held.way')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`recordImport.held.ways.${value}`) }))}
          onValue={setWay}
        />
      )}
      {way === 'cells' && detail.table && <CellsForm id={detail.row.id} table={detail.table} />}
      {way === 'fields' && detail.statement && (
        <StatementForm id={detail.row.id} reason={detail.row.reason} statement={detail.statement} />
      )}
      {way === 'text' && (
        <TextForm id={detail.row.id} raw={detail.raw} isStatement={detail.row.form === 'entry'} />
      )}
    </>
  )
}

interface StepsProps {
  id: string
  /** null while nothing is changed: the row is tried again as it is */
  change: RepairChange | null
  /** how the same is done to all alike rows; null where the change is this row's alone */
  alike: RepairChange | null
}

/** Store this row, store all alike rows, or discard it; and why it still waits. */
function RepairSteps({ id, change, alike }: StepsProps) {
  const { t } = useTranslation()
  const reasonText = useReasonText()
  const whyText = useWhyText()
  const repair = useBridgeMutation('recordImport:repair', { onSuccess: (outcome) => told(t, outcome) })
  const count = useBridgeQuery('recordImport:countAlike', [{ id, change: alike ?? { kind: 'again' } }], {
    enabled: alike !== null,
  })
  const rows = alike === null ? 0 : (count.data?.rows ?? 0)
  const problem = repair.data?.problem
  return (
    <>
      {problem && (
        <p className="held__problem" role="alert">
          <ToneShape tone="warning" />
          <span>
            {t('recordImport.held.still')} {reasonText(problem.reason)}{' '}
            <span className="quiet">{whyText(problem.reason, problem.detail)}</span>
          </span>
        </p>
      )}
      {repair.error && <ErrorNotice error={errorOf(repair.error)} />}
      <div className="held__actions">
        <Button
          tone="primary"
          busy={repair.isPending}
          onClick={() => repair.mutate([{ id, change: change ?? { kind: 'again' }, alike: false }])}
        >
          {t(change ? 'recordImport.held.store' : 'recordImport.held.again')}
        </Button>
        {alike && rows > 1 && (
          <Button busy={repair.isPending} onClick={() => repair.mutate([{ id, change: alike, alike: true }])}>
            {t('recordImport.held.storeAlike', { count: rows })}
          </Button>
        )}
        {repair.isPending && (
          <Button onClick={() => void reporting(call('recordImport:cancelRepair'))}>
            {t('common.cancel')}
          </Button>
        )}
        <Button onClick={() => void dropRows(t, { ids: [id] })}>{t('recordImport.held.drop')}</Button>
      </div>
    </>
  )
}

function told(t: TFunction, { repaired, waiting }: RepairOutcome): void {
  if (repaired > 0) showToast({ tone: 'good', text: t('recordImport.held.tried', { repaired, waiting }) })
}

/** A table's row, cell by cell. A single changed cell can be changed in the same way in all alike rows. */
function CellsForm({ id, table }: { id: string; table: NonNullable<HeldDetail['table']> }) {
  const { t } = useTranslation()
  const [cells, setCells] = useState(table.cells)
  const [whole, setWhole] = useState(table.mapped.length === 0)
  const changed = cells.flatMap((cell, at) => (cell === table.cells[at] ? [] : [at]))
  const [at] = changed
  const alike: RepairChange | null =
    changed.length === 1 && at !== undefined
      ? { kind: 'cell', column: table.header[at] ?? '', from: table.cells[at] ?? '', to: cells[at] ?? '' }
      : null
  return (
    <>
      <div className="held__cells">
        {cells.map((cell, index) =>
          whole || table.mapped.includes(table.header[index] ?? '') ? (
            <TextField
              key={index}
              label={table.header[index] ?? t('recordImport.columns.nameless', { number: index + 1 })}
              value={cell}
              onChange={(event) => setCells(cells.with(index, event.target.value))}
            />
          ) : null,
        )}
      </div>
      {table.mapped.length > 0 && table.mapped.length < table.header.length && (
        <Checkbox
          label={t('recordImport.held.allCells', { count: table.header.length })}
          checked={whole}
          onChecked={setWhole}
        />
      )}
      <RepairSteps id={id} change={changed.length > 0 ? { kind: 'cells', cells } : null} alike={alike} />
    </>
  )
}

interface StatementFormProps {
  id: string
  reason: string
  statement: NonNullable<HeldDetail['statement']>
}

/** What most often keeps a statement back: its unit, or the number of its patient. */
function StatementForm({ id, reason, statement }: StatementFormProps) {
  const { t } = useTranslation()
  const [unit, setUnit] = useState(statement.unit ?? '')
  const [first] = statement.patient
  const [system, setSystem] = useState(first?.system ?? '')
  const [number, setNumber] = useState(first?.value ?? '')
  const isUnit = !patientReasons.includes(reason) && statement.unit !== null
  const change: RepairChange | null = isUnit
    ? unit.trim() === '' || unit.trim() === statement.unit
      ? null
      : { kind: 'unit', from: statement.unit ?? '', to: unit.trim() }
    : number.trim() === '' || (number.trim() === first?.value && system.trim() === first.system)
      ? null
      : { kind: 'patient', patient: [{ system: system.trim(), value: number.trim() }] }
  return (
    <>
      <p className="selectable held__statement">
        <strong>{statement.what}</strong> {statement.value}
      </p>
      {isUnit ? (
        <TextField
          label={t('recordImport.held.unit')}
          hint={
            statement.unit === ''
              ? t('recordImport.held.unitNone')
              : t('recordImport.held.unitWas', { unit: statement.unit ?? '' })
          }
          maxLength={100}
          value={unit}
          onChange={(event) => setUnit(event.target.value)}
        />
      ) : (
        <div className="held__cells">
          <TextField
            label={t('recordImport.files.patientNumber')}
            hint={t('recordImport.held.patientWas', {
              numbers: statement.patient.map(({ value }) => value).join(' · '),
            })}
            maxLength={200}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
          <TextField
            label={t('recordImport.files.patientSystem')}
            maxLength={300}
            value={system}
            onChange={(event) => setSystem(event.target.value)}
          />
        </div>
      )}
      <RepairSteps id={id} change={change} alike={change} />
    </>
  )
}

/** The row as its reader takes it, or the statement as JSON. */
function TextForm({ id, raw, isStatement }: { id: string; raw: string; isStatement: boolean }) {
  const { t } = useTranslation()
  const shown = raw.replace(/^\ufeff/, '')
  const [text, setText] = useState(shown)
  return (
    <>
      <TextArea
        label={t('recordImport.held.text')}
        hint={t(isStatement ? 'recordImport.held.textStatement' : 'recordImport.held.textRow')}
        className="held__text"
        rows={14}
        maxLength={256 * 1024}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <RepairSteps id={id} change={text === shown ? null : { kind: 'text', text }} alike={null} />
    </>
  )
}
