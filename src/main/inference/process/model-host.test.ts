import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import { ModelManifest } from '../../../shared/domain/models/manifest'
import type { NamedTensors } from '../golden'
import {
  fixtureFolder,
  tinyEnsemble,
  tinyGenerator,
  tinyRegions,
  tinySeries,
} from '../../../test-support/tiny-models'
import { ModelHost } from './model-host'

const fixture = join(import.meta.dirname, '../fixtures/tiny-film')

let folder: string
let manifest: ModelManifest
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-test-'))
  await cp(fixture, folder, { recursive: true })
  manifest = ModelManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const load = (host: ModelHost, providers: ExecutionProvider[] = ['cpu'], tried: string[] = []) =>
  host.load(
    { kind: 'load', id: 1, key: 'tiny', golden: 'required', folder, manifest, providers, threads: 1 },
    (provider) => tried.push(provider),
  )

const run = (host: ModelHost, data: Float32Array, count: number) =>
  host.run({
    kind: 'run',
    id: 2,
    key: 'tiny',
    graph: 'main',
    inputs: { image: { data, dims: [count, 1, 16, 16] } },
  })

const goldenFloats = async (name: string) => {
  const bytes = await readFile(join(fixture, 'golden', name))
  return new Float32Array(new Uint8Array(bytes).buffer)
}

describe('ModelHost', () => {
  it('lets a sound package in and gives what torch gave, several images at once', async () => {
    const host = new ModelHost()
    const report = await load(host)
    expect(report).toMatchObject({ provider: 'cpu', goldenCases: 2, refusedProviders: [] })
    expect(report.goldenWorstDifference).toBeLessThan(1e-5)

    const [first, second] = [await goldenFloats('case-0.image.f32'), await goldenFloats('case-1.image.f32')]
    const images = new Float32Array([...first, ...second])
    const { outputs, provider, runMs } = await run(host, images, 2)
    expect(provider).toBe('cpu')
    expect(runMs).toBeGreaterThan(0)
    expect(outputs['logit']?.data[0]).toBeCloseTo((await goldenFloats('case-0.logit.f32'))[0] ?? NaN, 5)
    expect(outputs['logit']?.data[1]).toBeCloseTo((await goldenFloats('case-1.logit.f32'))[0] ?? NaN, 5)
    expect(outputs['cam']?.dims).toEqual([2, 1, 4, 4])
  })

  it('passes over a provider that this build does not have, and says why', async () => {
    const foreign = process.platform === 'darwin' ? 'dml' : 'coreml'
    const tried: string[] = []
    const report = await load(new ModelHost(), [foreign, 'cpu'], tried)
    expect(report.provider).toBe('cpu')
    expect(report.refusedProviders).toEqual([
      { provider: foreign, reason: expect.stringContaining('backend not found') as string },
    ])
    expect(tried).toEqual(['cpu', foreign])
  })

  it('refuses weights with another hash', async () => {
    const weights = await readFile(join(folder, 'model.onnx'))
    weights[weights.length - 1] = (weights[weights.length - 1] ?? 0) ^ 1
    await writeFile(join(folder, 'model.onnx'), weights)
    await expect(load(new ModelHost())).rejects.toMatchObject({ code: 'MODEL_HASH_MISMATCH' })
  })

  it('refuses missing weights', async () => {
    await rm(join(folder, 'model.onnx'))
    await expect(load(new ModelHost())).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' })
  })

  it('refuses a graph that differs from its manifest', async () => {
    manifest.outputs = manifest.outputs.filter(({ role }) => role !== 'unfamiliarity-score')
    await expect(load(new ModelHost())).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('3 outputs instead of 2') as string,
    })
  })

  it('refuses a model whose golden vectors do not come out', async () => {
    await writeFile(join(folder, 'golden/case-1.logit.f32'), new Uint8Array(new Float32Array([0.5]).buffer))
    await expect(load(new ModelHost())).rejects.toMatchObject({
      code: 'MODEL_GOLDEN_FAILED',
      message: expect.stringContaining('golden case ramp: logit[0]') as string,
    })
  })

  it('refuses a model whose activation map does not add up to the logit', async () => {
    const map = manifest.outputs.find((output) => output.role === 'activation-map')
    if (map) map.bias = -0.24
    await expect(load(new ModelHost())).rejects.toMatchObject({
      code: 'MODEL_GOLDEN_FAILED',
      message: expect.stringContaining('activation map') as string,
    })
  })

  it('refuses a package without golden vectors', async () => {
    await rm(join(folder, 'golden'), { recursive: true })
    await expect(load(new ModelHost())).rejects.toMatchObject({ code: 'MODEL_GOLDEN_FAILED' })
  })

  it('does not run a model that was never loaded', async () => {
    await expect(run(new ModelHost(), new Float32Array(256), 1)).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN',
    })
  })

  it('takes no answer that is not a number', async () => {
    const host = new ModelHost()
    await load(host)
    const images = new Float32Array(256).fill(NaN)
    await expect(run(host, images, 1)).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
  })
})

