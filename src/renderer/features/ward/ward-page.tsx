import { BellRing, FileText, Printer, UsersRound } from 'lucide-react'
import type { TFunction } from 'i18next'
import { keepPreviousData } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { compareNeed, needOf, needs } from '../../../shared/domain/ward/need'
import type { WardRow, WardScope, WardTable } from '../../../shared/domain/ward/ward'
import { useCommands } from '../../app/commands'
import { reporting } from '../../app/import-actions'
import { importRecords } from '../../app/record-import'
import { openSampleWard } from '../../app/sample-ward'
import { call, errorOf, useBridgeQuery } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { printPage, saveAsPdf } from '../../ui/print-page'
import { Progress, Spinner } from '../../ui/progress'
import { Select } from '../../ui/select'
import { Tabs } from '../../ui/tabs'
import { showToast } from '../../ui/toast'
import { AlertsPanel } from './alerts/alerts-panel'
import { AsOfControl } from './as-of-control'
import { CoursePanel } from './course-panel'
import { RulesDialog } from './rules/rules-dialog'
import { listedRow, type ListedRow } from './listed-row'
import { RisksFailed, RisksProgress } from './risks-progress'
import { useWardRisks } from './use-ward-risks'
import { columnsOf, sorted } from './ward-columns'
import { WardGrid } from './ward-grid'
import { WardPaper } from './ward-paper'
import type { Column } from './column'
import { setScope, setTab, setTime, type Sort, useWard } from './ward-store'
import './ward.css'

/** Ages of values are told to the minute; the list is asked for again with them. */
const refreshMs = 60_000

/** Who is on the ward, and who needs attention first. */
export function WardPage() {
  const { t } = useTranslation()
  const { scope, atMs, sort } = useWard()
  const table = useBridgeQuery('ward:table', [{ scope, atMs }], {
    placeholderData: keepPreviousData,
    ...(atMs === null ? { refetchInterval: refreshMs } : {}),
  })
  const { rows, columns, risks } = useListed(table.data, atMs, sort)
  const [ruling, setRuling] = useState(false)
  const { saving, isPrinting, print, savePdf } = usePaper()
  useCommands(
    () => [
      { id: 'ward.print', titleKey: 'ward.print', group: 'patient', shortcuts: ['Mod+P'], run: print },
      { id: 'ward.pdf', titleKey: 'ward.pdf', group: 'patient', run: savePdf },
      { id: 'ward.rules', titleKey: 'ward.rules', group: 'patient', run: () => setRuling(true) },
    ],
    [],
  )
  const { data } = table
  return (
    <div className="ward">
      <header className="ward__head">
        <h1>
          <UsersRound aria-hidden="true" />
          {t('ward.title')}
        </h1>
        <ScopeSelect scope={scope} table={data} />
        <AsOfControl key={String(atMs)} atMs={atMs} />
        <RisksProgress risks={risks} />
        <span className="ward__actions">
          <Button icon={<BellRing />} onClick={() => setRuling(true)}>
            {t('ward.rules')}
          </Button>
          <Button icon={<FileText />} busy={saving} disabled={rows.length === 0} onClick={savePdf}>
            {t('ward.pdf')}
          </Button>
          <Button icon={<Printer />} disabled={rows.length === 0} onClick={print}>
            {t('ward.print')}
          </Button>
        </span>
      </header>
      <SampleProgress />
      {data && <RisksFailed risks={risks} />}
      {atMs !== null && <PastNotice atMs={atMs} />}
      {table.error ? (
        <ErrorNotice
          error={errorOf(table.error)}
          actions={<Button onClick={() => void table.refetch()}>{t('common.retry')}</Button>}
        />
      ) : !data ? (
        <p className="ward__waiting" role="status">
          <Spinner size={20} />
          {t('common.loading')}
        </p>
      ) : rows.length === 0 ? (
        <Nobody table={data} />
      ) : (
        <Filled table={data} rows={rows} columns={columns} stale={table.isPlaceholderData} />
      )}
      {isPrinting && data && (
        <WardPaper table={data} rows={rows} columns={columns} scope={scopeText(t, scope, data)} />
      )}
      {ruling && (
        <RulesDialog wards={data?.places.map(({ ward }) => ward) ?? []} onClose={() => setRuling(false)} />
      )}
    </div>
  )
}

const nobody: WardTable['rows'] = []

/** The rows with what is worked out behind them, in the order of the chosen column. */
function useListed(table: WardTable | undefined, atMs: number | null, sort: Sort) {
  const base = useMemo(() => (table?.rows ?? nobody).toSorted(compareNeed), [table])
  const ids = useMemo(() => base.map(({ patient }) => patient.id), [base])
  const risks = useWardRisks(ids, atMs)
  const listed = useMemo(() => base.map((row) => listedRow(row, risks.of(row.patient.id))), [base, risks])
  const columns = useMemo(() => columnsOf(listed), [listed])
  const rows = useMemo(() => sorted(listed, columns, sort), [listed, columns, sort])
  return { rows, columns, risks }
}

/** The list is drawn anew with all of its rows while it goes to paper. */
function usePaper() {
  const { t } = useTranslation()
  const [isPrinting, setPrinting] = useState(false)
  const [saving, setSaving] = useState(false)
  const print = () => {
    flushSync(() => setPrinting(true))
    window.addEventListener('afterprint', () => setPrinting(false), { once: true })
    void printPage()
  }
  const savePdf = () => {
    flushSync(() => {
      setPrinting(true)
      setSaving(true)
    })
    void reporting(saveAsPdf(() => call('app:savePdf', { name: 'ward' }))).then((done) => {
      setPrinting(false)
      setSaving(false)
      if (done?.saved) showToast({ tone: 'good', text: t('ward.saved') })
    })
  }
  return { saving, isPrinting, print, savePdf }
}

