import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channelNames, eventNames } from '../shared/ipc/channels'
import type { Job } from '../shared/domain/jobs/job'
import type { ImportDraft } from '../shared/domain/record-import/import-draft'
import type { Result } from '../shared/result'
import type { Bridge, PreloadOnlyChannel } from './bridge'

const ownChannels: readonly string[] = [
  'import:dropped',
  'recordImport:dropped',
] satisfies PreloadOnlyChannel[]
const pageChannels: ReadonlySet<string> = new Set(channelNames.filter((name) => !ownChannels.includes(name)))
const knownEvents: ReadonlySet<string> = new Set(eventNames)

const refused = (what: string) => ({
  ok: false as const,
  error: { code: 'INVALID_INPUT' as const, message: `${what} is not offered to the page.` },
})

/** Paths of files that a user really dropped; others have none. */
const pathsOf = (files: readonly File[]): string[] =>
  files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')

const bridge: Bridge = {
  invoke: (channel, ...request) =>
    pageChannels.has(channel)
      ? ipcRenderer.invoke(channel, request[0] ?? null)
      : Promise.resolve(refused('This channel')),
  importDropped: (files) => {
    const paths = pathsOf(files)
    if (paths.length === 0) return Promise.resolve(refused('A file without a path'))
    return ipcRenderer.invoke('import:dropped', { paths }) as Promise<Result<Job>>
  },
  recordsDropped: (files) => {
    const paths = pathsOf(files)
    if (paths.length === 0) return Promise.resolve(refused('A file without a path'))
    return ipcRenderer.invoke('recordImport:dropped', { paths }) as Promise<Result<ImportDraft>>
  },
  on: (event, listener) => {
    if (!knownEvents.has(event)) return () => undefined
    const forward = (_: unknown, payload: unknown) => listener(payload as never)
    ipcRenderer.on(event, forward)
    return () => ipcRenderer.removeListener(event, forward)
  },
}

contextBridge.exposeInMainWorld('vesalius', bridge)