describe('every kind of work', () => {
  const open = async (host: ModelHost, of: ModelManifest, from = fixtureFolder(of.id)) =>
    host.load(
      {
        kind: 'load',
        id: 1,
        key: 'tiny',
        golden: 'required',
        folder: from,
        manifest: of,
        providers: ['cpu'],
        threads: 1,
      },
      () => undefined,
    )
  const runOf = (host: ModelHost, inputs: NamedTensors, graph: 'main' | 'gradient' = 'main') =>
    host.run({ kind: 'run', id: 2, key: 'tiny', graph, inputs })

  it.each([tinyEnsemble(), tinyRegions(), tinySeries(), tinyGenerator()])('loads $id', async (of) => {
    const report = await open(new ModelHost(), of)
    expect(report.goldenWorstDifference).toBeLessThan(1e-5)
  })

  it('opens the gradient when it is asked for, after its hash and its vectors', async () => {
    const host = new ModelHost()
    await open(host, tinyEnsemble())
    const image = { data: new Float32Array(512).fill(0.5), dims: [2, 1, 16, 16] }
    const { outputs, provider } = await runOf(host, { image }, 'gradient')
    expect(provider).toBe('cpu')
    expect(outputs['gradient']?.dims).toEqual([2, 1, 16, 16])
    // away from the border every place has the sum of the kernel, 1.875, times 3 / 256
    expect(outputs['gradient']?.data[8 * 16 + 8]).toBeCloseTo((3 * 1.875) / 256, 6)
  })

  it.each<[string, (from: string, of: ReturnType<typeof tinyEnsemble>) => Promise<void>, string]>([
    ['another hash', (from) => writeFile(join(from, 'gradient.onnx'), 'no graph'), 'MODEL_HASH_MISMATCH'],
    [
      'vectors that do not come out',
      (from) =>
        writeFile(
          join(from, 'golden/case-0.gradient.f32'),
          new Uint8Array(new Float32Array(256).fill(1).buffer),
        ),
      'MODEL_GOLDEN_FAILED',
    ],
  ])('refuses a gradient with %s and goes on with the model', async (_name, spoil, code) => {
    const of = tinyEnsemble()
    await cp(fixtureFolder(of.id), folder, { recursive: true, force: true })
    await spoil(folder, of)
    const host = new ModelHost()
    await open(host, of, folder)
    const image = { data: new Float32Array(256).fill(0.5), dims: [1, 1, 16, 16] }
    await expect(runOf(host, { image }, 'gradient')).rejects.toMatchObject({ code })
    expect((await runOf(host, { image })).outputs['logit']?.dims).toEqual([1, 1])
  })

  it('has no gradient where the package has none', async () => {
    const host = new ModelHost()
    await load(host)
    const image = { data: new Float32Array(256).fill(0.5), dims: [1, 1, 16, 16] }
    await expect(runOf(host, { image }, 'gradient')).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
  })

  it.each([
    ['too few values', { data: new Float32Array(255), dims: [1, 1, 16, 16] }],
    ['another size', { data: new Float32Array(64), dims: [1, 1, 8, 8] }],
    ['no image', { data: new Float32Array(0), dims: [0, 1, 16, 16] }],
    ['a missing dimension', { data: new Float32Array(256), dims: [1, 16, 16] }],
  ])('lets no input near the graph that has %s', async (_name, image) => {
    const host = new ModelHost()
    await load(host)
    await expect(runOf(host, { image })).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
    const good = { data: new Float32Array(256), dims: [1, 1, 16, 16] }
    await expect(runOf(host, { image: good, more: good })).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
  })

  it('keeps a fixed batch', async () => {
    const host = new ModelHost()
    await open(host, tinyRegions())
    const images = (count: number) => ({
      image: { data: new Float32Array(192 * count), dims: [count, 3, 8, 8] },
    })
    expect((await runOf(host, images(1))).outputs['mask']?.dims).toEqual([1, 3, 8, 8])
    await expect(runOf(host, images(2))).rejects.toMatchObject({ code: 'INFERENCE_FAILED' })
  })

  it('opens a package that has no vectors yet, on the CPU only', async () => {
    await rm(join(folder, 'golden'), { recursive: true })
    const host = new ModelHost()
    const draft = { kind: 'load', id: 1, key: 'tiny', folder, manifest, threads: 1 } as const
    const report = await host.load(
      { ...draft, golden: 'none', providers: ['webgpu', 'cpu'] },
      () => undefined,
    )
    expect(report).toEqual({
      provider: 'cpu',
      goldenCases: 0,
      goldenWorstDifference: 0,
      refusedProviders: [],
    })
    expect((await run(host, new Float32Array(256), 1)).outputs['logit']?.dims).toEqual([1, 1])
    await host.unload('tiny')
    await expect(run(host, new Float32Array(256), 1)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })
})