function scopeText(t: TFunction, scope: WardScope, table: WardTable): string {
  if (scope.kind === 'everybody') return t('ward.everybody', { count: table.everybody })
  const present = table.places.reduce((sum, { count }) => sum + count, 0)
  if (scope.kind === 'present') return t('ward.present', { count: present })
  const count = table.places.find(({ ward }) => ward === scope.ward)?.count ?? 0
  return t('ward.oneWard', { ward: scope.ward, count })
}

/** Without a count, while nobody has counted. */
const plainText = (t: TFunction, scope: WardScope): string =>
  scope.kind === 'ward'
    ? scope.ward
    : t(scope.kind === 'present' ? 'ward.presentPlain' : 'ward.everybodyPlain')

const keyOf = (scope: WardScope): string => (scope.kind === 'ward' ? `ward:${scope.ward}` : scope.kind)

function ScopeSelect({ scope, table }: { scope: WardScope; table: WardTable | undefined }) {
  const { t } = useTranslation()
  const places = table?.places.map(({ ward }) => ward) ?? []
  // A ward that nobody is on any more stays chosen.
  const wards = scope.kind === 'ward' && !places.includes(scope.ward) ? [...places, scope.ward] : places
  const scopes: WardScope[] = [
    { kind: 'present' },
    ...wards.map((ward): WardScope => ({ kind: 'ward', ward })),
    { kind: 'everybody' },
  ]
  return (
    <Select
      className="ward__scope"
      label={t('ward.scope')}
      labelHidden
      value={keyOf(scope)}
      options={scopes.map((each) => ({
        value: keyOf(each),
        label: table ? scopeText(t, each, table) : plainText(t, each),
      }))}
      onValue={(key) => setScope(scopes.find((each) => keyOf(each) === key) ?? { kind: 'present' })}
    />
  )
}

function PastNotice({ atMs }: { atMs: number }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <p className="ward__past" role="status">
      {t('ward.notNow', { time: format.moment(atMs) })}
      <Button onClick={() => setTime(null)}>{t('ward.backToNow')}</Button>
    </p>
  )
}

function SampleProgress() {
  const { t } = useTranslation()
  const sample = useBridgeQuery('ward:sampleState', []).data
  if (sample?.state !== 'running') return null
  const { done, total } = sample
  const text = total === 0 ? t('ward.sample.makingSoon') : t('ward.sample.making', { done, total })
  return (
    <div className="ward__sample">
      <span>{text}</span>
      <Progress label={text} value={done} max={total === 0 ? null : total} />
      <Button onClick={() => void reporting(call('ward:cancelSample'))}>{t('ward.sample.cancel')}</Button>
    </div>
  )
}

function Nobody({ table }: { table: WardTable }) {
  const { t } = useTranslation()
  if (table.everybody > 0)
    return (
      <EmptyState
        icon={<UsersRound />}
        title={t('ward.emptyWard')}
        actions={
          <Button tone="primary" onClick={() => setScope({ kind: 'everybody' })}>
            {t('ward.everybody', { count: table.everybody })}
          </Button>
        }
      >
        {t('ward.emptyWardHint')}
      </EmptyState>
    )
  return (
    <EmptyState
      icon={<UsersRound />}
      title={t('ward.empty')}
      actions={
        <>
          <Button onClick={() => void importRecords('files')}>{t('ward.importRecords')}</Button>
          <Button tone="primary" onClick={openSampleWard}>
            {t('ward.sample.open')}
          </Button>
        </>
      }
    >
      {t('ward.emptyHint')}
    </EmptyState>
  )
}

interface FilledProps {
  table: WardTable
  rows: readonly ListedRow[]
  columns: readonly Column[]
  stale: boolean
}

function Filled({ table, rows, columns, stale }: FilledProps) {
  const { t } = useTranslation()
  const { scope, atMs, tab, selectedId } = useWard()
  return (
    <>
      <Summary rows={rows} isCut={table.isCut} />
      <WardGrid rows={rows} columns={columns} nowMs={table.atMs} stale={stale} />
      <div className="ward__below">
        <Tabs
          label={t('ward.title')}
          value={tab}
          onValue={setTab}
          items={[
            {
              value: 'alerts',
              label: t('ward.tab.alerts'),
              content: <AlertsPanel rows={rows} selectedId={selectedId} isPast={atMs !== null} />,
            },
            {
              value: 'course',
              label: t('ward.tab.course'),
              content: <CoursePanel scope={scope} atMs={atMs} />,
            },
          ]}
        />
      </div>
    </>
  )
}

function Summary({ rows, isCut }: { rows: readonly WardRow[]; isCut: boolean }) {
  const { t } = useTranslation()
  const counts = needs.map((need) => [need, rows.filter((row) => needOf(row) === need).length] as const)
  return (
    <p className="ward__summary">
      <strong>{t('ward.count', { count: rows.length })}</strong>
      {counts.map(([need, count]) => (
        <span key={need}>
          {t(`ward.need.${need}`)} {count}
        </span>
      ))}
      {isCut && <span>{t('ward.isCut', { count: rows.length })}</span>}
    </p>
  )
}
