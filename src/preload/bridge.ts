/** The shape of `window.vesalius`, the only thing the sandboxed page can reach. */
import type { Job } from '../shared/domain/jobs/job'
import type { ImportDraft } from '../shared/domain/record-import/import-draft'
import type {
  Channel,
  ChannelRequest,
  ChannelResponse,
  EventName,
  EventPayload,
} from '../shared/ipc/contract'
import type { Result } from '../shared/result'

/** Channels that the preload alone may call, with arguments it made itself. */
export type PreloadOnlyChannel = 'import:dropped' | 'recordImport:dropped'
export type PageChannel = Exclude<Channel, PreloadOnlyChannel>

export interface Bridge {
  invoke<C extends PageChannel>(
    channel: C,
    ...request: ChannelRequest<C> extends null ? [] : [ChannelRequest<C>]
  ): Promise<Result<ChannelResponse<C>>>
  /** Imports dropped files; a File that no user dropped or chose has no path and is refused. */
  importDropped(files: File[]): Promise<Result<Job>>
  /** Prepares dropped files of records for an import; refuses as {@link importDropped} does. */
  recordsDropped(files: File[]): Promise<Result<ImportDraft>>
  /** Returns its unsubscribe function. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}
