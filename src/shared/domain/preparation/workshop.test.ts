import { expect, test } from 'vitest'
import type { PreparationPreview } from './report'
import { ShownPreview, shownPreview } from './workshop'

const extent = { rows: 3, values: 6, missing: 0, subjects: 3 }
const split = { by: 'subject', seed: 1, trainShare: 0.8, before: null } as const

const preview: PreparationPreview = {
  pipeline: {
    format: 'vesalius-preparation-1',
    name: 'test',
    catalogue: null,
    table: { form: 'wide', subject: null, time: null },
    parameters: [],
    steps: [],
    split,
  },
  state: {
    format: 'vesalius-preparation-state-1',
    pipeline: '0'.repeat(64),
    fittedOn: { rows: 2, subjects: 2, split },
    learnt: [
      { step: 'median', id: 'median', fills: [{ name: 'pulse', value: 72 }] },
      {
        step: 'nearest',
        id: 'nearest',
        columns: ['pulse'],
        centre: [72],
        spread: [9],
        donors: [[0.5], [null]],
        fills: [],
      },
      {
        step: 'chained',
        id: 'chained',
        columns: ['pulse'],
        centre: [72],
        spread: [9],
        models: [[[0, 1]]],
        fills: [],
      },
    ],
  },
  train: extent,
  test: extent,
  aside: extent,
  steps: [],
  leaks: [],
  changes: 7,
}

test('the screens are told what was learnt, but no rows of patients and no weights', () => {
  const shown = shownPreview(preview)
  expect(ShownPreview.parse(shown)).toEqual(shown)
  expect(shown).toMatchObject({ changes: 7, fittedOn: { rows: 2, subjects: 2 } })
  expect(shown).not.toHaveProperty('pipeline')
  expect(shown).not.toHaveProperty('state')
  expect(shown.learnt).toEqual([
    preview.state.learnt[0],
    { ...preview.state.learnt[1], donors: [] },
    { ...preview.state.learnt[2], models: [] },
  ])
  expect(preview.state.learnt[1]).toMatchObject({ donors: [[0.5], [null]] })
})
