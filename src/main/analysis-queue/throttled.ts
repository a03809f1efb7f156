/** Calls `send` at once, and then at most every `everyMs`; the last call of a burst always comes through. */
export function throttled(send: () => void, everyMs: number): () => void {
  let last = -Infinity
  let timer: NodeJS.Timeout | undefined
  return () => {
    if (timer) return
    const wait = last + everyMs - performance.now()
    const now = () => {
      timer = undefined
      last = performance.now()
      send()
    }
    if (wait <= 0) now()
    else timer = setTimeout(now, wait).unref()
  }
}
