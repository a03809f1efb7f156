import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import { ModelManifest } from '../../../shared/domain/models/manifest'
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
  host.load({ kind: 'load', id: 1, folder, manifest, providers, threads: 1 }, (provider) =>
    tried.push(provider),
  )

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
    const { outputs, provider, runMs } = await host.run({
      kind: 'run',
      id: 2,
      modelId: 'tiny-film',
      images,
      count: 2,
    })
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
    if (map) map.bias += 0.01
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
    const run = new ModelHost().run({
      kind: 'run',
      id: 1,
      modelId: 'none',
      images: new Float32Array(256),
      count: 1,
    })
    await expect(run).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })

  it('takes no answer that is not a number', async () => {
    const host = new ModelHost()
    await load(host)
    const images = new Float32Array(256).fill(NaN)
    await expect(
      host.run({ kind: 'run', id: 3, modelId: 'tiny-film', images, count: 1 }),
    ).rejects.toMatchObject({
      code: 'INFERENCE_FAILED',
    })
  })
})
