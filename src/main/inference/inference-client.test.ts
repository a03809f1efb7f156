import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AppException } from '../../shared/result'
import { type ChildListeners, type ClientOptions, InferenceClient, type LoadSpec } from './inference-client'
import type { LoadReport, RunReport, ToInference } from './process/messages'

/** A process in the test's hands: it answers or dies when told. */
class Puppet {
  readonly received: ToInference[] = []
  killed = false
  constructor(readonly listeners: ChildListeners) {}
  send(message: ToInference): void {
    this.received.push(structuredClone(message))
  }
  kill(): void {
    this.killed = true
    this.listeners.exit()
  }
  get last(): ToInference {
    const message = this.received.at(-1)
    if (!message) throw new Error('nothing was sent')
    return message
  }
  loaded(provider: LoadReport['provider'] = 'cpu'): void {
    const report = { provider, goldenCases: 1, goldenWorstDifference: 0, refusedProviders: [] }
    this.listeners.message({ kind: 'loaded', id: this.last.id, report })
  }
  ran(id = this.last.id): void {
    const report: RunReport = { provider: 'cpu', runMs: 1, outputs: {}, left: null }
    this.listeners.message({ kind: 'ran', id, report })
  }
}

const spec: LoadSpec = {
  key: 'x',
  golden: 'required',
  folder: 'models/x',
  manifest: { id: 'x' } as LoadSpec['manifest'],
  providers: ['webgpu', 'cpu'],
  threads: 1,
}
const image = { image: { data: new Float32Array(4), dims: [1, 1, 2, 2] } }

let puppets: Puppet[]
const newest = () => puppets.at(-1) as Puppet
const client = (options: Partial<ClientOptions> = {}) =>
  new InferenceClient(
    (listeners) => {
      const puppet = new Puppet(listeners)
      puppets.push(puppet)
      return puppet
    },
    { loadTimeoutMs: 60_000, runTimeoutMs: 60_000, ...options },
  )
const loadedClient = async (options: Partial<ClientOptions> = {}) => {
  const made = client(options)
  const loading = made.load(spec)
  newest().loaded()
  await loading
  return made
}
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'resolved',
    (error: unknown) => (error as AppException).code,
  )

beforeEach(() => {
  puppets = []
  vi.useRealTimers()
})

