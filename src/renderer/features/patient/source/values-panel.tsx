import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { ErrorNotice } from '../../../ui/error-notice'
import { RangeFlag } from '../cards/range-flag'
import { useCodeName } from '../names'
import { SidePanel } from './source-panel'

interface ValuesPanelProps {
  patientId: string
  observed: ObservedCode
  knownAt: KnownAt | undefined
  onSource(entryId: number): void
  onClose(): void
}

/** More than anybody reads; the rest is thinned out, and the panel says so. */
const mostValues = 20_000

/** Every number of one quantity, the newest first: the curve for those who cannot see it, or want the figures. */
export function ValuesPanel({ patientId, observed, knownAt, onSource, onClose }: ValuesPanelProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const codeName = useCodeName()
  const list = useRef<HTMLDivElement>(null)
  const { system, code, latest, range } = observed
  const values = useBridgeQuery('records:timeline', [
    {
      patientId,
      code: { system, code },
      mostPoints: mostValues,
      ...(latest && { unit: latest.unit }),
      ...(knownAt && { knownAt }),
    },
  ])
  const points = values.data?.points ?? []
  const rows = useVirtualizer({
    count: points.length,
    getScrollElement: () => list.current,
    estimateSize: () => 28,
    overscan: 12,
  })
  const total = values.data?.total ?? 0
  return (
    <SidePanel title={codeName(observed)} onClose={onClose}>
      {values.error && <ErrorNotice error={errorOf(values.error)} />}
      <p className="quiet">
        {t('patient.timeline.n', { n: format.number(total) })}
        {points.length < total && ` · ${t('patient.values.thinned', { n: format.number(points.length) })}`}
      </p>
      <div ref={list} className="values__list">
        <div style={{ height: `${rows.getTotalSize()}px` }} className="values__all">
          {rows.getVirtualItems().map(({ index, start }) => {
            const point = points[points.length - 1 - index]
            if (!point) return null
            return (
              <button
                key={point.entryId}
                type="button"
                className="values__row"
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => onSource(point.entryId)}
              >
                <span>{format.moment(point.timeMs)}</span>
                <strong>{format.measured({ ...point, unit: values.data?.unit ?? '' })}</strong>
                <RangeFlag value={point.value} range={range} />
              </button>
            )
          })}
        </div>
      </div>
    </SidePanel>
  )
}
