import { describe, expect, it } from 'vitest'
import { compareOutputs } from './golden'

const of = (...values: number[]) => ({ logit: { data: Float32Array.from(values), dims: [values.length] } })
const tolerance = { abs: 0.01, rel: 0.1 }

describe('compareOutputs', () => {
  it('allows abs + rel * |expected|', () => {
    expect(compareOutputs(of(1, -2), of(1.1, -2.2), tolerance).failure).toBeNull()
    expect(compareOutputs(of(0), of(0.02), tolerance).failure).toContain('logit[0] differs by')
    expect(compareOutputs(of(1, 1), of(1, 1.05), tolerance).worst).toBeCloseTo(0.05, 6)
  })
  it('never lets a missing value or one that is not a number pass', () => {
    expect(compareOutputs(of(0), of(NaN), tolerance)).toMatchObject({
      worst: Infinity,
      failure: expect.anything() as unknown,
    })
    expect(compareOutputs(of(0, 0), of(0), tolerance).failure).toContain('another shape')
    expect(compareOutputs(of(0), {}, tolerance).failure).toContain('another shape')
  })
})
