/** Decoded samples against pydicom and dcmtk: whole arrays, by their SHA-256. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../byte-source'
import { checkStoredPixels } from './check-stored-pixels'
import { readPixelModule } from './pixel-module'
import { readDicomFile } from './read-file'
import { decodeStoredFrame } from './stored-frame'

interface Reference {
  sha256: string
  shape: number[]
  dtype: string
  range: number[]
}

const fixtures = join(import.meta.dirname, 'fixtures')
const referencesIn = (name: string) =>
  Object.entries(JSON.parse(readFileSync(join(fixtures, name), 'utf8')) as Record<string, Reference>)

const typeNames: Record<string, string> = {
  Uint8Array: 'uint8',
  Int8Array: 'int8',
  Uint16Array: 'uint16',
  Int16Array: 'int16',
  Uint32Array: 'uint32',
  Int32Array: 'int32',
  Float32Array: 'float32',
  Float64Array: 'float64',
}

async function decodeAll(path: string): Promise<Reference> {
  const pixels = readPixelModule(readDicomFile(memorySource(readFileSync(path))))
  checkStoredPixels(pixels)
  const hash = createHash('sha256')
  const range = [Infinity, -Infinity] as [number, number]
  let dtype = ''
  for (let index = 0; index < pixels.frames; index += 1) {
    const { samples } = await decodeStoredFrame(pixels, index)
    dtype = typeNames[samples.constructor.name] ?? ''
    hash.update(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    for (const value of samples) {
      if (value < range[0]) range[0] = value
      if (value > range[1]) range[1] = value
    }
  }
  const { rows, columns, frames, samplesPerPixel } = pixels
  const shape = [
    ...(frames > 1 ? [frames] : []),
    rows,
    columns,
    ...(samplesPerPixel > 1 ? [samplesPerPixel] : []),
  ]
  return { sha256: hash.digest('hex'), shape, dtype, range }
}

const comparable = ({ sha256, shape, dtype, range }: Reference) => ({ sha256, shape, dtype, range })

describe('decoding equals the reference decoders to the last bit', () => {
  it.each(referencesIn('compressed.json'))('%s (dcmtk)', async (name, reference) => {
    expect(await decodeAll(join(fixtures, 'compressed', `${name}.dcm`))).toEqual(comparable(reference))
  })

  it.each(referencesIn('reference-npm.json'))('%s', async (name, reference) => {
    const path = join(import.meta.dirname, '../../../../node_modules', name)
    expect(await decodeAll(path)).toEqual(comparable(reference))
  })
})

const dataFolder = join(process.env['VESALIUS_DATA'] ?? '', 'dicom')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(dataFolder))('decoding the data folder', () => {
  it.each(referencesIn('reference-pixels.json'))('%s', async (name, reference) => {
    expect(await decodeAll(join(dataFolder, name))).toEqual(comparable(reference))
  })
})
