import { describe, expect, it } from 'vitest'
import { prefetchOrder } from './prefetch-order'

describe('prefetchOrder', () => {
  it('goes three ahead for each one behind', () => {
    expect(prefetchOrder(10, 100, 1, 8)).toEqual([11, 12, 13, 9, 14, 15, 16, 8])
    expect(prefetchOrder(10, 100, -1, 4)).toEqual([9, 8, 7, 11])
  })
  it('names every other image once, and none twice', () => {
    const order = prefetchOrder(2, 7, 1, 100)
    expect([...order].sort()).toEqual([0, 1, 3, 4, 5, 6])
  })
  it('keeps to its limit and to the stack', () => {
    expect(prefetchOrder(0, 1, 1, 10)).toEqual([])
    expect(prefetchOrder(5, 100, 1, 0)).toEqual([])
  })
})
