/** Entries of one kind, the newest first, page after page. */
import { useQueries } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RecordKind } from '../../../../shared/domain/record/entry'
import type { ShownEntry } from '../../../../shared/domain/record/person'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import { bridgeQuery } from '../../../bridge'

const pageLength = 200

export interface EntryRows {
  /** null while the first page is being fetched */
  entries: readonly ShownEntry[] | null
  total: number
  error: Error | null
  more(): void
}

export function useEntryRows(patientId: string, kind: RecordKind, knownAt: KnownAt | undefined): EntryRows {
  const [pages, setPages] = useState(1)
  const found = useQueries({
    queries: Array.from({ length: pages }, (_, index) =>
      bridgeQuery('records:list', {
        patientId,
        kinds: [kind],
        offset: index * pageLength,
        limit: pageLength,
        ...(knownAt && { knownAt }),
      }),
    ),
  })
  const data = found.map((page) => page.data)
  const entries = useMemo(
    () => (data[0] ? data.flatMap((page) => page?.entries ?? []) : null),
    // A new array each time, of the same pages.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    data,
  )
  return {
    entries,
    total: data[0]?.total ?? 0,
    error: found.find(({ error }) => error)?.error ?? null,
    more: () => setPages((before) => before + 1),
  }
}
