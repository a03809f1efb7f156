import { expect, test } from 'vitest'
import { codeSystems } from '../../../../shared/domain/record/coding'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import { Settings } from '../../../../shared/domain/settings/settings'
import { chosenLanes, laneOfCode, toggled, withLane } from './lanes'

const observed = (code: string, numbers: number, system: string = codeSystems.loinc): ObservedCode => ({
  system,
  code,
  display: code,
  category: null,
  count: numbers,
  numbers,
  firstMs: 0,
  lastMs: 1,
  latest: null,
  latestText: null,
  range: null,
  interpretation: null,
  recent: [],
})

const { timeline: untouched } = Settings.parse({})
const heart = observed('8867-4', 3)
const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((code, index) =>
  observed(code, 100 - index, 'local:ward'),
)
const words = observed('72166-2', 0)

test('the usual quantities come first, then the most often measured, and words are no curve', () => {
  const lanes = chosenLanes(['studies'], [...many, words, heart], untouched)
  expect(lanes).toEqual([
    'studies',
    laneOfCode(heart),
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((code) => `local:ward|${code}`),
  ])
})

test('a lane that was taken away stays away, and one that was chosen or pinned is there', () => {
  let choice = withLane(untouched, 'local:ward|a', false)
  choice = withLane(choice, 'local:ward|h', true)
  choice = { ...choice, pinned: toggled(choice.pinned, 'local:ward|g') }
  const lanes = chosenLanes(['studies', 'medicines'], [heart, ...many], choice)
  expect(lanes[0]).toBe('local:ward|g')
  expect(lanes).toContain('local:ward|h')
  expect(lanes).not.toContain('local:ward|a')
  expect(chosenLanes([], [heart, ...many], withLane(choice, 'local:ward|f', false))).not.toContain(
    'local:ward|f',
  )
})

test('a choice that was made for another patient asks for nothing that is not there', () => {
  const choice = { ...untouched, pinned: ['http://loinc.org|1-1'], shown: ['local:other|x'] }
  expect(chosenLanes([], [heart], choice)).toEqual([laneOfCode(heart)])
})
