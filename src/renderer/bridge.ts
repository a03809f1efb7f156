/**
 * The page's side of the contract: typed calls, queries, mutations and events. Features reach main only through here.
 * A failed call throws {@link BridgeError}, so that queries and mutations carry the code in `error.error`.
 */
import {
  QueryClient,
  useMutation,
  useQuery,
  type QueryKey,
  type UseMutationOptions,
  type UseQueryOptions,
} from '@tanstack/react-query'
import type { Bridge, PageChannel } from '../preload/bridge'
import type { Job } from '../shared/domain/jobs/job'
import type { ImportDraft } from '../shared/domain/record-import/import-draft'
import type { KnownAt } from '../shared/domain/record/reading'
import type { ChannelRequest, ChannelResponse } from '../shared/ipc/contract'
import type { AppError, Result } from '../shared/result'

declare global {
  interface Window {
    vesalius: Bridge
  }
}

export class BridgeError extends Error {
  constructor(readonly error: AppError) {
    super(`${error.code}: ${error.message}`)
    this.name = 'BridgeError'
  }
}

/** Any thrown value as an {@link AppError} to show. */
export const errorOf = (thrown: unknown): AppError =>
  thrown instanceof BridgeError
    ? thrown.error
    : { code: 'INTERNAL', message: thrown instanceof Error ? thrown.name : typeof thrown }

export type Arguments<C extends PageChannel> = ChannelRequest<C> extends null ? [] : [ChannelRequest<C>]

const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value
  throw new BridgeError(result.error)
}

/** Calls main. Rejects with {@link BridgeError}. */
export async function call<C extends PageChannel>(
  channel: C,
  ...request: Arguments<C>
): Promise<ChannelResponse<C>> {
  return unwrap(await window.vesalius.invoke(channel, ...request))
}

export const importDropped = async (files: File[]): Promise<Job> =>
  unwrap(await window.vesalius.importDropped(files))

export const recordsDropped = async (files: File[]): Promise<ImportDraft> =>
  unwrap(await window.vesalius.recordsDropped(files))

/** Hears an event that no query holds. Returns its unsubscribe function. */
export const listen: Bridge['on'] = (event, listener) => window.vesalius.on(event, listener)

/** Codes after which asking again at once cannot help. */
const transient = new Set<AppError['code']>(['INTERNAL'])

export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        // Main tells of every change by an event, so nothing goes stale by itself.
        staleTime: Infinity,
        gcTime: 5 * 60_000,
        networkMode: 'always',
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, thrown) => failures < 1 && transient.has(errorOf(thrown).code),
        retryDelay: 300,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })

/** The cache key of a channel, for invalidation: `queryKey('worklist:search')` covers all its requests. */
export const queryKey = (channel: PageChannel, ...request: unknown[]): QueryKey => [channel, ...request]

type QueryOptions<C extends PageChannel> = Omit<UseQueryOptions<ChannelResponse<C>>, 'queryKey' | 'queryFn'>

/** The query of a channel, also for `useQueries` and prefetching. */
export const bridgeQuery = <C extends PageChannel>(channel: C, ...request: Arguments<C>) => ({
  queryKey: queryKey(channel, ...request),
  queryFn: () => call(channel, ...request),
})

/** Reads a channel and keeps the answer until an event says that it changed. */
export const useBridgeQuery = <C extends PageChannel>(
  channel: C,
  request: Arguments<C>,
  options?: QueryOptions<C>,
) => useQuery<ChannelResponse<C>>({ ...bridgeQuery(channel, ...request), ...options })

/** Calls a channel on demand: `mutate([request])`. */
export const useBridgeMutation = <C extends PageChannel>(
  channel: C,
  options?: Omit<UseMutationOptions<ChannelResponse<C>, Error, Arguments<C>>, 'mutationFn'>,
) =>
  useMutation<ChannelResponse<C>, Error, Arguments<C>>({
    mutationFn: (request) => call(channel, ...request),
    ...options,
  })

/** The study with its series, as the Read page and the patient banner show it; marks it as opened. */
export const useStudy = (studyId: string | null) =>
  useBridgeQuery('study:open', [{ studyId: studyId ?? '' }], { enabled: studyId !== null })

