import { describe, expect, it } from 'vitest'
import { AppException } from '../../../shared/result'
import { FilmPool } from './film-pool'

type Worker = ReturnType<NonNullable<ConstructorParameters<typeof FilmPool>[1]>>

/** Threads in the test's hands: a call stays open until it is answered. */
class Puppet {
  readonly open: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = []
  onCrash: ((error: Error) => void) | undefined
  call = () => new Promise((resolve, reject) => this.open.push({ resolve, reject }))
  stop = () => Promise.resolve()
  die(): void {
    for (const { reject } of this.open) reject(new AppException('INTERNAL', 'A worker thread ended.'))
    this.onCrash?.(new Error('gone'))
  }
}
const poolOf = (size: number) => {
  const puppets: Puppet[] = []
  const pool = new FilmPool(size, () => {
    const puppet = new Puppet()
    puppets.push(puppet)
    return puppet as unknown as Worker
  })
  return { pool, puppets }
}
const file = (path: string) => ({
  path,
  preparation: { preprocessing: [], layout: 'NCHW' as const },
  keepFilm: false,
})

describe('FilmPool', () => {
  it('gives each thread one file at a time', async () => {
    const { pool, puppets } = poolOf(2)
    const results = ['a', 'b', 'c'].map((path) => pool.prepareFile(file(path)))
    expect(puppets.map(({ open }) => open.length)).toEqual([1, 1])
    puppets[1]?.open[0]?.resolve({ preprocessMs: 1 })
    await results[1]
    expect(puppets.map(({ open }) => open.length)).toEqual([1, 2])
    puppets[0]?.open[0]?.resolve({ preprocessMs: 2 })
    puppets[1]?.open[1]?.resolve({ preprocessMs: 3 })
    expect((await Promise.all(results)).map(({ preprocessMs }) => preprocessMs)).toEqual([2, 1, 3])
  })

  it('replaces a thread that died; only its own file fails', async () => {
    const { pool, puppets } = poolOf(1)
    const [first, second] = [pool.prepareFile(file('a')), pool.prepareFile(file('b'))]
    puppets[0]?.die()
    await expect(first).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(puppets).toHaveLength(2)
    puppets[1]?.open[0]?.resolve({ preprocessMs: 4 })
    expect(await second).toMatchObject({ preprocessMs: 4 })
  })
})
