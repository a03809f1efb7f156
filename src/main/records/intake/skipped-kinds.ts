/**
 * What a file holds and the record keeps nothing of (`Claim`, `IN1`), counted by its name. The names come from the file, so
 * their number and length are bounded.
 */
const mostNames = 200
const longestName = 100
const others = '…'

export class SkippedKinds {
  private readonly counts = new Map<string, number>()

  /** @param count how many there are at once */
  add(name: string, count = 1): void {
    const short = name.slice(0, longestName).toWellFormed()
    const key = this.counts.has(short) || this.counts.size < mostNames ? short : others
    this.counts.set(key, (this.counts.get(key) ?? 0) + count)
  }

  /** The most frequent first. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.counts].toSorted(([, a], [, b]) => b - a))
  }
}
