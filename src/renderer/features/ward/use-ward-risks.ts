/**
 * What models say of everybody on the list, asked for person by person: the list stands at once, it can be watched how far it
 * is, and it can be stopped. Answers are kept with what was read of the vault, and forgotten with it.
 */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { WardRisks } from '../../../shared/domain/ward/ward-risks'
import type { AppError } from '../../../shared/result'
import { bridgeQuery, errorOf, listen, queryKey } from '../../bridge'
import type { RisksOfRow } from './listed-row'

/** Values grow old without an import: after so long everybody is asked for again. */
const recheckMs = 10 * 60_000
/** Answers come faster than a list should be drawn. */
const drawEveryMs = 250
/** People who are asked for at the same time: while one is read, another is answered. */
const together = 2
/** Behind an import that stores every quarter of a second, one round is enough. */
const quietMs = 800

type Found = { risks: WardRisks } | { error: AppError }

export interface WardRisksControl {
  of(patientId: string): RisksOfRow
  running: boolean
  /** the round has lasted longer than a second */
  slow: boolean
  stopped: boolean
  done: number
  total: number
  /** the first error of the round; null where all could be asked */
  error: AppError | null
  failed: number
  stop(): void
  /** goes on, and asks again for those for whom asking failed */
  start(): void
}

/**
 * @param ids in the order in which they are asked for
 * @param atMs null: now
 */
export function useWardRisks(ids: readonly string[], atMs: number | null): WardRisksControl {
  const client = useQueryClient()
  const [found, setFound] = useState<ReadonlyMap<string, Found>>(new Map())
  const [progress, setProgress] = useState({ done: 0, total: 0, running: false, slow: false })
  const [stopped, setStopped] = useState(false)
  const [attempt, setAttempt] = useState(0)
  const round = useRounds()
  const order = useRef(ids)
  useEffect(() => {
    order.current = ids
  }, [ids])
  const key = useMemo(() => [...ids].toSorted().join(), [ids])
  const at = useRef(atMs)
  useEffect(() => {
    const isOtherTime = at.current !== atMs
    at.current = atMs
    if (isOtherTime) setFound(new Map())
    if (stopped || key === '') return undefined
    return askAll(client, order.current, atMs, setFound, setProgress)
  }, [client, key, atMs, stopped, round, attempt])
  return useMemo(() => {
    const failures = ids.flatMap((id) => {
      const answer = found.get(id)
      if (!answer) return []
      if ('error' in answer) return [answer.error]
      const error = answer.risks.failed.stay ?? answer.risks.failed.tables
      return error ? [error] : []
    })
    return {
      ...progress,
      stopped,
      of: (id) => stateOf(found.get(id), stopped),
      error: failures[0] ?? null,
      failed: failures.length,
      stop: () => {
        setStopped(true)
        setProgress((before) => ({ ...before, running: false, slow: false }))
      },
      start: () => {
        // Those of whom something is missing are asked for again.
        void client.invalidateQueries({
          queryKey: queryKey('ward:risks'),
          predicate: ({ state }) => isFailed(state.data as WardRisks | undefined),
        })
        setFound((before) => new Map([...before].filter(([, answer]) => 'risks' in answer)))
        setStopped(false)
        setAttempt((before) => before + 1)
      },
    }
  }, [client, ids, found, progress, stopped])
}

const isFailed = (risks: WardRisks | undefined): boolean =>
  risks !== undefined && (risks.failed.stay !== null || risks.failed.tables !== null)

const waiting: RisksOfRow = { state: 'waiting' }
const untold: RisksOfRow = { state: 'stopped' }

function stateOf(found: Found | undefined, stopped: boolean): RisksOfRow {
  if (!found) return stopped ? untold : waiting
  return 'risks' in found
    ? { state: 'answered', risks: found.risks }
    : { state: 'failed', error: found.error }
}

/** A number that is another one when everybody has to be asked for again. */
function useRounds(): number {
  const [round, setRound] = useState(0)
  useEffect(() => {
    let soon: number | undefined
    const next = () => setRound((before) => before + 1)
    const again = () => {
      window.clearTimeout(soon)
      soon = window.setTimeout(next, quietMs)
    }
    const listening = [listen('recordImport:changed', again), listen('models:changed', again)]
    const timer = window.setInterval(next, recheckMs)
    return () => {
      for (const stop of listening) stop()
      window.clearTimeout(soon)
      window.clearInterval(timer)
    }
  }, [])
  return round
}

type SetFound = (change: (before: ReadonlyMap<string, Found>) => ReadonlyMap<string, Found>) => void
type SetProgress = (progress: { done: number; total: number; running: boolean; slow: boolean }) => void

/** @returns what ends it */
function askAll(
  client: QueryClient,
  ids: readonly string[],
  atMs: number | null,
  setFound: SetFound,
  setProgress: SetProgress,
): () => void {
  const queue = [...ids]
  const startedAt = performance.now()
  let fresh: [string, Found][] = []
  let done = 0
  let isCurrent = true
  const draw = () => {
    if (!isCurrent) return
    const added = fresh
    fresh = []
    if (added.length > 0) setFound((before) => new Map([...before, ...added]))
    const running = done < ids.length
    setProgress({ done, total: ids.length, running, slow: running && performance.now() - startedAt > 1_000 })
  }
  const timer = window.setInterval(draw, drawEveryMs)
  const work = async () => {
    for (let id = queue.shift(); id !== undefined && isCurrent; id = queue.shift()) {
      const answer = await answerOf(client, id, atMs)
      // `fresh` may be another list than before the answer.
      fresh.push([id, answer])
      done += 1
    }
    if (done < ids.length) return
    window.clearInterval(timer)
    draw()
  }
  for (let at = 0; at < together; at += 1) void work()
  return () => {
    isCurrent = false
    window.clearInterval(timer)
  }
}

async function answerOf(client: QueryClient, patientId: string, atMs: number | null): Promise<Found> {
  const query = {
    ...bridgeQuery('ward:risks', { patientId, atMs }),
    staleTime: recheckMs,
    gcTime: 3 * recheckMs,
  }
  return client.query(query).then(
    (risks) => ({ risks }),
    (thrown: unknown) => ({ error: errorOf(thrown) }),
  )
}
