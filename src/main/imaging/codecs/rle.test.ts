import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeRle } from './rle'

/** PackBits as a careless writer does it: literals of up to 128 and runs, cut at random places. */
function pack(plane: Uint8Array, cuts: number[]): number[] {
  const out: number[] = []
  for (let at = 0, nth = 0; at < plane.length; nth += 1) {
    const length = Math.min(plane.length - at, 1 + ((cuts[nth % cuts.length] ?? 5) % 128))
    const part = plane.subarray(at, at + length)
    if (length > 1 && part.every((byte) => byte === part[0])) out.push(257 - length, part[0] as number)
    else out.push(length - 1, ...part)
    at += length
  }
  return out
}

function encode(planes: Uint8Array[], cuts: number[]): Uint8Array {
  const header = new Uint32Array(16)
  header[0] = planes.length
  const body: number[] = []
  for (const [nth, plane] of planes.entries()) {
    header[nth + 1] = 64 + body.length
    body.push(...pack(plane, cuts))
    if (body.length % 2 === 1) body.push(0)
  }
  return Uint8Array.from([...new Uint8Array(header.buffer), ...body])
}

describe('decodeRle', () => {
  it('gives back planes as samples, most significant byte first', () => {
    const planes = [Uint8Array.of(0x12, 0x34), Uint8Array.of(0x56, 0x78)]
    expect([...decodeRle(encode(planes, [1]), 2, 1, 2)]).toEqual([0x56, 0x12, 0x78, 0x34])
    expect([...decodeRle(encode(planes, [1]), 2, 2, 1)]).toEqual([0x12, 0x56, 0x34, 0x78])
  })

  it('inverts every packing', () => {
    const plane = fc
      .uint8Array({ minLength: 40, maxLength: 40 })
      .map((bytes) => bytes.map((byte) => byte % 3))
    fc.assert(
      fc.property(plane, fc.array(fc.nat(200), { minLength: 1, maxLength: 8 }), (bytes, cuts) => {
        expect(Buffer.from(decodeRle(encode([bytes], cuts), 40, 1, 1)).equals(Buffer.from(bytes))).toBe(true)
      }),
    )
  })

  it('refuses too few bytes, wrong segments, and runs beyond the data', () => {
    const good = encode([Uint8Array.of(1, 2, 3, 4)], [4])
    for (const [bytes, planes] of [
      [good.subarray(0, 60), 1],
      [good.subarray(0, 66), 1],
      [good, 2],
    ] as const) {
      expect(() => decodeRle(bytes, 4, planes, 1)).toThrow(
        expect.objectContaining({ code: 'DICOM_DECODE_FAILED' }),
      )
    }
    const outside = good.slice()
    outside[4] = 255
    expect(() => decodeRle(outside, 4, 1, 1)).toThrow(
      expect.objectContaining({ code: 'DICOM_DECODE_FAILED' }),
    )
  })
})
