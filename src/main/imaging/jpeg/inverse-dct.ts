/**
 * The accurate integer inverse DCT of Loeffler, Ligtenberg and Moschytz with 13-bit constants. It follows the arithmetic of
 * the Independent JPEG Group's reference software step by step, so that decoded samples are equal to the last bit.
 */

const constantBits = 13
const fix = {
  c0298: 2446,
  c0390: 3196,
  c0541: 4433,
  c0765: 6270,
  c0899: 7373,
  c1175: 9633,
  c1501: 12299,
  c1847: 15137,
  c1961: 16069,
  c2053: 16819,
  c2562: 20995,
  c3072: 25172,
} as const

const workspace = new Int32Array(64)

/**
 * @param coefficients quantised, 64 from `at`, row by row
 * @param quantisation in zigzag order's place already moved to rows
 * @param precision 8 or 12 bits a sample
 * @param out samples of the component, `stride` a row; the block's corner is at `outAt`
 */
export function inverseDct(
  coefficients: Int16Array,
  at: number,
  quantisation: Uint16Array,
  precision: number,
  out: Uint8Array | Uint16Array,
  outAt: number,
  stride: number,
): void {
  // Twelve bits leave less room in 32 for the first pass's fraction.
  const fraction = precision === 8 ? 2 : 1
  for (let column = 0; column < 8; column += 1)
    columnPass(coefficients, at + column, quantisation, column, fraction)
  const shift = constantBits + fraction + 3
  const half = 1 << (shift - 1)
  const centre = 1 << (precision - 1)
  const largest = (1 << precision) - 1
  for (let row = 0; row < 8; row += 1) {
    const from = row * 8
    transform(
      workspace[from] as number,
      workspace[from + 1] as number,
      workspace[from + 2] as number,
      workspace[from + 3] as number,
      workspace[from + 4] as number,
      workspace[from + 5] as number,
      workspace[from + 6] as number,
      workspace[from + 7] as number,
    )
    const to = outAt + row * stride
    for (let x = 0; x < 8; x += 1) {
      const value = (((result[x] as number) + half) >> shift) + centre
      out[to + x] = value < 0 ? 0 : value > largest ? largest : value
    }
  }
}

function columnPass(
  coefficients: Int16Array,
  at: number,
  quantisation: Uint16Array,
  column: number,
  fraction: number,
): void {
  const input = (row: number) =>
    (coefficients[at + row * 8] as number) * (quantisation[column + row * 8] as number)
  const isFlat =
    coefficients[at + 8] === 0 &&
    coefficients[at + 16] === 0 &&
    coefficients[at + 24] === 0 &&
    coefficients[at + 32] === 0 &&
    coefficients[at + 40] === 0 &&
    coefficients[at + 48] === 0 &&
    coefficients[at + 56] === 0
  if (isFlat) {
    const value = input(0) << fraction
    for (let row = 0; row < 8; row += 1) workspace[column + row * 8] = value
    return
  }
  transform(input(0), input(1), input(2), input(3), input(4), input(5), input(6), input(7))
  const shift = constantBits - fraction
  const half = 1 << (shift - 1)
  for (let row = 0; row < 8; row += 1) workspace[column + row * 8] = ((result[row] as number) + half) >> shift
}

const result = new Float64Array(8)

/** One dimension, scaled by sqrt(8) * 2^13; into `result`. */
function transform(
  i0: number,
  i1: number,
  i2: number,
  i3: number,
  i4: number,
  i5: number,
  i6: number,
  i7: number,
): void {
  const evenSum = (i2 + i6) * fix.c0541
  const even2 = evenSum - i6 * fix.c1847
  const even3 = evenSum + i2 * fix.c0765
  const even0 = (i0 + i4) * 8192
  const even1 = (i0 - i4) * 8192
  const a0 = even0 + even3
  const a3 = even0 - even3
  const a1 = even1 + even2
  const a2 = even1 - even2

  const z5 = (i7 + i3 + i5 + i1) * fix.c1175
  const z1 = (i7 + i1) * -fix.c0899
  const z2 = (i5 + i3) * -fix.c2562
  const z3 = (i7 + i3) * -fix.c1961 + z5
  const z4 = (i5 + i1) * -fix.c0390 + z5
  const b0 = i7 * fix.c0298 + z1 + z3
  const b1 = i5 * fix.c2053 + z2 + z4
  const b2 = i3 * fix.c3072 + z2 + z3
  const b3 = i1 * fix.c1501 + z1 + z4

  result[0] = a0 + b3
  result[7] = a0 - b3
  result[1] = a1 + b2
  result[6] = a1 - b2
  result[2] = a2 + b1
  result[5] = a2 - b1
  result[3] = a3 + b0
  result[4] = a3 - b0
}