describe('InferenceClient', () => {
  it('lets no background run go before a reader’s, and keeps none waiting in the process', async () => {
    const made = await loadedClient()
    const done: string[] = []
    const run = (name: string, priority: 'reading' | 'background') =>
      made.run('x', image, { priority }).then(() => done.push(name))
    const all = [run('b1', 'background'), run('b2', 'background'), run('r1', 'reading')]
    const order = () =>
      newest()
        .received.slice(1)
        .map(({ id }) => id)
    expect(order()).toHaveLength(2)
    all.push(run('r2', 'reading'))
    while (done.length < 4) {
      newest().ran(order()[done.length])
      await new Promise((resolve) => setTimeout(resolve))
    }
    await Promise.all(all)
    expect(done).toEqual(['b1', 'r1', 'r2', 'b2'])
  })

  it('tells when a provider was left in the middle of the work', async () => {
    const onLeft = vi.fn()
    const made = await loadedClient({ onLeft })
    const run = made.run('x', image)
    const left = { provider: 'webgpu' as const, reason: 'device lost' }
    const report: RunReport = { provider: 'cpu', runMs: 1, outputs: {}, left }
    newest().listeners.message({ kind: 'ran', id: newest().last.id, report })
    expect(await run).toEqual({ provider: 'cpu', runMs: 1, outputs: {}, retriedAfterCrash: false })
    expect(onLeft).toHaveBeenCalledWith('x', left)
  })

  it('lets a model go', async () => {
    const made = await loadedClient()
    const gone = made.unload('x')
    expect(newest().last).toMatchObject({ kind: 'unload', key: 'x' })
    newest().listeners.message({ kind: 'unloaded', id: newest().last.id })
    await gone
    expect(await codeOf(made.run('x', image))).toBe('MODEL_UNKNOWN')
    await made.unload('x')
    expect(newest().received).toHaveLength(2)
  })

  it('keeps one request waiting in the process behind the running one, in order', async () => {
    const made = await loadedClient()
    const runs = [1, 2, 3].map(() => made.run('x', image))
    expect(newest().received.map(({ kind }) => kind)).toEqual(['load', 'run', 'run'])
    newest().ran(newest().received[1]?.id)
    newest().ran(newest().received[2]?.id)
    newest().ran(newest().received[3]?.id)
    const results = await Promise.all(runs)
    expect(results.map(({ retriedAfterCrash }) => retriedAfterCrash)).toEqual([false, false, false])
  })

  it('restarts a process that died, loads the model again and retries the request it worked on', async () => {
    const made = await loadedClient()
    const first = made.run('x', image)
    const second = made.run('x', image)
    newest().listeners.exit()
    expect(puppets).toHaveLength(2)
    expect(newest().received.map(({ kind }) => kind)).toEqual(['load'])
    newest().loaded()
    expect(newest().received.map(({ kind }) => kind)).toEqual(['load', 'run'])
    newest().ran()
    expect(await first).toMatchObject({ retriedAfterCrash: true })
    newest().ran()
    expect(await second).toMatchObject({ retriedAfterCrash: false })
  })

  it('reports the second crash, and the request behind it goes on', async () => {
    const made = await loadedClient()
    const bad = codeOf(made.run('x', image))
    const good = made.run('x', image)
    newest().listeners.exit()
    newest().loaded()
    newest().listeners.exit()
    expect(await bad).toBe('INFERENCE_CRASHED')
    newest().loaded()
    newest().ran()
    expect(await good).toMatchObject({ retriedAfterCrash: false })
  })

  it('gives up a model that keeps bringing the process down', async () => {
    const onBroken = vi.fn()
    const made = await loadedClient({ onBroken })
    const runs = [1, 2, 3].map(() => codeOf(made.run('x', image)))
    newest().listeners.exit()
    for (let crash = 0; crash < 3; crash++) {
      newest().loaded()
      newest().listeners.exit()
    }
    expect(await Promise.all(runs)).toEqual(['INFERENCE_CRASHED', 'INFERENCE_CRASHED', 'MODEL_QUARANTINED'])
    expect(onBroken).toHaveBeenCalledOnce()
    expect(await codeOf(made.run('x', image))).toBe('MODEL_UNKNOWN')
  })

  it('does not try a provider again that brought the process down', async () => {
    const made = client()
    const loading = made.load(spec)
    newest().listeners.message({ kind: 'trying', id: newest().last.id, provider: 'webgpu' })
    newest().listeners.exit()
    expect(newest().last).toMatchObject({ kind: 'load', providers: ['cpu'] })
    newest().loaded()
    expect(await loading).toMatchObject({
      provider: 'cpu',
      refusedProviders: [{ provider: 'webgpu', reason: 'it brought the inference process down' }],
    })
    const run = made.run('x', image)
    newest().listeners.exit()
    expect(newest().last).toMatchObject({ kind: 'load', providers: ['cpu'] })
    newest().loaded()
    newest().ran()
    await run
  })

  it('reports a load that crashes twice', async () => {
    const made = client()
    const loading = codeOf(made.load(spec))
    newest().listeners.exit()
    newest().listeners.exit()
    expect(await loading).toBe('INFERENCE_CRASHED')
  })

  it('starts again when the process died while it had nothing to do', async () => {
    const made = await loadedClient()
    newest().listeners.exit()
    const run = made.run('x', image)
    newest().loaded()
    newest().ran()
    expect(await run).toMatchObject({ retriedAfterCrash: false })
  })

  it('ends a process that takes too long, and the next request still gets its turn', async () => {
    vi.useFakeTimers()
    const made = await loadedClient({ runTimeoutMs: 1000 })
    const slow = codeOf(made.run('x', image))
    const next = made.run('x', image)
    vi.advanceTimersByTime(1001)
    expect(puppets[0]?.killed).toBe(true)
    expect(await slow).toBe('INFERENCE_TIMEOUT')
    newest().loaded()
    newest().ran()
    expect(await next).toMatchObject({ retriedAfterCrash: false })
  })

  it('cancels what waits and forgets what runs', async () => {
    const made = await loadedClient()
    const controller = new AbortController()
    const running = codeOf(made.run('x', image, { signal: controller.signal }))
    const behind = made.run('x', image)
    const waiting = codeOf(made.run('x', image, { signal: controller.signal }))
    controller.abort()
    expect([await running, await waiting]).toEqual(['CANCELLED', 'CANCELLED'])
    newest().ran(newest().received[1]?.id)
    newest().ran(newest().received[2]?.id)
    await behind
    expect(newest().received).toHaveLength(3)
    expect(await codeOf(made.run('x', image, { signal: controller.signal }))).toBe('CANCELLED')
  })

  it('leaves nothing behind on a signal that outlives its requests', async () => {
    const made = await loadedClient()
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const run = made.run('x', image, { signal })
    newest().ran()
    await run
    expect(removed).toHaveBeenCalledOnce()
  })

  it('hands an error of the process on, and rejects what is open when it is stopped', async () => {
    const made = await loadedClient()
    const failing = codeOf(made.run('x', image))
    const error = { code: 'INFERENCE_FAILED' as const, message: 'no' }
    newest().listeners.message({ kind: 'failed', id: newest().last.id, error })
    expect(await failing).toBe('INFERENCE_FAILED')
    const open = codeOf(made.run('x', image))
    made.stop()
    expect(await open).toBe('CANCELLED')
    expect(puppets).toHaveLength(1)
  })
})
