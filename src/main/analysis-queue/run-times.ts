/** How long a task of each model takes, from those that ended last. */

/** weight of the newest one in the running mean */
const newest = 0.1
/** before so many the estimate jumps too much to be shown */
const needed = 3

export class RunTimes {
  private readonly means = new Map<string, { meanMs: number; count: number }>()

  note(modelId: string, ms: number): void {
    const known = this.means.get(modelId)
    const weight = known ? Math.max(newest, 1 / (known.count + 1)) : 1
    const meanMs = known ? known.meanMs + weight * (ms - known.meanMs) : ms
    this.means.set(modelId, { meanMs, count: (known?.count ?? 0) + 1 })
  }

  /** ms for so many tasks; null while too few were measured */
  remainingMs(modelId: string, tasks: number): number | null {
    const known = this.means.get(modelId)
    if (tasks === 0 || !known || known.count < needed) return null
    return Math.round(tasks * known.meanMs)
  }
}
