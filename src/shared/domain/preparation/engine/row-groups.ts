/** Which rows are alike, without a text for each: an open-addressing table of row numbers. */

const mix = (hash: number): number => {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x45d9f3b)
  return mixed ^ (mixed >>> 16)
}

const bits = new Uint32Array(2)
const number = new Float64Array(bits.buffer)

/** Of several numbers; the same numbers in the same order give the same. Nothing is said of -0 and 0, which are told apart. */
export function hashNumbers(...values: number[]): number {
  let hash = 0
  for (const value of values) hash = hashOneMore(hash, value)
  return hash
}

export function hashOneMore(hash: number, value: number): number {
  number[0] = value
  return mix(Math.imul(hash, 31) ^ bits[0]! ^ Math.imul(bits[1]!, 0x9e3779b1))
}

export class RowGroups {
  private readonly slots: Int32Array
  private readonly mask: number

  /** @param areAlike decides where two rows have the same hash */
  constructor(
    rows: number,
    private readonly hashOf: (row: number) => number,
    private readonly areAlike: (row: number, other: number) => boolean,
  ) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, rows * 2)))
    this.slots = new Int32Array(size).fill(-1)
    this.mask = size - 1
  }

  /** The row that came first of those alike to this one; the row itself where it is the first. */
  firstLike(row: number): number {
    let slot = this.hashOf(row) & this.mask
    for (;;) {
      const there = this.slots[slot]!
      if (there < 0) {
        this.slots[slot] = row
        return row
      }
      if (there === row || this.areAlike(there, row)) return there
      slot = (slot + 1) & this.mask
    }
  }
}

/** Alike in every column, as the hashes of their texts tell. */
export const rowsAlike = (alike: Uint32Array): RowGroups =>
  new RowGroups(
    alike.length / 2,
    (row) => alike[2 * row]!,
    (row, other) => alike[2 * row] === alike[2 * other] && alike[2 * row + 1] === alike[2 * other + 1],
  )

/** Of the same subject, parameter and time; times are known. */
export const measurementsAlike = (
  subjectOf: Int32Array,
  parameterOf: Int32Array | null,
  times: Float64Array | null,
): RowGroups =>
  new RowGroups(
    subjectOf.length,
    (row) => hashNumbers(subjectOf[row]!, parameterOf?.[row] ?? 0, times?.[row] ?? 0),
    (row, other) =>
      subjectOf[row] === subjectOf[other] &&
      parameterOf?.[row] === parameterOf?.[other] &&
      times?.[row] === times?.[other],
  )
