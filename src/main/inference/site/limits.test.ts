import { expect, it } from 'vitest'
import { trialMemoryLimit } from './limits'

const gb = 1e9

it.each([
  ['a large computer at rest', 64, 50, 6],
  ['a computer of 8 GB', 8, 7, 4.8],
  ['a computer whose memory is taken', 64, 2, 1.6],
])('on %s the limit is the least of its bounds', (_name, total, available, wanted) => {
  const limit = trialMemoryLimit({ totalBytes: total * gb, availableBytes: available * gb })
  expect(limit / gb).toBeCloseTo(wanted)
})
