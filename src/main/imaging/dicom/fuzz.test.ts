/** Whatever bytes come: an image, or one of our codes; never another exception, never an endless loop. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../../shared/result'
import { memorySource } from '../byte-source'
import { decodePicture } from '../picture'
import { checkStoredPixels } from './check-stored-pixels'
import { decodeModuleFrame } from './decode-frame'
import { element, imageElements, writeFile } from './fixtures/dicom-writer'
import { parseInstance } from './parse-instance'
import { toTagNodes } from './tag-nodes'

const expected = new Set<string>(errorCodes.filter((code) => code !== 'INTERNAL'))

async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const { file, pixels } = parseInstance(memorySource(bytes))
    toTagNodes(file)
    if (!pixels) return 'no image'
    checkStoredPixels(pixels)
    await decodeModuleFrame(pixels, 0)
    return 'image'
  } catch (thrown) {
    const code = (thrown as { code?: string }).code ?? ''
    if (!expected.has(code)) throw thrown
    return code
  }
}

const folder = join(import.meta.dirname, 'fixtures/compressed')
const seeds: Uint8Array[] = readdirSync(folder).map(
  (name) => new Uint8Array(readFileSync(join(folder, name))),
)
const sequence = element(0x00081032, 'SQ', [[element(0x00080100, 'SH', 'A')]], { undefinedLength: true })
seeds.push(writeFile(imageElements([1, 2, 3, 4], { rows: 2, columns: 2, extra: [sequence] })))

const seed = fc.constantFrom(...seeds)
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })

describe('reading DICOM', () => {
  it('survives random bytes, with and without a DICOM beginning', async () => {
    const beginning = Buffer.concat([
      Buffer.alloc(128),
      Buffer.from('DICM'),
      Buffer.from('0200100055490c00', 'hex'),
    ])
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, begins) => {
        await outcomeOf(begins ? Buffer.concat([beginning, bytes]) : bytes)
      }),
      { numRuns: 400 },
    )
  })

  it('survives changed bytes anywhere', async () => {
    const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 12,
    })
    await fc.assert(
      fc.asyncProperty(seed, changes, async (original, places) => {
        const bytes = original.slice()
        for (const [at, value] of places) bytes[Math.floor(at * bytes.length)] = value
        await outcomeOf(bytes)
      }),
      { numRuns: 600 },
    )
  })

  it('survives lengths and counts that lie', async () => {
    const wide = fc.constantFrom(0, 1, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff)
    await fc.assert(
      fc.asyncProperty(seed, place, wide, async (original, at, value) => {
        const bytes = original.slice()
        new DataView(bytes.buffer).setUint32(Math.floor(at * (bytes.length - 4)), value, true)
        await outcomeOf(bytes)
      }),
      { numRuns: 400 },
    )
  })

  it('never takes a cut file for an image', async () => {
    await fc.assert(
      fc.asyncProperty(seed, place, async (original, at) => {
        // The delimiter, padding and end marker behind the pixels may be missing.
        const end = Math.floor(at * (original.length - 12))
        expect(await outcomeOf(original.subarray(0, end))).not.toBe('image')
      }),
      { numRuns: 400 },
    )
  })
})

describe('reading pictures', () => {
  const fixtures = join(import.meta.dirname, '../../inference/fixtures/jpeg')
  const pictures = readdirSync(fixtures)
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => new Uint8Array(readFileSync(join(fixtures, name))))
  it('gives a picture or PICTURE_MALFORMED', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...pictures),
        fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
        place,
        (original, places, cut) => {
          const bytes = original.slice(0, Math.max(4, Math.floor(cut * 1.5 * original.length)))
          for (const [at, value] of places) bytes[Math.floor(at * bytes.length)] = value
          try {
            const { rows, columns, samplesPerPixel, data } = decodePicture(bytes)
            expect(data).toHaveLength(rows * columns * samplesPerPixel)
          } catch (thrown) {
            if ((thrown as { code?: string }).code !== 'PICTURE_MALFORMED') throw thrown
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
