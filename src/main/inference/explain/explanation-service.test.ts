import { describe, expect, test } from 'vitest'
import type {
  Explanation,
  ExplanationJob,
  ExplanationMethod,
} from '../../../shared/domain/analysis/explanation'
import { AppException } from '../../../shared/result'
import type { NewExplanation } from '../../store/queries/explanations'
import type { OpenVault } from '../../workers/vault-workers'
import type { NamedTensors } from '../golden'
import { ExplanationService } from './explanation-service'

const manifest = {
  task: 'image-classification',
  inputs: [
    {
      name: 'image',
      layout: 'NCHW',
      preprocessing: [{ step: 'grayscale' }, { step: 'centre-crop' }],
    },
  ],
  outputs: [{ name: 'logit', role: 'finding-logits', labels: [{ label: 'bright', activation: 'sigmoid' }] }],
  gradient: null,
}
const contract = {
  task: 'image-classification',
  batch: 'free',
  input: { name: 'image', rows: 8, columns: 8, channels: 1, layout: 'NCHW' },
  gradient: null,
}

/** A model that says how bright the film is, and a vault of one run; `gate` holds its runs back. */
function setUp({ gate = Promise.resolve(), fail = false }: { gate?: Promise<void>; fail?: boolean } = {}) {
  const stored: NewExplanation[] = []
  const told: ExplanationJob[][] = []
  let runs = 0
  let isOpen = true
  const answers: Record<string, (input: never) => unknown> = {
    findRun: (id: string) =>
      id === 'gone'
        ? null
        : {
            id,
            instanceId: 'film',
            outcome: {
              status: id === 'refused' ? 'not-assessed' : 'assessed',
              model: { id: 'm', version: '1.0.0' },
            },
          },
    findExplanation: (wanted: NewExplanation) =>
      stored.find((each) => each.method === wanted.method && each.parametersHash === wanted.parametersHash) ??
      null,
    insertExplanation: (made: NewExplanation) => void stored.push(made),
  }
  const worker = { call: async (name: string, input: never) => answers[name]?.(input) }
  const vault = {
    store: worker,
    reader: worker,
    pixels: {
      prepareForModel: async () => ({
        facts: { pixels: { rows: 100, columns: 200 } },
        input: Float32Array.from({ length: 64 }, (_, at) => (at % 8) / 8),
        preprocessMs: 1,
      }),
    },
  } as unknown as OpenVault
  const inference = {
    registry: { require: async () => ({ manifest, contract, key: 'm@1.0.0' }) },
    run: async (_: unknown, inputs: NamedTensors) => {
      await gate
      if (fail) throw new AppException('INFERENCE_CRASHED', 'gone')
      const { data, dims } = inputs['image']!
      const count = dims[0]!
      runs += count
      const logits = Float32Array.from({ length: count }, (__, at) =>
        data.subarray(at * 64, (at + 1) * 64).reduce((sum, value) => sum + value, 0),
      )
      return { outputs: { logit: { data: logits, dims: [count, 1] } }, runMs: 1 }
    },
    runGradient: async () => Promise.reject(new Error('none')),
  } as unknown as ConstructorParameters<typeof ExplanationService>[0]['inference']
  const service = new ExplanationService({
    inference,
    requireOpen: () => {
      if (!isOpen) throw new AppException('VAULT_LOCKED', 'locked')
      return vault
    },
    changed: (jobs) => told.push(jobs),
  })
  const start = (method: ExplanationMethod, runId = 'run') =>
    service.start({ runId, label: 'bright', method })
  const settled = async () => {
    while (service.list().some(({ state }) => state !== 'failed'))
      await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { service, stored, told, start, settled, lock: () => (isOpen = false), runs: () => runs }
}

describe('an explanation', () => {
  test('is queued, told of, stored with its region, and not made twice', async () => {
    const { stored, told, start, settled, runs } = setUp()
    const queued = (await start('occlusion')) as ExplanationJob
    expect(queued).toMatchObject({ state: 'queued', done: 0, method: 'occlusion' })
    expect(((await start('occlusion')) as ExplanationJob).id).toBe(queued.id)
    await settled()
    expect(stored).toHaveLength(1)
    expect(stored[0]).toMatchObject({
      runId: 'run',
      label: 'bright',
      // The largest square in the middle of a film twice as wide as high.
      region: { left: 0.25, top: 0, width: 0.5, height: 1 },
      map: { rows: 8, columns: 8 },
    })
    expect(told.at(-1)).toEqual([])
    expect(told.some(([job]) => job?.state === 'running')).toBe(true)
    const before = runs()
    expect(((await start('occlusion')) as Explanation).method).toBe('occlusion')
    expect(runs()).toBe(before)
  })

  test('of a second method does not measure chance again', async () => {
    const { start, settled, runs, stored } = setUp()
    await start('occlusion')
    await settled()
    const first = runs()
    await start('lime')
    await settled()
    expect(stored.map(({ method }) => method)).toEqual(['occlusion', 'lime'])
    expect(runs() - first).toBe(stored[1]!.figures.evaluations)
    expect(stored[1]!.figures.faithfulness.random).toEqual(stored[0]!.figures.faithfulness.random)
  })

  test('is refused where run, label or model do not allow it', async () => {
    const { service, start, lock } = setUp()
    await expect(start('occlusion', 'gone')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(start('occlusion', 'refused')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(start('smoothgrad')).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(service.start({ runId: 'run', label: 'other', method: 'lime' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    lock()
    await expect(start('occlusion')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  })

  test('that fails stays on the list until it is taken off or begun again', async () => {
    const { service, start, settled } = setUp({ fail: true })
    await start('occlusion')
    await settled()
    const [failed] = service.list()
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'INFERENCE_CRASHED' } })
    await start('occlusion')
    expect(service.list()).toMatchObject([{ state: 'running' }])
    await settled()
    service.cancel(service.list()[0]!.id)
    expect(service.list()).toEqual([])
  })

  test('is not stored when it is cancelled, or when the vault locks; the next one in the queue goes on', async () => {
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const { service, stored, start, settled } = setUp({ gate })
    const first = (await start('occlusion')) as ExplanationJob
    await start('lime')
    service.cancel(first.id)
    expect(service.list().map(({ method }) => method)).toEqual(['lime'])
    open()
    await settled()
    expect(stored.map(({ method }) => method)).toEqual(['lime'])

    await start('occlusion')
    service.cancelAll()
    expect(service.list()).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(stored).toHaveLength(1)
  })
})
