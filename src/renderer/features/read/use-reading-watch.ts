/** Tells main which study is read and when its images are being moved, so that background work stays out of the way. */
import { useEffect } from 'react'
import { call } from '../../bridge'

const atMostEveryMs = 250

const tell = (studyId: string | null, busy: boolean): void =>
  // News only: a vault that was just locked has no use for it.
  void call('queue:reading', { studyId, busy }).catch(() => undefined)

/** @param playing a cine runs: images move without a hand on keyboard or pointer */
export function useReadingWatch(studyId: string, playing: boolean): void {
  useEffect(() => {
    let toldAt = -Infinity
    const moved = (event: Event) => {
      if (event instanceof PointerEvent && event.buttons === 0) return
      if (event.timeStamp - toldAt < atMostEveryMs) return
      toldAt = event.timeStamp
      tell(studyId, true)
    }
    const kinds = ['keydown', 'wheel', 'pointerdown', 'pointermove'] as const
    for (const kind of kinds) window.addEventListener(kind, moved, { passive: true, capture: true })
    tell(studyId, false)
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, moved, { capture: true })
      tell(null, false)
    }
  }, [studyId])

  useEffect(() => {
    if (!playing) return
    const timer = setInterval(() => tell(studyId, true), atMostEveryMs)
    return () => clearInterval(timer)
  }, [studyId, playing])
}
