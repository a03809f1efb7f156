/** What drove each hour, asked for hour by hour: it can be watched, and stopped. */
import { useEffect, useState } from 'react'
import type { StayChange, StayRequest } from '../../../../shared/domain/risks/risk-result'
import type { AppError } from '../../../../shared/result'
import { call, errorOf } from '../../../bridge'

export interface StayChangesControl {
  /** the hours that are worked out, ascending */
  changes: readonly StayChange[]
  running: boolean
  error: AppError | null
  start(): void
  stop(): void
}

export function useStayChanges(
  asked: StayRequest & { stayEntryId: number },
  hours: number,
): StayChangesControl {
  const [changes, setChanges] = useState<readonly StayChange[]>([])
  const [running, setRunning] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const key = JSON.stringify(asked)
  useEffect(() => {
    const next = changes.length + 1
    if (!running || next > hours) return
    let isCurrent = true
    const request = JSON.parse(key) as StayRequest & { stayEntryId: number }
    call('risks:icuChange', { ...request, hour: next }).then(
      (change) => {
        if (isCurrent) setChanges((before) => [...before, change])
      },
      (thrown: unknown) => {
        if (!isCurrent) return
        setError(errorOf(thrown))
        setRunning(false)
      },
    )
    return () => {
      isCurrent = false
    }
  }, [running, changes.length, hours, key])
  return {
    changes,
    running: running && changes.length < hours,
    error,
    start: () => {
      setError(null)
      setRunning(true)
    },
    stop: () => setRunning(false),
  }
}
