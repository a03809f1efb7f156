/** Sends the contract's events to every window of ours. Payloads are parsed first, as responses are. */
import { BrowserWindow } from 'electron'
import { type EventName, type EventPayload, events } from '../../shared/ipc/contract'
import { isTrustedSender } from './sender-guard'

export type SendEvent = <E extends EventName>(event: E, payload: EventPayload<E>) => void

export function createEventSender(log: (line: string) => void): SendEvent {
  return (event, payload) => {
    const parsed = events[event].safeParse(payload)
    if (!parsed.success) {
      log(`${event}: payload refused at ${parsed.error.issues[0]?.path.join('.') ?? '?'}`)
      return
    }
    for (const window of BrowserWindow.getAllWindows()) {
      if (window.isDestroyed() || !isTrustedSender(window.webContents.mainFrame)) continue
      window.webContents.send(event, parsed.data)
    }
  }
}
