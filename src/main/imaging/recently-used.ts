/** Keeps what was used last, up to a total weight. */
export class RecentlyUsed<K, V> {
  private readonly entries = new Map<K, { value: V; weight: number }>()
  private total = 0

  constructor(
    private readonly capacity: number,
    private readonly dropped: (value: V) => void = () => undefined,
  ) {}

  get(key: K): V | undefined {
    const entry = this.entries.get(key)
    if (!entry) return undefined
    this.entries.delete(key)
    this.entries.set(key, entry)
    return entry.value
  }

  /** The newest one stays even when it alone is too heavy. */
  set(key: K, value: V, weight = 1): void {
    this.delete(key)
    this.entries.set(key, { value, weight })
    this.total += weight
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.capacity || oldest === key) break
      this.delete(oldest)
    }
  }

  delete(key: K): void {
    const entry = this.entries.get(key)
    if (!entry) return
    this.entries.delete(key)
    this.total -= entry.weight
    this.dropped(entry.value)
  }

  clear(): void {
    for (const key of [...this.entries.keys()]) this.delete(key)
  }
}
