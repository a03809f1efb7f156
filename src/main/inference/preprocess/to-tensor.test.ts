import { describe, expect, it } from 'vitest'
import { toTensor } from './to-tensor'

const image = { rows: 16, columns: 16, data: Uint8Array.from({ length: 256 }, (_, index) => index) }

describe('toTensor', () => {
  it('scales each level to the nearest float32 of level / 255', () => {
    const values = toTensor(image, [{ step: 'grayscale' }, { step: 'scale', divideBy: 255 }])
    expect(values).toHaveLength(256)
    for (const [level, value] of values.entries()) expect(value).toBe(Math.fround(level / 255))
  })
  it('resizes before it scales', () => {
    const resize = { step: 'resize', width: 4, height: 2, filter: 'triangle', keepAspect: false } as const
    expect(toTensor(image, [{ step: 'grayscale' }, resize, { step: 'scale', divideBy: 255 }])).toHaveLength(8)
    expect(() => toTensor(image, [{ step: 'grayscale' }, { step: 'scale', divideBy: 255 }, resize])).toThrow(
      'out of order',
    )
    expect(() => toTensor(image, [resize])).toThrow('begin with grayscale')
  })
})
