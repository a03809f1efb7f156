import dicomParser from 'dicom-parser'
import { describe, expect, it } from 'vitest'
import { tinyGenerator, fixtureFolder } from '../../test-support/tiny-models'
import { ModelHost } from '../inference/process/model-host'
import { markRow } from '../imaging/synthetic/film/synthetic-film'
import { filmsOfOrder, generatorLabels, makeFilm, type RunGenerator } from './film-maker'
import { noiseOf, oneHot } from './generated-image'
import { madeUpChild } from './made-up-child'

const facts = tinyGenerator()

/** The tiny generator's real graph in onnxruntime. */
async function realRun(): Promise<RunGenerator> {
  const host = new ModelHost()
  const key = 'tiny-generator@0.1.0'
  const spec = { key, golden: 'required', folder: fixtureFolder('tiny-generator'), manifest: facts } as const
  await host.load({ kind: 'load', id: 1, ...spec, providers: ['cpu'], threads: 1 }, () => undefined)
  return async (inputs) => (await host.run({ kind: 'run', id: 2, key, graph: 'main', inputs })).outputs
}

const [label = ''] = generatorLabels(facts)

describe('a film from a generator', () => {
  it('says in every tag what it is, and how to make it again', async () => {
    const film = await makeFilm(facts, await realRun(), { label, seed: 41 })
    expect(film.name).toBe(`synthetic-${label}-0000000041.dcm`)
    const read = dicomParser.parseDicom(film.bytes)
    expect(read.string('x00080016')).toBe('1.2.840.10008.5.1.4.1.1.1')
    expect(read.string('x00080060')).toBe('CR')
    expect(read.string('x00080008')).toBe('DERIVED\\PRIMARY\\\\SYNTHETIC')
    expect(read.string('x0008001c')).toBe('YES')
    expect(read.string('x00280301')).toBe('YES')
    expect(read.string('x00100010')).toMatch(/^SYNTHETIC\^[A-Z]+$/)
    expect(read.string('x00181020')).toBe('tiny-generator 0.1.0')
    expect(read.string('x00082111')).toContain(`from seed 41 as class ${label};`)
    expect(read.string('x00082111')).toContain(facts.weights.sha256)
    expect(read.string('x00081030')).toContain(label)
    // No exposure, hence no length of a pixel.
    expect(read.elements['x00181164']).toBeUndefined()
    for (const sized of ['x00080050', 'x00200010']) expect(read.string(sized)?.length).toBeLessThanOrEqual(16)
  })

  it('says it in its pixels too', async () => {
    const { bytes } = await makeFilm(facts, await realRun(), { label, seed: 1 })
    const read = dicomParser.parseDicom(bytes)
    const columns = read.uint16('x00280011') ?? 0
    const rows = read.uint16('x00280010') ?? 0
    const at = read.elements['x7fe00010']?.dataOffset ?? 0
    const pixels = new Uint16Array(bytes.slice(at, at + 2 * rows * columns).buffer)
    const dot = Math.round(columns / 340)
    // The upper right dot of the S, and the ground before it.
    expect(pixels[markRow(rows) * columns + (5 + 4) * dot]).toBe(4095)
    expect(pixels[markRow(rows) * columns + 4 * dot]).toBe(0)
  })

  it('is byte for byte the same when made again, and another with another seed', async () => {
    const run = await realRun()
    const first = await makeFilm(facts, run, { label, seed: 5 })
    expect((await makeFilm(facts, run, { label, seed: 5 })).bytes).toEqual(first.bytes)
    const uid = (bytes: Uint8Array) => dicomParser.parseDicom(bytes).string('x00080018')
    expect(uid((await makeFilm(facts, run, { label, seed: 6 })).bytes)).not.toBe(uid(first.bytes))
  })

  it('is refused for a class that is not there and for a picture that is none', async () => {
    const none: RunGenerator = () => Promise.resolve({})
    await expect(makeFilm(facts, none, { label: 'other', seed: 1 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    await expect(makeFilm(facts, none, { label, seed: 1 })).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
    })
    const image = { data: new Float32Array(64).fill(NaN), dims: [1, 1, 8, 8] }
    const name = facts.outputs[0]?.name ?? ''
    await expect(
      makeFilm(facts, () => Promise.resolve({ [name]: image }), { label, seed: 1 }),
    ).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
  })
})

describe('an order', () => {
  it('takes the classes in turn and counts the seeds up', () => {
    expect(filmsOfOrder(['a', 'b'], 3, 2 ** 32 - 1)).toEqual([
      { label: 'a', seed: 2 ** 32 - 1 },
      { label: 'b', seed: 0 },
      { label: 'a', seed: 1 },
    ])
  })
})

describe('what goes in', () => {
  it('is standard normal and hangs on the seed alone', () => {
    const noise = noiseOf(3, 20_000)
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length
    expect(mean).toBeCloseTo(0, 1)
    expect(variance).toBeCloseTo(1, 1)
    expect(noiseOf(3, 8)).toEqual(noise.slice(0, 8))
    expect(noiseOf(4, 8)).not.toEqual(noise.slice(0, 8))
  })

  it('names one class', () => {
    expect([...oneHot(1, 3)]).toEqual([0, 1, 0])
    expect(() => oneHot(3, 3)).toThrow(RangeError)
  })
})

describe('a made-up child', () => {
  it('is 1 to 5 years old, girls and boys alike', () => {
    const children = Array.from({ length: 400 }, (_, seed) => madeUpChild(seed))
    const ages = children.map(({ ageYears }) => ageYears)
    expect([...new Set(ages)].sort()).toEqual([1, 2, 3, 4, 5])
    const girls = children.filter(({ sex }) => sex === 'F').length
    expect(girls).toBeGreaterThan(150)
    expect(girls).toBeLessThan(250)
    expect(madeUpChild(9)).toEqual(madeUpChild(9))
  })
})
