import { expect, test } from 'vitest'
import { PreparationStep } from '../../../shared/domain/preparation/pipeline'
import { newStep, stepKinds } from './pipeline-edits'
import { fieldValue, stepFields } from './step-fields'

test.each(stepKinds)(
  'every choice and limit that the form offers of %s is one that a pipeline may have',
  (kind) => {
    const step = newStep(kind, [])
    for (const field of stepFields[kind]) {
      expect(fieldValue(step, field.key), field.key).toBeDefined()
      const offered: unknown[] =
        field.kind === 'choice'
          ? [...field.values]
          : field.kind === 'number'
            ? [field.min, field.max]
            : [true, false]
      for (const value of offered)
        expect(
          PreparationStep.safeParse({ ...step, [field.key]: value }).success,
          `${field.key} ${String(value)}`,
        ).toBe(true)
    }
  },
)

test.each(stepKinds)('the form of %s leaves nothing out', (kind) => {
  const common = ['step', 'id', 'on', 'only']
  const offered = stepFields[kind].map(({ key }) => key)
  expect(
    Object.keys(newStep(kind, []))
      .filter((key) => !common.includes(key))
      .sort(),
  ).toEqual(offered.sort())
})
