import { useEffect, useState } from 'react'

/** Milliseconds until a wall-clock time, told anew about every second; 0 when it is over or there is none. */
export function useCountdown(untilMs: number | null): number {
  const [now, setNow] = useState(() => Date.now())
  const remaining = untilMs === null ? 0 : Math.max(0, untilMs - now)
  const running = remaining > 0
  useEffect(() => {
    setNow(Date.now())
    if (untilMs === null) return
    const timer = window.setInterval(() => setNow(Date.now()), 500)
    return () => window.clearInterval(timer)
  }, [untilMs, running])
  return remaining
}
