import { describe, expect, it } from 'vitest'
import { codeOf } from './test-site.fixture'
import { measureMapBias } from './measure-map-bias'

/** Two labels, planes of 1 x 2 places. */
const run = (logits: number[], planes: number[]) => ({
  logits: { data: Float32Array.from(logits), dims: [1, 2] },
  cam: { data: Float32Array.from(planes), dims: [1, 2, 1, 2] },
})

describe('measureMapBias', () => {
  it('is what the mean of each plane lacks to its logit', () => {
    const runs = [run([2.5, -1], [1, 3, 0, 0]), run([0.5, 0], [0, 0, 2, 0])]
    expect(measureMapBias(runs, 'logits', 'cam')).toEqual([0.5, -1])
  })

  it('refuses planes whose bias depends on the picture, and values that are no numbers', async () => {
    const refused = (...runs: Parameters<typeof measureMapBias>[0]) =>
      codeOf(Promise.resolve().then(() => measureMapBias(runs, 'logits', 'cam')))
    expect(await refused(run([2.5, -1], [1, 3, 0, 0]), run([0.6, 0], [0, 0, 2, 0]))).toBe(
      'MODEL_ANSWERS_INVALID',
    )
    expect(await refused(run([NaN, 0], [1, 3, 0, 0]), run([0.5, 0], [0, 0, 0, 0]))).toBe(
      'MODEL_ANSWERS_INVALID',
    )
    expect(await refused(run([1, 0], [1, 3, 0, 0]))).toBe('INTERNAL')
  })
})
