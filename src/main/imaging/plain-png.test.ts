import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { decodePlainPng } from './plain-png'

const mostPixels = 1 << 20

/** RGB noise over a gradient, so that no filter leaves a row as it was. */
function rgbPicture(columns: number, rows: number): PNG {
  const png = new PNG({ width: columns, height: rows })
  let state = 7
  for (let at = 0; at < png.data.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      png.data[at + channel] = at / columns + channel * 40 + (state >>> 27)
    }
    png.data[at + 3] = 255
  }
  return png
}
const expected = (encoded: Buffer, channels: 1 | 3) => {
  const { data } = PNG.sync.read(encoded)
  return Uint8Array.from(
    { length: (data.length / 4) * channels },
    (_, at) => data[Math.floor(at / channels) * 4 + (at % channels)] as number,
  )
}

describe('decodePlainPng', () => {
  it.each([0, 1, 2, 3, 4] as const)('undoes filter %i as the general decoder does', (filterType) => {
    for (const colorType of [0, 2] as const) {
      const encoded = PNG.sync.write(rgbPicture(37, 23), { colorType, filterType })
      const channels = colorType === 0 ? 1 : 3
      expect(decodePlainPng(encoded, mostPixels)).toEqual({
        rows: 23,
        columns: 37,
        samplesPerPixel: channels,
        data: expected(encoded, channels),
      })
    }
  })

  it('leaves other kinds to the general decoder', () => {
    expect(decodePlainPng(PNG.sync.write(rgbPicture(5, 5), { colorType: 6 }), mostPixels)).toBeNull()
    const deep = PNG.sync.write(rgbPicture(5, 5), { colorType: 0, bitDepth: 16 })
    expect(decodePlainPng(deep, mostPixels)).toBeNull()
  })

  it('takes no broken, cut or oversized picture', () => {
    const encoded = PNG.sync.write(rgbPicture(30, 30), { colorType: 0 })
    expect(decodePlainPng(encoded, 899)).toBeNull()
    for (let length = 8; length < encoded.length; length += 17) {
      expect(decodePlainPng(encoded.subarray(0, length), mostPixels)).toBeNull()
    }
    for (let at = 8; at < encoded.length; at += 5) {
      const damaged = Buffer.from(encoded)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      expect(decodePlainPng(damaged, mostPixels)).toBeNull()
    }
  })
})
