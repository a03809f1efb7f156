/** One stay as it was recorded: single measurements, kept tightly, since thousands of stays are held at once. */

/** Rows that a stay begins with room for; grown by half when it is full. */
const firstRoom = 256
/** Names beyond these are a table of something else. */
const mostUnknown = 100

export class Stay {
  private minutes = new Int32Array(firstRoom)
  private parameters = new Uint8Array(firstRoom)
  private numbers = new Float64Array(firstRoom)
  private count = 0
  /** measurements that the model does not know, by name */
  readonly unknown = new Map<string, number>()
  /** rows of this stay without a readable minute or value */
  unreadable = 0

  constructor(readonly record: string) {}

  get length(): number {
    return this.count
  }

  /** @param minute since admission @param parameter index of the measurement among those of the model, 0 to 255 */
  add(minute: number, parameter: number, value: number): void {
    if (this.count === this.minutes.length) this.grow()
    this.minutes[this.count] = minute
    this.parameters[this.count] = parameter
    this.numbers[this.count] = value
    this.count += 1
  }

  addUnknown(name: string): void {
    if (this.unknown.size >= mostUnknown && !this.unknown.has(name)) return
    this.unknown.set(name, (this.unknown.get(name) ?? 0) + 1)
  }

  /** In the order in which they were added. */
  forEach(visit: (minute: number, parameter: number, value: number) => void): void {
    for (let at = 0; at < this.count; at += 1)
      visit(this.minutes[at] ?? 0, this.parameters[at] ?? 0, this.numbers[at] ?? NaN)
  }

  private grow(): void {
    const room = Math.ceil(this.count * 1.5)
    const copy = <T extends Int32Array | Uint8Array | Float64Array>(target: T, from: T): T => {
      target.set(from)
      return target
    }
    this.minutes = copy(new Int32Array(room), this.minutes)
    this.parameters = copy(new Uint8Array(room), this.parameters)
    this.numbers = copy(new Float64Array(room), this.numbers)
  }
}
