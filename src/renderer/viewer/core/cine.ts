/** A steady beat on the screen's own refresh. */
export interface Cine {
  start(framesPerSecond: number): void
  stop(): void
}

/** `next` shows the next frame; it answers false when it could not yet, and is asked again at the next refresh. */
export function createCine(next: () => boolean): Cine {
  let timer: number | null = null
  const stop = () => {
    if (timer !== null) cancelAnimationFrame(timer)
    timer = null
  }
  return {
    start: (framesPerSecond) => {
      stop()
      const interval = 1000 / framesPerSecond
      let due = performance.now() + interval
      const beat = (now: number) => {
        timer = requestAnimationFrame(beat)
        // A beat may come a little early against the screen's refresh; half a refresh is not waited for.
        if (now < due - 8) return
        if (next()) due = Math.max(due + interval, now)
      }
      timer = requestAnimationFrame(beat)
    },
    stop,
  }
}
