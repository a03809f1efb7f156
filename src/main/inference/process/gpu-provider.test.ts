import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ModelManifest } from '../../../shared/domain/models/manifest'
import { ModelHost } from './model-host'
import { onnxRuntime, type Runtime, type Session } from './onnx-runtime'

const folder = join(import.meta.dirname, '../fixtures/tiny-film')
const manifest = ModelManifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
const load = (host: ModelHost) =>
  host.load(
    {
      kind: 'load',
      id: 1,
      key: 'tiny',
      golden: 'required',
      folder,
      manifest,
      providers: ['webgpu', 'cpu'],
      threads: 1,
    },
    () => undefined,
  )
const runOnce = (host: ModelHost) =>
  host.run({
    kind: 'run',
    id: 2,
    key: 'tiny',
    graph: 'main',
    inputs: { image: { data: new Float32Array(256).fill(0.5), dims: [1, 1, 16, 16] } },
  })

/** A device that is really the CPU, with one thing changed about it. */
function device(
  change: Partial<Runtime>,
  runOf: (cpu: Session) => Session['run'] = (cpu) => cpu.run,
): Runtime {
  return {
    createSession: async (provider, weights, threads) => {
      const cpu = await onnxRuntime.createSession('cpu', weights, threads)
      return provider === 'cpu' ? cpu : { ...cpu, run: runOf(cpu) }
    },
    countNodesOn: () => Promise.resolve(10),
    ...change,
  }
}
const refusal = (reason: string) => ({
  provider: 'cpu',
  refusedProviders: [{ provider: 'webgpu', reason: expect.stringContaining(reason) as string }],
})

describe('a provider beside the CPU', () => {
  it('is used when it computes and agrees', async () => {
    const host = new ModelHost(device({}))
    expect(await load(host)).toMatchObject({ provider: 'webgpu', goldenCases: 2, refusedProviders: [] })
    expect(await runOnce(host)).toMatchObject({ provider: 'webgpu' })
  })

  it('is refused when it throws', async () => {
    const host = new ModelHost(device({ countNodesOn: () => Promise.reject(new Error('no adapter')) }))
    expect(await load(host)).toMatchObject(refusal('no adapter'))
    expect(await runOnce(host)).toMatchObject({ provider: 'cpu' })
  })

  it('is refused when it was silently dropped', async () => {
    expect(await load(new ModelHost(device({ countNodesOn: () => Promise.resolve(0) })))).toMatchObject(
      refusal('dropped silently'),
    )
  })

  it('is refused when it disagrees with the golden vectors', async () => {
    const skewed = device({}, (cpu) => async (inputs) => {
      const outputs = await cpu.run(inputs)
      outputs['cam']?.data.forEach((value, index, data) => (data[index] = value + 0.01))
      return outputs
    })
    expect(await load(new ModelHost(skewed))).toMatchObject(
      refusal('golden case noise: cam[0] differs by 1.0e-2'),
    )
  })

  it('is left for the CPU when it fails later, and the answer says who gave it', async () => {
    let lost = false
    const fading = device(
      {},
      (cpu) => (inputs) => (lost ? Promise.reject(new Error('device lost')) : cpu.run(inputs)),
    )
    const host = new ModelHost(fading)
    expect(await load(host)).toMatchObject({ provider: 'webgpu' })
    lost = true
    const left = { provider: 'webgpu', reason: 'it failed later: device lost' }
    expect(await runOnce(host)).toMatchObject({ provider: 'cpu', left })
    lost = false
    expect(await runOnce(host)).toMatchObject({ provider: 'cpu', left: null })
  })
})

describe('onnxruntime', () => {
  it('says on which provider the nodes ran', async () => {
    const weights = await readFile(join(folder, 'model.onnx'))
    const inputs = { image: { data: new Float32Array(256), dims: [1, 1, 16, 16] } }
    expect(await onnxRuntime.countNodesOn('cpu', weights, 1, inputs)).toBeGreaterThan(3)
  })

  // Elsewhere the software renderer cannot be chosen by the environment.
  it.runIf(process.platform === 'linux')(
    'runs on WebGPU with the software renderer that Electron carries',
    async () => {
      vi.stubEnv('VK_ICD_FILENAMES', join(dirname(process.execPath), 'vk_swiftshader_icd.json'))
      const host = new ModelHost()
      expect(await load(host)).toMatchObject({ provider: 'webgpu', goldenCases: 2, refusedProviders: [] })
      expect(await runOnce(host)).toMatchObject({ provider: 'webgpu' })
    },
  )
})
