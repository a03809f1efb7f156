/** PNG and JPEG pictures of films. */
import { PNG } from 'pngjs'
import { AppException } from '../../shared/result'
import { decodeJpeg, type JpegImage } from './jpeg/decode-jpeg'
import { fullYbrToRgb } from './pixels/colour'
import { decodePlainPng } from './plain-png'

export interface Picture {
  rows: number
  columns: number
  samplesPerPixel: 1 | 3
  /** 8 bits, rows top to bottom, colour interleaved */
  data: Uint8Array
}

/** pixels of a picture that we are willing to hold */
const mostPixels = 1 << 27
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export type PictureKind = 'png' | 'jpeg'

/** By its first bytes; null for anything else. */
export function pictureKind(start: Uint8Array): PictureKind | null {
  if (pngSignature.every((byte, at) => start[at] === byte)) return 'png'
  return start[0] === 0xff && start[1] === 0xd8 && start[2] === 0xff ? 'jpeg' : null
}

/** Upright as its EXIF orientation says. @throws AppException PICTURE_MALFORMED */
export function decodePicture(bytes: Uint8Array): Picture {
  const kind = pictureKind(bytes)
  try {
    if (kind === 'png') return decodePng(bytes)
    if (kind === 'jpeg') return decodeJpegPicture(bytes)
  } catch (thrown) {
    if (
      thrown instanceof RangeError ||
      (thrown instanceof AppException && thrown.code !== 'PICTURE_MALFORMED')
    ) {
      throw new AppException('PICTURE_MALFORMED', 'The picture is broken or of an unusual kind.')
    }
    throw thrown
  }
  throw new AppException('PICTURE_MALFORMED', 'This is neither a PNG nor a JPEG picture.')
}

function decodePng(bytes: Uint8Array): Picture {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 33) throw new AppException('PICTURE_MALFORMED', 'The picture is cut.')
  const [columns, rows, colourType] = [buffer.readUInt32BE(16), buffer.readUInt32BE(20), buffer[25]]
  if (columns * rows > mostPixels) throw new AppException('PICTURE_MALFORMED', 'The picture is too large.')
  const plain = decodePlainPng(buffer, mostPixels)
  if (plain) return plain
  const rgba = readPng(buffer)
  if (rgba.length !== columns * rows * 4) throw new AppException('PICTURE_MALFORMED', 'The picture is cut.')
  const isGray = colourType === 0 || colourType === 4
  const samplesPerPixel = isGray ? 1 : 3
  const data = new Uint8Array(columns * rows * samplesPerPixel)
  for (let pixel = 0, to = 0; pixel < columns * rows; pixel += 1) {
    // What is transparent is black, as the surroundings of a film are.
    const alpha = rgba[pixel * 4 + 3] as number
    for (let sample = 0; sample < samplesPerPixel; sample += 1, to += 1) {
      const value = rgba[pixel * 4 + sample] as number
      data[to] = alpha === 255 ? value : Math.round((value * alpha) / 255)
    }
  }
  return { rows, columns, samplesPerPixel, data }
}

/** 8-bit RGBA, whatever the file holds. */
function readPng(buffer: Buffer): Uint8Array {
  try {
    return PNG.sync.read(buffer).data
  } catch {
    throw new AppException('PICTURE_MALFORMED', 'The PNG picture is broken.')
  }
}

function decodeJpegPicture(bytes: Uint8Array): Picture {
  const image = decodeJpeg(bytes)
  if (image.rows * image.columns > mostPixels)
    throw new AppException('PICTURE_MALFORMED', 'The picture is too large.')
  const { rows, columns } = image
  const eight =
    image.samples instanceof Uint8Array
      ? image.samples
      : Uint8Array.from(image.samples, (value) => value >> (image.precision - 8))
  if (image.components === 1)
    return turn({ rows, columns, samplesPerPixel: 1, data: eight }, image.orientation)
  return turn({ rows, columns, samplesPerPixel: 3, data: toRgb(image, eight) }, image.orientation)
}

function toRgb(image: JpegImage, samples: Uint8Array): Uint8Array {
  const isRgb =
    image.adobeTransform === 0 ||
    (image.adobeTransform === null && !image.jfif && image.componentIds.join() === '82,71,66')
  if (image.components === 3) {
    if (!isRgb) fullYbrToRgb(samples)
    return samples
  }
  if (image.components !== 4)
    throw new AppException('PICTURE_MALFORMED', 'The picture has an unusual number of colours.')
  return fromCmyk(samples, image.adobeTransform)
}

/** Adobe stores ink inverted: 255 is no ink. With transform 2 the first three are YCbCr. */
function fromCmyk(samples: Uint8Array, adobeTransform: number | null): Uint8Array {
  const pixels = samples.length / 4
  const rgb = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel += 1)
    rgb.set(samples.subarray(pixel * 4, pixel * 4 + 3), pixel * 3)
  if (adobeTransform === 2) fullYbrToRgb(rgb)
  for (let at = 0; at < rgb.length; at += 1) {
    const black = samples[Math.floor(at / 3) * 4 + 3] as number
    const ink = rgb[at] as number
    rgb[at] =
      adobeTransform === null
        ? Math.round(((255 - ink) * (255 - black)) / 255)
        : Math.round((ink * black) / 255)
  }
  return rgb
}

/** Applies EXIF's orientation 1 to 8: phones store the picture as the sensor lies. */
function turn(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture
  const { rows, columns, samplesPerPixel, data } = picture
  const isTransposed = orientation >= 5
  const [outRows, outColumns] = isTransposed ? [columns, rows] : [rows, columns]
  const out = new Uint8Array(data.length)
  for (let y = 0; y < outRows; y += 1) {
    for (let x = 0; x < outColumns; x += 1) {
      const [along, down] = isTransposed ? [y, x] : [x, y]
      const column = [2, 3, 7, 8].includes(orientation) ? columns - 1 - along : along
      const row = [3, 4, 6, 7].includes(orientation) ? rows - 1 - down : down
      const from = (row * columns + column) * samplesPerPixel
      const to = (y * outColumns + x) * samplesPerPixel
      for (let sample = 0; sample < samplesPerPixel; sample += 1)
        out[to + sample] = data[from + sample] as number
    }
  }
  return { rows: outRows, columns: outColumns, samplesPerPixel, data: out }
}
