import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../shared/domain/jobs/job'
import type { Synthesis } from '../../shared/domain/synthesis/synthesis'
import { AppException } from '../../shared/result'
import { tinyGenerator } from '../../test-support/tiny-models'
import type { InferenceService } from '../inference/inference-service'
import { modelContract } from '../inference/model-contract'
import { SynthesisService, type SynthesisParts } from './synthesis-service'

const manifest = tinyGenerator()
const order = { modelId: manifest.id, modelVersion: manifest.version, label: null, count: 3 }

const endedJob = (state: Job['state']): Job => ({
  id: 'job',
  kind: 'synthetic-films',
  state,
  done: 3,
  total: 3,
  counts: { imported: 3, duplicate: 0, conflict: 0, error: 0 },
  picturesWaiting: 0,
  error: null,
  startedAtMs: 0,
  endedAtMs: 1,
})

interface Seen {
  states: Synthesis[]
  folders: string[]
  names: string[]
  cancelled: string[]
}

function service(parts: Partial<SynthesisParts> = {}): { synthesis: SynthesisService; seen: Seen } {
  const seen: Seen = { states: [], folders: [], names: [], cancelled: [] }
  const model = { manifest, contract: modelContract(manifest), key: 'tiny-generator@0.1.0', retired: false }
  const image = { data: new Float32Array(64).fill(0.5), dims: [1, 1, 8, 8] }
  const outputs = { [manifest.outputs[0]?.name ?? '']: image }
  const run: InferenceService['run'] = () =>
    Promise.resolve({ outputs, provider: 'cpu', runMs: 1, retriedAfterCrash: false })
  const registry = { require: () => Promise.resolve(model) } as unknown as InferenceService['registry']
  const synthesis = new SynthesisService({
    inference: { registry, run },
    imports: {
      start: (kind, [folder = '']) => {
        expect(kind).toBe('synthetic-films')
        seen.folders.push(folder)
        seen.names.push(...readdirSync(folder))
        return Promise.resolve(endedJob('running'))
      },
      cancel: (id) => void seen.cancelled.push(id),
      ended: () => Promise.resolve(endedJob('done')),
    },
    requireOpen: () => null,
    changed: (now) => void seen.states.push(now),
    firstSeed: () => 10,
    ...parts,
  })
  return { synthesis, seen }
}

/** Resolves when the order has ended. */
async function ended(synthesis: SynthesisService): Promise<Synthesis> {
  for (;;) {
    const now = synthesis.current
    if (now && !['drawing', 'importing'].includes(now.state)) {
      // What is cleared up afterwards is done in the same turn.
      await new Promise((resolve) => setTimeout(resolve, 20))
      return now
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('SynthesisService', () => {
  it('draws, tells of each film, imports them, and leaves no file behind', async () => {
    const { synthesis, seen } = service()
    expect(await synthesis.start(order)).toMatchObject({ state: 'drawing', done: 0, total: 3 })
    expect(await ended(synthesis)).toMatchObject({ state: 'done', done: 3 })
    expect(seen.states.map(({ state, done }) => `${state} ${done}`)).toEqual([
      'drawing 1',
      'drawing 2',
      'drawing 3',
      'importing 3',
      'done 3',
    ])
    expect(seen.names).toHaveLength(3)
    expect(seen.names.some((name) => name.endsWith('-0000000012.dcm'))).toBe(true)
    expect(existsSync(seen.folders[0] ?? '')).toBe(false)
  })

  it('takes one order at a time', async () => {
    const { synthesis } = service()
    await synthesis.start(order)
    await expect(synthesis.start(order)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await ended(synthesis)
    await synthesis.start(order)
    await ended(synthesis)
  })

  it('can be cancelled while it draws, and then imports nothing', async () => {
    const { synthesis, seen } = service()
    await synthesis.start({ ...order, count: 200 })
    synthesis.cancel()
    expect(await ended(synthesis)).toMatchObject({ state: 'cancelled', error: null })
    expect(seen.folders).toEqual([])
  })

  it('can be cancelled while it imports', async () => {
    let finish: (job: Job) => void = () => undefined
    const { synthesis, seen } = service()
    const slow = service({
      imports: {
        start: () => Promise.resolve(endedJob('running')),
        cancel: () => finish(endedJob('cancelled')),
        ended: () => new Promise<Job>((resolve) => (finish = resolve)),
      },
    })
    await slow.synthesis.start(order)
    while (slow.synthesis.current?.state !== 'importing')
      await new Promise((resolve) => setTimeout(resolve, 5))
    await new Promise((resolve) => setTimeout(resolve, 5))
    slow.synthesis.cancel()
    expect(await ended(slow.synthesis)).toMatchObject({ state: 'cancelled' })
    expect(synthesis.current).toBeNull()
    expect(seen.states).toEqual([])
  })

  it('refuses without an open vault and for a class that is not there', async () => {
    const locked = service({
      requireOpen: () => {
        throw new AppException('VAULT_LOCKED', 'The vault is locked.')
      },
    })
    await expect(locked.synthesis.start(order)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    const { synthesis } = service()
    await expect(synthesis.start({ ...order, label: 'fog' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    // A refusal does not block the next order.
    await synthesis.start(order)
    await ended(synthesis)
  })

  it('tells what stopped it', async () => {
    const { synthesis } = service({
      inference: {
        registry: {
          require: () =>
            Promise.resolve({ manifest, contract: modelContract(manifest), key: 'k', retired: false }),
        } as unknown as InferenceService['registry'],
        run: () => Promise.reject(new AppException('INFERENCE_CRASHED', 'It died.')),
      },
    })
    await synthesis.start(order)
    expect(await ended(synthesis)).toMatchObject({ state: 'failed', error: { code: 'INFERENCE_CRASHED' } })
  })
})
