import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { luma } from './grayscale'
import { decodePicture, pictureKind } from './picture'

const fixtures = join(import.meta.dirname, '../inference/fixtures/jpeg')
const cases = JSON.parse(readFileSync(join(fixtures, 'cases.json'), 'utf8')) as {
  name: string
  rows: number
  columns: number
}[]

function png(colorType: 0 | 2 | 4 | 6, pixels: number[][], more = {}): Uint8Array {
  const picture = new PNG({ width: pixels.length, height: 1, colorType, ...more })
  for (const [at, [red = 0, green = red, blue = red, alpha = 255]] of pixels.entries())
    picture.data.set([red, green, blue, alpha], at * 4)
  return PNG.sync.write(picture, { colorType })
}

describe('JPEG', () => {
  it.each(cases)('$name equals Pillow to the last bit', ({ name, rows, columns }) => {
    const picture = decodePicture(readFileSync(join(fixtures, `${name}.jpg`)))
    expect(picture).toMatchObject({ rows, columns })
    const grey = picture.samplesPerPixel === 3 ? luma(picture.data) : picture.data
    expect(Buffer.from(grey).equals(readFileSync(join(fixtures, `${name}.grey.u8`)))).toBe(true)
  })

  it('stands upright as EXIF says', () => {
    const plain = readFileSync(join(fixtures, 'grey-q75.jpg'))
    const upright = decodePicture(plain)
    const at = (picture: typeof upright, row: number, column: number) =>
      picture.data[row * picture.columns + column]
    const turned = (orientation: number) => {
      const tiff = Buffer.from('49492a000800000001001201030001000000ff0000000000', 'hex')
      tiff[18] = orientation
      const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff])
      const head = Buffer.from([0xff, 0xe1, 0, body.length + 2])
      return decodePicture(Buffer.concat([plain.subarray(0, 2), head, body, plain.subarray(2)]))
    }
    const { rows, columns } = upright
    // 6: the camera was turned a quarter; its first column is the film's first row
    expect(turned(6)).toMatchObject({ rows: columns, columns: rows })
    expect(at(turned(6), 0, 0)).toBe(at(upright, rows - 1, 0))
    expect(at(turned(6), 3, 1)).toBe(at(upright, rows - 2, 3))
    expect(at(turned(8), 0, 1)).toBe(at(upright, 1, columns - 1))
    expect(at(turned(3), 0, 1)).toBe(at(upright, rows - 1, columns - 2))
    expect(at(turned(2), 4, 0)).toBe(at(upright, 4, columns - 1))
  })
})

describe('PNG', () => {
  it('is grey or RGB as its kind says; what is transparent is black', () => {
    expect(decodePicture(png(0, [[10], [250]]))).toMatchObject({
      rows: 1,
      columns: 2,
      samplesPerPixel: 1,
      data: Uint8Array.of(10, 250),
    })
    expect(decodePicture(png(2, [[10, 20, 30]]))).toMatchObject({
      samplesPerPixel: 3,
      data: Uint8Array.of(10, 20, 30),
    })
    expect([
      ...decodePicture(
        png(6, [
          [100, 200, 40, 0],
          [100, 200, 40, 128],
        ]),
      ).data,
    ]).toEqual([0, 0, 0, 50, 100, 20])
  })

  it('is refused when it is cut, broken or gigantic', () => {
    const whole = Buffer.from(png(0, [[10], [250]]))
    const gigantic = Buffer.from(whole)
    gigantic.writeUInt32BE(60_000, 16)
    gigantic.writeUInt32BE(60_000, 20)
    for (const bytes of [whole.subarray(0, 20), whole.subarray(0, -20), gigantic, Buffer.from('GIF89a')]) {
      expect(() => decodePicture(bytes)).toThrow(expect.objectContaining({ code: 'PICTURE_MALFORMED' }))
    }
  })
})

it('is told by its first bytes', () => {
  expect([
    pictureKind(png(0, [[1]])),
    pictureKind(Buffer.from('ffd8ffe0', 'hex')),
    pictureKind(Buffer.from('DICM')),
  ]).toEqual(['png', 'jpeg', null])
})
