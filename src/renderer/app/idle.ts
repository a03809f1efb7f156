/** Tells main that somebody is there, so that the idle lock waits. */
import { call } from '../bridge'

const atMostEveryMs = 10_000

/** Watches keyboard and pointer; returns its unsubscribe function. */
export function keepVaultAwake(): () => void {
  let toldAt = -Infinity
  const tell = (event: Event) => {
    if (event.timeStamp - toldAt < atMostEveryMs) return
    toldAt = event.timeStamp
    // A locked vault needs no news of activity, and there is nothing to do about it.
    call('vault:active').catch(() => undefined)
  }
  const kinds = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const
  for (const kind of kinds) window.addEventListener(kind, tell, { passive: true, capture: true })
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, tell, { capture: true })
  }
}
