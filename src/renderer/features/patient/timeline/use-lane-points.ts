/** The points of one quantity: in outline over all time, and every one of them where the reader looks closely. */
import { keepPreviousData } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { KnownAt, RecordCode, Timeline, TimelinePoint } from '../../../../shared/domain/record/reading'
import { useBridgeQuery } from '../../../bridge'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'
import type { TimeWindow } from '../../../ui/charts/time/time-window'

/** More than the pixels of any screen; a thinned-out curve covers the same pixels as the whole one. */
const mostPoints = 8_000

/** ms without movement after which what is on screen is fetched */
const restMs = 180

export interface LanePoints {
  /** of all time, thinned out where there are many */
  outline: readonly TimelinePoint[]
  /** of the stretch that was looked at last; null where the outline has every point */
  detail: { window: TimeWindow; points: readonly TimelinePoint[] } | null
  unit: string
  /** values of all time */
  total: number
  /** values in units that do not convert: in no point */
  otherUnits: number
  pending: boolean
  error: Error | null
}

export function useLanePoints(
  axis: TimeAxis,
  {
    patientId,
    code,
    unit,
    knownAt,
  }: { patientId: string; code: RecordCode; unit: string | null; knownAt: KnownAt | undefined },
): LanePoints {
  const asked = { patientId, code, mostPoints, ...(unit !== null && { unit }), ...(knownAt && { knownAt }) }
  const whole = useBridgeQuery('records:timeline', [asked])
  const isThinned = whole.data !== undefined && whole.data.points.length < whole.data.total
  const window = useRestingWindow(axis, isThinned)
  const near = useBridgeQuery(
    'records:timeline',
    [{ ...asked, ...(window && { fromMs: Math.round(window.fromMs), toMs: Math.round(window.toMs) }) }],
    { enabled: isThinned && window !== null, placeholderData: keepPreviousData, gcTime: 10_000 },
  )
  return {
    outline: whole.data?.points ?? noPoints,
    detail: isThinned && window && near.data ? detailOf(near.data, window, near.isPlaceholderData) : null,
    unit: whole.data?.unit ?? unit ?? '',
    total: whole.data?.total ?? 0,
    otherUnits: whole.data?.otherUnits ?? 0,
    pending: whole.isPending,
    error: whole.error,
  }
}

const noPoints: readonly TimelinePoint[] = []

const detailOf = ({ points }: Timeline, window: TimeWindow, isOld: boolean) =>
  isOld ? null : { window, points }

/** Half as much again on either side of what is on screen, once it has come to rest. */
function useRestingWindow(axis: TimeAxis, enabled: boolean): TimeWindow | null {
  const [resting, setResting] = useState<TimeWindow | null>(null)
  useEffect(() => {
    if (!enabled) return
    let timer = 0
    const look = () => {
      const { fromMs, toMs } = axis.window
      const room = (toMs - fromMs) / 2
      setResting((before) =>
        before && covers(before, axis.window) && before.toMs - before.fromMs < (toMs - fromMs) * 4
          ? before
          : { fromMs: fromMs - room, toMs: toMs + room },
      )
    }
    const wait = () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(look, restMs)
    }
    wait()
    const unsubscribe = axis.subscribe(wait)
    return () => {
      window.clearTimeout(timer)
      unsubscribe()
    }
  }, [axis, enabled])
  return resting
}

const covers = (wide: TimeWindow, narrow: TimeWindow): boolean =>
  wide.fromMs <= narrow.fromMs && wide.toMs >= narrow.toMs

/** What to draw now. */
export const pointsFor = ({ outline, detail }: LanePoints, window: TimeWindow): readonly TimelinePoint[] =>
  detail && covers(detail.window, window) ? detail.points : outline
