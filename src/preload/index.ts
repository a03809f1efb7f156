import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channelNames, eventNames } from '../shared/ipc/channels'
import type { Job } from '../shared/domain/jobs/job'
import type { Result } from '../shared/result'
import type { Bridge } from './bridge'

const pageChannels: ReadonlySet<string> = new Set(channelNames.filter((name) => name !== 'import:dropped'))
const knownEvents: ReadonlySet<string> = new Set(eventNames)

const refused = (what: string) => ({
  ok: false as const,
  error: { code: 'INVALID_INPUT' as const, message: `${what} is not offered to the page.` },
})

const bridge: Bridge = {
  invoke: (channel, ...request) =>
    pageChannels.has(channel)
      ? ipcRenderer.invoke(channel, request[0] ?? null)
      : Promise.resolve(refused('This channel')),
  importDropped: (files) => {
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '')
    if (paths.length === 0) return Promise.resolve(refused('A file without a path'))
    return ipcRenderer.invoke('import:dropped', { paths }) as Promise<Result<Job>>
  },
  on: (event, listener) => {
    if (!knownEvents.has(event)) return () => undefined
    const forward = (_: unknown, payload: unknown) => listener(payload as never)
    ipcRenderer.on(event, forward)
    return () => ipcRenderer.removeListener(event, forward)
  },
}

contextBridge.exposeInMainWorld('vesalius', bridge)