/** Who a patient is and what the record holds of them, now or at an instant. */
export const usePerson = (patientId: string | null, knownAt?: KnownAt) =>
  useBridgeQuery('records:person', [{ patientId: patientId ?? '', ...(knownAt && { knownAt }) }], {
    enabled: patientId !== null,
  })

/** Preferences of this computer; there from the first render on (the shell waits for them). */
export const useSettings = () => useBridgeQuery('settings:get', [])

export const useVaultStatus = () => useBridgeQuery('vault:status', [])

export const useJobs = (enabled = true) => useBridgeQuery('jobs:list', [], { enabled })

/** What the background queue does. */
export const useQueue = () => useBridgeQuery('queue:status', [])

export const useAppInfo = () => useBridgeQuery('app:info', [])

/** Channels whose answers hold nothing of the vault: they stay when it locks. */
const outsideVault = new Set<unknown>(['vault:status', 'settings:get', 'app:info', 'models:list'])

/** Forgets everything read from the vault. */
export function forgetVaultData(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => !outsideVault.has(query.queryKey[0]) })
  client.getMutationCache().clear()
}

/** Keeps the cache true to main's events. Called once; returns its unsubscribe function. */
export function connectEvents(client: QueryClient): () => void {
  const refresh = (...channels: PageChannel[]) => {
    for (const channel of channels) void client.invalidateQueries({ queryKey: queryKey(channel) })
  }
  const subscriptions = [
    window.vesalius.on('vault:changed', (status) => {
      client.setQueryData(queryKey('vault:status'), status)
      if (status.state !== 'unlocked') forgetVaultData(client)
    }),
    window.vesalius.on('settings:changed', (settings) =>
      client.setQueryData(queryKey('settings:get'), settings),
    ),
    window.vesalius.on('jobs:changed', (jobs) => {
      client.setQueryData(queryKey('jobs:list'), jobs)
      refresh('import:waitingPictures', 'import:report')
    }),
    // Opening a new study is itself a change of the worklist; asking for it again is none, so this comes to rest.
    window.vesalius.on('worklist:changed', () =>
      refresh('worklist:search', 'patient:studies', 'study:open', 'analysis:history'),
    ),
    window.vesalius.on('queue:changed', (status) => client.setQueryData(queryKey('queue:status'), status)),
    window.vesalius.on('queue:studiesChanged', (studyIds) => {
      refresh('worklist:search')
      if (studyIds === null) refresh('patient:studies', 'study:open', 'analysis:history')
      for (const studyId of studyIds ?? []) {
        void client.invalidateQueries({ queryKey: queryKey('study:open', { studyId }) })
        void client.invalidateQueries({ queryKey: queryKey('analysis:history', { studyId }) })
      }
    }),
    window.vesalius.on('recordImport:changed', () => {
      // The record is another one: whatever was worked out of it is asked for again.
      void client.invalidateQueries({
        predicate: ({ queryKey: [channel] }) =>
          /^(record\w*|people|risks|ward|scores):/.test(String(channel)),
      })
      refresh('worklist:search', 'patient:studies')
    }),
    window.vesalius.on('recordImport:running', (runs) =>
      client.setQueryData(queryKey('recordImport:running'), runs),
    ),
    window.vesalius.on('ward:changed', () => refresh('ward:table', 'ward:rules', 'ward:history')),
    window.vesalius.on('ward:sampleChanged', (state) =>
      client.setQueryData(queryKey('ward:sampleState'), state),
    ),
    window.vesalius.on('models:changed', () => {
      refresh('models:list', 'ward:risks')
      // Another model answers, or one does no more.
      void client.invalidateQueries({
        predicate: ({ queryKey: [channel] }) => String(channel).startsWith('risks:'),
      })
    }),
    window.vesalius.on('site:changed', (draft) => client.setQueryData(queryKey('site:draft'), draft)),
    window.vesalius.on('synthesis:changed', (now) => client.setQueryData(queryKey('synthesis:current'), now)),
    window.vesalius.on('explanations:changed', (jobs) => {
      const before = client.getQueryData<typeof jobs>(queryKey('explanations:jobs')) ?? []
      client.setQueryData(queryKey('explanations:jobs'), jobs)
      // One that left the list may be finished: then it is among those of its run.
      if (before.some(({ id }) => !jobs.some((job) => job.id === id))) refresh('explanations:list')
    }),
  ]
  return () => {
    for (const unsubscribe of subscriptions) unsubscribe()
  }
}
