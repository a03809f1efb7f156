import { keepPreviousData } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HeldChoice, HeldCounts, HeldRow } from '../../../../shared/domain/record-import/held-row'
import { reporting } from '../../../app/import-actions'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Select } from '../../../ui/select'
import { showToast } from '../../../ui/toast'
import { HeldEditor } from './held-editor'
import { setHeldFilter, useHeldFilter } from './held-filter'
import { dropRows } from './held-view-actions'
import { usePlaceText, useReasonText, useWhyText } from './reason-text'

const pageRows = 100

/** Rows that were held back: why, what they say, and how they get into the record after all. */
export function HeldView() {
  const { t } = useTranslation()
  const filter = useHeldFilter()
  const [offset, setOffset] = useState(0)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const counts = useBridgeQuery('recordImport:heldCounts', [{ intakeId: filter.intakeId }])
  const page = useBridgeQuery('recordImport:held', [{ ...filter, offset, limit: pageRows }], {
    placeholderData: keepPreviousData,
  })
  const rows = page.data?.rows ?? []
  const chosen = rows.find(({ id }) => id === chosenId) ?? rows[0]
  const failure = page.error ?? counts.error
  if (failure)
    return (
      <div className="new-import__body">
        <ErrorNotice error={errorOf(failure)} />
      </div>
    )
  return (
    <div className="held">
      <HeldBar counts={counts.data ?? []} total={page.data?.total ?? 0} onFilter={() => setOffset(0)} />
      {page.data?.total === 0 ? (
        <EmptyState icon={<ShieldCheck />} title={t('recordImport.held.none')}>
          {t('recordImport.held.noneHint')}
        </EmptyState>
      ) : (
        <div className="held__body">
          <div className="held__list">
            <ScrollFrame className="held__scroll" label={t('recordImport.held.list')}>
              <ul>
                {rows.map((row) => (
                  <li key={row.id}>
                    <HeldItem
                      row={row}
                      isChosen={row.id === chosen?.id}
                      onChoose={() => setChosenId(row.id)}
                    />
                  </li>
                ))}
              </ul>
            </ScrollFrame>
            <Pages total={page.data?.total ?? 0} offset={offset} onOffset={setOffset} />
          </div>
          {chosen && <HeldEditor key={chosen.id} row={chosen} />}
        </div>
      )}
    </div>
  )
}

function HeldItem({ row, isChosen, onChoose }: { row: HeldRow; isChosen: boolean; onChoose(): void }) {
  const reasonText = useReasonText()
  const whyText = useWhyText()
  const placeText = usePlaceText()
  return (
    <button
      type="button"
      className="held__item"
      aria-current={isChosen ? 'true' : undefined}
      onClick={onChoose}
    >
      <strong>{reasonText(row.reason)}</strong>
      <span className="clip">{whyText(row.reason, row.detail)}</span>
      <span className="quiet clip">
        {row.fileName} · {placeText(row.position)}
      </span>
    </button>
  )
}

function Pages({
  total,
  offset,
  onOffset,
}: {
  total: number
  offset: number
  onOffset(offset: number): void
}) {
  const { t } = useTranslation()
  if (total <= pageRows) return null
  return (
    <div className="held__pages">
      <Button disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - pageRows))}>
        {t('recordImport.held.before')}
      </Button>
      <span className="tabular">
        {t('recordImport.held.page', { first: offset + 1, last: Math.min(total, offset + pageRows), total })}
      </span>
      <Button disabled={offset + pageRows >= total} onClick={() => onOffset(offset + pageRows)}>
        {t('recordImport.held.after')}
      </Button>
    </div>
  )
}

/** Which rows, how many of each reason, and steps for all that are meant. */
function HeldBar({ counts, total, onFilter }: { counts: HeldCounts; total: number; onFilter(): void }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const reasonText = useReasonText()
  const { intakeId, reason } = useHeldFilter()
  const intakes = useBridgeQuery('recordImport:intakes', []).data ?? []
  const filter = (change: Parameters<typeof setHeldFilter>[0]) => {
    setHeldFilter(change)
    onFilter()
  }
  const sum = (name: 'waiting' | 'repaired' | 'dropped') => counts.reduce((all, one) => all + one[name], 0)
  return (
    <div className="held__bar">
      <Select
        label={t('recordImport.held.import')}
        value={intakeId ?? ''}
        options={[
          { value: '', label: t('recordImport.held.everyImport') },
          ...intakes
            .filter(({ held, id }) => held.waiting > 0 || id === intakeId)
            .map((intake) => ({
              value: intake.id,
              label: `${intake.sender} · ${format.moment(intake.startedAtMs)} (${format.number(intake.held.waiting)})`,
            })),
        ]}
        onValue={(value) => filter({ intakeId: value === '' ? null : value })}
      />
      <Select
        label={t('recordImport.held.reason')}
        value={reason ?? ''}
        options={[
          { value: '', label: t('recordImport.held.everyReason', { count: sum('waiting') }) },
          ...counts
            .filter(({ waiting, reason: one }) => waiting > 0 || one === reason)
            .map((one) => ({
              value: one.reason,
              label: `${reasonText(one.reason)} (${format.number(one.waiting)})`,
            })),
        ]}
        onValue={(value) => filter({ reason: value === '' ? null : value })}
      />
      <p className="check-step__badges" role="status">
        <Badge tone={sum('waiting') > 0 ? 'warning' : 'good'}>
          {t('recordImport.held.waiting', { count: sum('waiting') })}
        </Badge>
        <Badge>{t('recordImport.held.repaired', { count: sum('repaired') })}</Badge>
        <Badge>{t('recordImport.held.dropped', { count: sum('dropped') })}</Badge>
      </p>
      <WholeSteps choice={{ intakeId, reason }} total={total} />
    </div>
  )
}

/** Steps over every row that the filter means. */
function WholeSteps({ choice, total }: { choice: HeldChoice; total: number }) {
  const { t } = useTranslation()
  const [trying, setTrying] = useState(false)
  const retry = async () => {
    setTrying(true)
    const done = await reporting(call('recordImport:retry', choice))
    setTrying(false)
    if (done)
      showToast({
        tone: done.repaired > 0 ? 'good' : 'neutral',
        text: t('recordImport.held.tried', { repaired: done.repaired, waiting: done.waiting }),
      })
  }
  return (
    <div className="held__steps">
      {trying ? (
        <Button onClick={() => void reporting(call('recordImport:cancelRepair'))}>
          {t('common.cancel')}
        </Button>
      ) : (
        <Button disabled={total === 0} onClick={() => void retry()}>
          {t('recordImport.held.retryAll', { count: total })}
        </Button>
      )}
      <Button disabled={total === 0 || trying} onClick={() => void dropRows(t, choice)}>
        {t('recordImport.held.dropAll', { count: total })}
      </Button>
    </div>
  )
}
