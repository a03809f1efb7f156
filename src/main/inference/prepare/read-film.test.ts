import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFilm } from './read-film'
import { prepareImage } from './prepare-image'

const fixtures = join(import.meta.dirname, '../fixtures/jpeg')
const jpegs = JSON.parse(readFileSync(join(fixtures, 'cases.json'), 'utf8')) as {
  name: string
  rows: number
  columns: number
}[]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-test-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
const file = async (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

describe('readFilm', () => {
  it.each(jpegs)('decodes $name to the grey of Pillow, byte for byte', async ({ name, rows, columns }) => {
    const { pixels, facts } = await readFilm(join(fixtures, `${name}.jpg`))
    const expected = new Uint8Array(await readFile(join(fixtures, `${name}.grey.u8`)))
    expect(pixels?.gray).toEqual({ rows, columns, data: expected })
    expect(facts).toMatchObject({ modality: '', ageYears: null, lossyCompressed: true })
  })

  it('takes a grey film saved as colour for grey, and a coloured one for colour', async () => {
    const colourOf = async (name: string) =>
      prepareImage(await readFilm(join(fixtures, name)), {
        preprocessing: [{ step: 'grayscale' }],
        layout: 'NCHW',
      }).facts.pixels?.colour
    expect(await colourOf('grey-film-as-colour-420.jpg')).toBe(false)
    expect(await colourOf('colour-444.jpg')).toBe(true)
    expect(await colourOf('grey-q75.jpg')).toBe(false)
  })

  it('reads a PNG whatever its name', async () => {
    const png = new PNG({ width: 3, height: 2 })
    png.data.fill(255)
    const { pixels, facts } = await readFilm(await file('film.dcm', PNG.sync.write(png, { colorType: 0 })))
    expect(pixels?.gray).toEqual({ rows: 2, columns: 3, data: new Uint8Array(6).fill(255) })
    expect(facts.lossyCompressed).toBe(false)
  })

  it.each([
    ['an empty file', '', 'FILE_EMPTY'],
    ['text', 'not an image, nor anything else that is known', 'NOT_DICOM'],
    ['a cut JPEG', readFileSync(join(fixtures, 'grey-q75.jpg')).subarray(0, 200), 'PICTURE_MALFORMED'],
    [
      'a PNG signature alone',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      'PICTURE_MALFORMED',
    ],
  ])('refuses %s', async (_name, bytes, code) => {
    await expect(readFilm(await file('broken', bytes))).rejects.toMatchObject({ code })
  })

  it('says when there is no such file', async () => {
    await expect(readFilm(join(folder, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(readFilm(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })
})
