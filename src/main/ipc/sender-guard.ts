import type { WebFrameMain } from 'electron'

export const uiOrigin = 'app://ui'

/** Only the top frame of our own interface may call main; a gone or foreign frame may not. */
export function isTrustedSender(frame: WebFrameMain | null): boolean {
  if (frame?.parent !== null) return false
  try {
    const url = new URL(frame.url)
    return url.protocol === 'app:' && url.host === 'ui'
  } catch {
    return false
  }
}
