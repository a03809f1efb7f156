/** Small films written by hand: grey pictures and the least DICOM that a reader accepts (PS3.10, explicit VR little endian). */
import { PNG } from 'pngjs'

export interface GrayPicture {
  rows: number
  columns: number
  data: Uint8Array
}

/** Levels from a function of position. */
export function drawGray(
  rows: number,
  columns: number,
  level: (x: number, y: number) => number,
): GrayPicture {
  const data = Uint8Array.from({ length: rows * columns }, (_, at) =>
    level(at % columns, Math.floor(at / columns)),
  )
  return { rows, columns, data }
}

export function asPng({ rows, columns, data }: GrayPicture): Buffer {
  const png = new PNG({ width: columns, height: rows, colorType: 0, inputColorType: 0, inputHasAlpha: false })
  png.data = Buffer.from(data)
  return PNG.sync.write(png, { colorType: 0, inputColorType: 0, inputHasAlpha: false })
}

export type Tags = Record<string, [vr: string, value: string]>

const meta = '1.2.826.0.1.3680043.10.1338'
const longForms = new Set(['OB', 'OW', 'SQ', 'UN', 'UT'])

/** @param tags 'GGGGEEEE' with its value, beside those that every film has */
export function asDicom(picture: GrayPicture, tags: Tags): Buffer {
  const { rows, columns, data } = picture
  const uid = `${meta}.${Math.floor(Math.random() * 1e12)}`
  const sopClass = '1.2.840.10008.5.1.4.1.1.1'
  const elements: [string, string, Buffer][] = [
    ['00080016', 'UI', text(sopClass, '\0')],
    ['00080018', 'UI', text(uid, '\0')],
    ['0020000D', 'UI', text(`${uid}.1`, '\0')],
    ['0020000E', 'UI', text(`${uid}.2`, '\0')],
    ['00280002', 'US', short(1)],
    ['00280004', 'CS', text('MONOCHROME2')],
    ['00280010', 'US', short(rows)],
    ['00280011', 'US', short(columns)],
    ['00280100', 'US', short(8)],
    ['00280101', 'US', short(8)],
    ['00280102', 'US', short(7)],
    ['00280103', 'US', short(0)],
    ['7FE00010', 'OB', data.length % 2 ? Buffer.concat([data, Buffer.alloc(1)]) : Buffer.from(data)],
    ...Object.entries(tags).map(([tag, [vr, value]]): [string, string, Buffer] => [
      tag,
      vr,
      text(value, vr === 'UI' ? '\0' : ' '),
    ]),
  ]
  const header = [
    element('00020001', 'OB', Buffer.from([0, 1])),
    element('00020002', 'UI', text(sopClass, '\0')),
    element('00020003', 'UI', text(uid, '\0')),
    element('00020010', 'UI', text('1.2.840.10008.1.2.1', '\0')),
    element('00020012', 'UI', text(meta, '\0')),
  ]
  const length = Buffer.alloc(4)
  length.writeUInt32LE(Buffer.concat(header).length)
  const body = elements
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([tag, vr, value]) => element(tag, vr, value))
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element('00020000', 'UL', length),
    ...header,
    ...body,
  ])
}

function element(tag: string, vr: string, value: Buffer): Buffer {
  const long = longForms.has(vr)
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0)
  head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2)
  head.write(vr, 4, 'latin1')
  if (long) head.writeUInt32LE(value.length, 8)
  else head.writeUInt16LE(value.length, 6)
  return Buffer.concat([head, value])
}

function text(value: string, padding = ' '): Buffer {
  return Buffer.from(value.length % 2 ? value + padding : value, 'latin1')
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}
