import { expect, it } from 'vitest'
import { RayWalker } from './ray-walker'
import type { Layer } from './layer'
import { column } from './solid'

/** a slab across the ray from `from` to `to` */
const slab = (name: string, from: number, to: number): Layer => ({
  name,
  hu: () => 0,
  solid: column(() => ({
    x: 0,
    y: (from + to) / 2,
    halfWidth: 50,
    halfDepth: (to - from) / 2,
    roundness: 0,
  })),
})

function stretches(layers: Layer[]): [number, number, string | undefined][] {
  const walker = new RayWalker(layers)
  walker.setHeight(0)
  walker.walk(0)
  return Array.from({ length: walker.count }, (_, index): [number, number, string | undefined] => [
    walker.from[index] ?? NaN,
    walker.to[index] ?? NaN,
    layers[walker.layer[index] ?? -1]?.name,
  ]).sort((a, b) => a[0] - b[0])
}

it('later layers split, shorten and hide earlier ones', () => {
  const layers = [
    slab('body', -10, 10),
    slab('lung', -8, 8),
    slab('heart', -2, 12),
    slab('vessel', -1, 1),
    slab('bone', -9, -7),
  ]
  expect(stretches(layers)).toEqual([
    [-10, -9, 'body'],
    [-9, -7, 'bone'],
    [-7, -2, 'lung'],
    [-2, -1, 'heart'],
    [-1, 1, 'vessel'],
    [1, 12, 'heart'],
  ])
})

it('a layer that covers all leaves itself alone', () => {
  expect(stretches([slab('a', 0, 1), slab('b', 2, 3), slab('c', -1, 4)])).toEqual([[-1, 4, 'c']])
})
