import { useEffect, useState } from 'react'

/** The value once it has stood still for so long; empty text passes at once. */
export function useDebounced(value: string, ms: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), value === '' ? 0 : ms)
    return () => window.clearTimeout(timer)
  }, [value, ms])
  return settled
}
