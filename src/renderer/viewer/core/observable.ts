/** A value that tells when it changed: the shape that React's useSyncExternalStore wants. */
export interface Observable<T> {
  get(): T
  subscribe(listener: () => void): () => void
}

export interface Settable<T> extends Observable<T> {
  set(next: T): void
  patch(change: Partial<T>): void
}

export function createObservable<T extends object>(initial: T): Settable<T> {
  let value = initial
  const listeners = new Set<() => void>()
  const set = (next: T) => {
    if (Object.is(next, value)) return
    value = next
    for (const listener of [...listeners]) listener()
  }
  return {
    get: () => value,
    set,
    patch: (change) => {
      const changes = (Object.keys(change) as (keyof T)[]).some((key) => !Object.is(change[key], value[key]))
      if (changes) set({ ...value, ...change })
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
