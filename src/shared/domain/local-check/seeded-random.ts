/**
 * Random numbers that are the same on every computer: a check that is made again gives the same figures. The generator is
 * sfc32 (Doty-Humphrey, PractRand), 32 bits a draw.
 */
export class SeededRandom {
  private a = 0x9e3779b9
  private b = 0x243f6a88
  private c = 0xb7e15162
  private counter: number

  constructor(seed: number) {
    this.counter = seed | 0
    // The first draws still resemble the seed.
    for (let index = 0; index < 15; index++) this.bits()
  }

  /** 0..2^32 - 1 */
  private bits(): number {
    const sum = (this.a + this.b + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0
    return sum >>> 0
  }

  /** 0 <= value < 1 */
  next(): number {
    return this.bits() / 4294967296
  }

  /** 0 <= value < below */
  integer(below: number): number {
    return Math.floor(this.next() * below)
  }

  /** A list in another order; the given one stays as it is. */
  shuffled<T>(list: readonly T[]): T[] {
    const out = [...list]
    for (let last = out.length - 1; last > 0; last--) {
      const other = this.integer(last + 1)
      ;[out[last], out[other]] = [out[other]!, out[last]!]
    }
    return out
  }
}
