import { expect, it } from 'vitest'
import { mapOrdered } from './map-ordered'

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}

it('keeps the order although later work ends first, and never runs ahead of its limit', async () => {
  let open = 0
  let most = 0
  const finish: (() => void)[] = []
  const work = (item: number) => {
    most = Math.max(most, ++open)
    // Items end in pairs, the later one first.
    return new Promise<number>((resolve) => {
      finish.push(() => {
        open--
        resolve(item * 10)
      })
      if (item % 2 === 1) for (const end of finish.splice(0).reverse()) end()
    })
  }
  const results = await collect(mapOrdered([0, 1, 2, 3, 4, 5, 6, 7], 3, work))
  expect(results).toEqual([0, 10, 20, 30, 40, 50, 60, 70])
  expect(most).toBeLessThanOrEqual(3)
})

it('ends with the error of the work', async () => {
  const work = (item: number) => (item === 1 ? Promise.reject(new Error('one')) : Promise.resolve(item))
  await expect(collect(mapOrdered([0, 1, 2], 2, work))).rejects.toThrow('one')
})
