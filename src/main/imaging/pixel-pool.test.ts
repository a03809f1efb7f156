import { describe, expect, it } from 'vitest'
import { testKeys } from '../../test-support/test-vault'
import { AppException } from '../../shared/result'
import { PixelPool, type PixelWorker } from './pixel-pool'

interface Call {
  name: string
  input: { instanceId: string; index?: number } | null
  resolve(value: unknown): void
  reject(error: Error): void
}

/** A thread in the test's hands: a call stays open until it is answered. */
class Puppet {
  calls: Call[] = []
  stopped = false
  onCrash: ((error: Error) => void) | undefined
  call = (name: string, input: Call['input']) => {
    if (name === 'open') return Promise.resolve()
    return new Promise((resolve, reject) => this.calls.push({ name, input, resolve, reject }))
  }
  stop = () => {
    this.stopped = true
    for (const { reject } of this.calls) reject(new AppException('CANCELLED', 'The worker was stopped.'))
    return Promise.resolve()
  }
  get last(): Call {
    const call = this.calls.at(-1)
    if (!call) throw new Error('nothing was called')
    return call
  }
}

function poolOf(size: number, more = {}) {
  const puppets: Puppet[] = []
  const start = () => {
    const puppet = new Puppet()
    puppets.push(puppet)
    return puppet as unknown as PixelWorker
  }
  return { puppets, pool: new PixelPool('', testKeys(), { size, start, ...more }) }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))
const answer = async (puppet: Puppet | undefined) => {
  puppet?.last.resolve({ bytes: new Uint8Array(1) })
  await settled()
}

describe('PixelPool', () => {
  it('starts a thread when it is needed, and no more than allowed', async () => {
    const { pool, puppets } = poolOf(2)
    expect(puppets).toHaveLength(0)
    for (const id of ['a', 'b', 'c']) void pool.frame(id, 0)
    await settled()
    expect(puppets.map(({ calls }) => calls.length)).toEqual([1, 1])
  })

  it('does not blame the image for a thread that cannot start', async () => {
    const { pool, puppets } = poolOf(1)
    const lost = new AppException('INTERNAL', 'A worker thread ended.')
    const { pool: broken } = poolOf(1, {
      start: () =>
        Object.assign(new Puppet(), { call: () => Promise.reject(lost) }) as unknown as PixelWorker,
    })
    await expect(broken.frame('a', 0)).rejects.toMatchObject({ code: 'INTERNAL' })
    const decoding = pool.frame('b', 0)
    await settled()
    puppets[0]?.last.reject(lost)
    await expect(decoding).rejects.toMatchObject({ code: 'DICOM_DECODE_FAILED' })
  })

  it('takes the newest request first, images before thumbnails', async () => {
    const { pool, puppets } = poolOf(1)
    for (const index of [0, 1, 2]) void pool.frame('a', index)
    void pool.thumbnail('b')
    const order: unknown[] = []
    for (let nth = 0; nth < 4; nth += 1) {
      await settled()
      order.push(puppets[0]?.last.input?.index ?? puppets[0]?.last.name)
      await answer(puppets[0])
    }
    expect(order).toEqual([0, 2, 1, 'thumbnail'])
  })

  it('gives the next frame of an image to the thread that has its file open', async () => {
    const { pool, puppets } = poolOf(2)
    void pool.frame('a', 0)
    void pool.frame('b', 0)
    await settled()
    await answer(puppets[1])
    await answer(puppets[0])
    void pool.frame('b', 1)
    await settled()
    expect(puppets[1]?.calls).toHaveLength(2)
  })

  it('never starts what nobody wants any more', async () => {
    const { pool, puppets } = poolOf(1)
    void pool.frame('a', 0)
    const abort = new AbortController()
    const unwanted = pool.frame('a', 1, abort.signal)
    abort.abort()
    await expect(unwanted).rejects.toMatchObject({ code: 'CANCELLED' })
    await settled()
    await answer(puppets[0])
    expect(puppets[0]?.calls).toHaveLength(1)
  })

  it('asks once for a thumbnail', async () => {
    const { pool, puppets } = poolOf(1)
    const first = pool.thumbnail('a')
    await settled()
    puppets[0]?.last.resolve(Uint8Array.of(7))
    expect(await first).toEqual(Uint8Array.of(7))
    expect(await pool.thumbnail('a')).toEqual(Uint8Array.of(7))
    expect(puppets[0]?.calls).toHaveLength(1)
  })

  it('replaces a thread that an image holds up; the others go on', async () => {
    const { pool, puppets } = poolOf(1, { longestTaskMs: 1 })
    await expect(pool.frame('endless', 0)).rejects.toMatchObject({ code: 'DICOM_DECODE_FAILED' })
    expect(puppets[0]?.stopped).toBe(true)
    const next = pool.frame('good', 0)
    await settled()
    puppets[1]?.last.resolve('pixels')
    expect(await next).toBe('pixels')
  })

  it('replaces a thread that died', async () => {
    const { pool, puppets } = poolOf(1)
    const lost = pool.frame('a', 0)
    await settled()
    puppets[0]?.last.reject(new AppException('INTERNAL', 'A worker thread ended.'))
    puppets[0]?.onCrash?.(new Error('gone'))
    await expect(lost).rejects.toMatchObject({ code: 'DICOM_DECODE_FAILED' })
    void pool.frame('b', 0)
    await settled()
    expect(puppets).toHaveLength(2)
  })

  it('ends with the vault', async () => {
    const { pool, puppets } = poolOf(1)
    const [running, waiting] = [pool.frame('a', 0), pool.frame('b', 0)]
    const outcomes = Promise.allSettled([running, waiting])
    await settled()
    await pool.stop()
    expect(await outcomes).toMatchObject([
      { reason: { code: 'VAULT_LOCKED' } },
      { reason: { code: 'VAULT_LOCKED' } },
    ])
    expect(puppets[0]?.stopped).toBe(true)
    await expect(pool.frame('c', 0)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  })
})
