/** Every edit with its way back and forth. Quick edits of the same thing (a number while it is typed) are one. */

export interface EditHistory<T> {
  past: readonly T[]
  now: T
  future: readonly T[]
  /** what was edited last, and when: another edit of it soon after belongs to it */
  last: { what: string; atMs: number } | null
}

/** Kept ways back. */
const longest = 200
const oneEditMs = 1_500

export const startHistory = <T>(now: T): EditHistory<T> => ({ past: [], now, future: [], last: null })

/** @param what names the thing edited, e.g. 'outliers.limit'; null is never joined with the edit before */
export function edited<T>(
  history: EditHistory<T>,
  next: T,
  what: string | null,
  atMs: number,
): EditHistory<T> {
  const { past, now, last } = history
  const joins = what !== null && last?.what === what && atMs - last.atMs < oneEditMs
  return {
    past: joins ? past : [...past, now].slice(-longest),
    now: next,
    future: [],
    last: what === null ? null : { what, atMs },
  }
}

export function undone<T>(history: EditHistory<T>): EditHistory<T> {
  const before = history.past.at(-1)
  if (before === undefined) return history
  return {
    past: history.past.slice(0, -1),
    now: before,
    future: [history.now, ...history.future],
    last: null,
  }
}

export function redone<T>(history: EditHistory<T>): EditHistory<T> {
  const [next, ...future] = history.future
  if (next === undefined) return history
  return { past: [...history.past, history.now], now: next, future, last: null }
}
