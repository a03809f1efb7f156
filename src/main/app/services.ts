/**
 * The composition root: makes the parts once and joins them. Nothing else in main creates a service; nothing here has
 * logic of its own.
 */
import type { Handlers } from '../ipc/register'
import { appHandlers } from '../ipc/handlers/app'
import type { SendEvent } from '../ipc/events'
import type { Log } from './logging'

export interface Surroundings {
  profileDir: string
  log: Log
  send: SendEvent
}

export interface Services {
  handlers: Handlers
  theme(): 'dark' | 'light'
  /** locks the vault and ends every child; resolves when nothing is left to lose */
  close(): Promise<void>
}

export function createServices({ log }: Surroundings): Services {
  log('services: starting')
  return {
    handlers: { ...appHandlers() } as Handlers,
    theme: () => 'dark',
    close: () => Promise.resolve(),
  }
}
