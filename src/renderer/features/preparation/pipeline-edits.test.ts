import { expect, test } from 'vitest'
import type { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import { PreparationStep } from '../../../shared/domain/preparation/pipeline'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import {
  addStep,
  changeRule,
  changeStep,
  chooseTarget,
  moveStep,
  newStep,
  removeStep,
  stepKinds,
  targetOf,
} from './pipeline-edits'

const rule = (name: string) => ({
  name,
  parameter: null,
  role: 'input' as const,
  values: { kind: 'number' as const },
  unit: null,
  writtenUnits: [],
  possible: null,
  plausible: null,
  missing: [],
  repairs: [],
})

const empty: PreparationPipeline = {
  format: 'vesalius-preparation-1',
  name: 'test',
  catalogue: null,
  table: { form: 'wide', subject: 'id', time: { column: 'at', unit: 'min' } },
  parameters: [rule('pulse'), rule('died')],
  steps: [],
  split: { by: 'subject', seed: 1, trainShare: 0.8, before: null },
}

const ids = ({ steps }: PreparationPipeline) => steps.map(({ id }) => id)

test('steps added in any order stand where they mean something', () => {
  const full = stepKinds.toReversed().reduce((made, kind) => addStep(made, newStep(kind, made.steps)), empty)
  expect(pipelineProblems(full)).toEqual([])
  expect(ids(full)).toHaveLength(stepKinds.length)
  expect(full.steps.every((step) => PreparationStep.safeParse(step).success)).toBe(true)
  expect(empty.steps).toEqual([])
})

test('a second step of a kind gets an id of its own, also after one was removed', () => {
  let made = addStep(empty, newStep('outliers', []))
  made = addStep(made, newStep('outliers', made.steps))
  made = addStep(made, newStep('outliers', made.steps))
  expect(ids(made)).toEqual(['outliers', 'outliers-2', 'outliers-3'])
  made = removeStep(made, 'outliers-2')
  expect(newStep('outliers', made.steps).id).toBe('outliers-2')
})

test('a step moves among its equals and stays where another place would mean nothing', () => {
  const made = (['units', 'median', 'nearest'] as const).reduce(
    (pipeline, kind) => addStep(pipeline, newStep(kind, pipeline.steps)),
    empty,
  )
  expect(ids(moveStep(made, 'nearest', -1))).toEqual(['units', 'nearest', 'median'])
  expect(moveStep(made, 'median', -1)).toBe(made)
  expect(moveStep(made, 'units', -1)).toBe(made)
  expect(moveStep(made, 'nobody', 1)).toBe(made)
})

test('a value that no step may have changes nothing', () => {
  const made = addStep(empty, newStep('outliers', []))
  expect(changeStep(made, 'outliers', { limit: 0 })).toBe(made)
  expect(changeStep(made, 'outliers', { method: 'guess' })).toBe(made)
  expect(changeStep(made, 'outliers', { limit: 5 }).steps[0]).toMatchObject({ limit: 5, method: 'robust-z' })
  expect(made.steps[0]).toMatchObject({ limit: 3.5 })
})

test('there is one target, and no step works on it', () => {
  let made = addStep(empty, { ...newStep('median', []), only: ['pulse', 'died'] } as PreparationStep)
  made = chooseTarget(made, 'died')
  expect(targetOf(made)).toBe('died')
  expect(pipelineProblems(made)).toEqual([])
  made = chooseTarget(made, 'pulse')
  expect(targetOf(made)).toBe('pulse')
  expect(targetOf(chooseTarget(made, null))).toBeNull()
  expect(changeRule(made, 'pulse', { unit: '/min' }).parameters[0]?.unit).toBe('/min')
})
