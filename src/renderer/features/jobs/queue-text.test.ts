import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import type { QueueModel } from '../../../shared/domain/analysis/queue'
import { batchOf, isOfInterest, queueLeft, remainingText } from './queue-text'

const model: QueueModel = {
  id: 'chest-film',
  version: '2.0.0',
  mode: 'demand',
  ready: true,
  paused: false,
  queued: 3,
  running: 1,
  done: 5,
  failed: 1,
  missing: 7,
  remainingMs: null,
}
const t = ((key: string, { count }: { count: number }) => `${count} ${key.split('.')[1]}`) as TFunction

test('a batch is what has ended of what there was to do', () => {
  expect(batchOf(model)).toEqual({ ended: 6, total: 10 })
  expect(queueLeft({ paused: false, yielding: false, models: [model, model] })).toBe(8)
  expect(queueLeft(undefined)).toBe(0)
})

test('a model that is off and has nothing left is not shown', () => {
  const off = { ...model, mode: 'off' as const, queued: 0, running: 0, failed: 0 }
  expect(isOfInterest(off)).toBe(false)
  expect(isOfInterest({ ...off, failed: 1 })).toBe(true)
})

test('the time left is told in steps', () => {
  expect([200, 12_000, 61_000, 3_600_000, 3_700_000].map((ms) => remainingText(t, ms))).toEqual([
    '5 seconds',
    '15 seconds',
    '2 minutes',
    '1 hours',
    '2 hours',
  ])
})
