/** A curve made small while it is read: smallest and largest value of ever larger stretches, so that its length need not be known. */
export const mostBuckets = 4_000

export class CurvePreview {
  private bucketSamples = 1
  private readonly min: number[] = []
  private readonly max: number[] = []
  private inBucket = 0
  private count = 0

  /** @param most even, at least 2: of more buckets two become one */
  constructor(private readonly most = mostBuckets) {}

  /** @param value NaN for a sample that is not valid */
  add(value: number): void {
    if (this.inBucket === 0) {
      if (this.min.length === this.most) this.halve()
      this.min.push(NaN)
      this.max.push(NaN)
    }
    const last = this.min.length - 1
    if (!Number.isNaN(value)) {
      this.min[last] = Number.isNaN(this.min[last]!) ? value : Math.min(this.min[last]!, value)
      this.max[last] = Number.isNaN(this.max[last]!) ? value : Math.max(this.max[last]!, value)
    }
    this.count++
    this.inBucket = (this.inBucket + 1) % this.bucketSamples
  }

  private halve(): void {
    for (let i = 0; i < this.most / 2; i++) {
      this.min[i] = merged(Math.min, this.min[2 * i]!, this.min[2 * i + 1]!)
      this.max[i] = merged(Math.max, this.max[2 * i]!, this.max[2 * i + 1]!)
    }
    this.min.length = this.most / 2
    this.max.length = this.most / 2
    this.bucketSamples *= 2
  }

  get samples(): number {
    return this.count
  }

  /** @param convert steps of the converter to the unit, rising */
  result(convert: (value: number) => number): {
    bucketSamples: number
    min: (number | null)[]
    max: (number | null)[]
  } {
    // prettier-ignore
    const said = (value: number) => (Number.isNaN(value) ? null : convert(value))
    return { bucketSamples: this.bucketSamples, min: this.min.map(said), max: this.max.map(said) }
  }
}

function merged(choose: (a: number, b: number) => number, a: number, b: number): number {
  if (Number.isNaN(a)) return b
  return Number.isNaN(b) ? a : choose(a, b)
}
