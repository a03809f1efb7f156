import { expect, test } from 'vitest'
import { edited, redone, startHistory, undone } from './edit-history'

test('goes back and forth, and a new edit ends what lay ahead', () => {
  let history = startHistory('a')
  history = edited(history, 'b', null, 0)
  history = edited(history, 'c', null, 1)
  history = undone(undone(history))
  expect(history.now).toBe('a')
  expect(undone(history)).toBe(history)
  history = redone(history)
  expect(history.now).toBe('b')
  history = edited(history, 'd', null, 2)
  expect(redone(history)).toBe(history)
  expect(undone(history).now).toBe('b')
})

test('what is typed into one field at a stretch is one edit', () => {
  let history = startHistory('')
  history = edited(history, '1', 'limit', 0)
  history = edited(history, '12', 'limit', 1_400)
  history = edited(history, '123', 'limit', 2_800)
  expect(undone(history).now).toBe('')
  history = edited(history, '1234', 'limit', 4_300)
  expect(undone(history).now).toBe('123')
  history = edited(history, 'x', 'other', 4_301)
  expect(undone(history).now).toBe('1234')
})

test('after going back, typing on starts an edit of its own', () => {
  let history = edited(startHistory('a'), 'b', 'limit', 0)
  history = undone(history)
  history = edited(history, 'c', 'limit', 1)
  expect(undone(history).now).toBe('a')
})

test('keeps two hundred ways back', () => {
  let history = startHistory(0)
  for (let step = 1; step <= 300; step++) history = edited(history, step, null, step)
  expect(history.past).toHaveLength(200)
  expect(history.past[0]).toBe(100)
})
