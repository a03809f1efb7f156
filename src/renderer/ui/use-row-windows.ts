/**
 * Rows of a long list, fetched in windows of fixed size around what is on screen. The first window also gives the
 * total; while it is fetched anew for another query, the old rows stay on screen (`stale`).
 */
import { keepPreviousData, useQueries, useQuery, type QueryKey } from '@tanstack/react-query'

export interface RowWindow<Page> {
  queryKey: QueryKey
  queryFn: () => Promise<Page>
}

interface Options<Page, Row> {
  /** The query of the window that starts at this row. Must be stable for the same offset. */
  windowAt(offset: number): RowWindow<Page>
  rowsOf(page: Page): readonly Row[]
  windowSize: number
  /** Rows on screen, inclusive. */
  first: number
  last: number
}

export interface RowWindows<Page, Row> {
  head: Page | undefined
  error: Error | null
  loading: boolean
  stale: boolean
  /** undefined while its window is being fetched */
  rowAt(index: number): Row | undefined
  refetch(): void
}

export function useRowWindows<Page, Row>(options: Options<Page, Row>): RowWindows<Page, Row> {
  const { windowAt, rowsOf, windowSize, first, last } = options
  const head = useQuery({ ...windowAt(0), placeholderData: keepPreviousData })
  const firstWindow = Math.max(1, Math.floor(first / windowSize))
  const lastWindow = Math.floor(Math.max(0, last) / windowSize)
  const indexes = Array.from({ length: Math.max(0, lastWindow - firstWindow + 1) }, (_, i) => firstWindow + i)
  const others = useQueries({ queries: indexes.map((index) => windowAt(index * windowSize)) })

  return {
    head: head.data,
    error: head.error,
    loading: head.isPending,
    stale: head.isPlaceholderData,
    rowAt(index) {
      const at = Math.floor(index / windowSize)
      const page = at === 0 ? head.data : others[at - firstWindow]?.data
      return page === undefined ? undefined : rowsOf(page)[index - at * windowSize]
    },
    refetch: () => void head.refetch(),
  }
}
