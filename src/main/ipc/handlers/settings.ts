import { ok } from '../../../shared/result'
import type { SettingsStore } from '../../settings/settings-store'
import type { SendEvent } from '../events'
import type { AreaHandlers } from '../register'

export function settingsHandlers(settings: SettingsStore, send: SendEvent): AreaHandlers<'settings'> {
  settings.onChange((changed) => send('settings:changed', changed))
  return {
    'settings:get': () => ok(settings.get()),
    'settings:update': (patch) => ok(settings.update(patch)),
  }
}
