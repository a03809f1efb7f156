import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AnalysisOutcome, type FindingOutput, notAssessedCodes } from '../analysis/analysis'
import { type ImageState, triageOf, urgencies, urgencySortKey, verdictOf } from './triage'

const model = { id: 'chest-film', version: '2.0.0' }
const finding = (changes: Partial<FindingOutput> = {}): FindingOutput => ({
  label: 'pneumonia',
  kind: 'finding',
  probability: 0.2,
  calibrated: true,
  threshold: 0.5,
  positive: false,
  range: null,
  refer: false,
  ...changes,
})
const assessed = (...outputs: FindingOutput[]) =>
  verdictOf(
    AnalysisOutcome.parse({
      status: 'assessed',
      model: { ...model, sha256: 'a' },
      provider: 'cpu',
      ms: { preprocess: 1, run: 1, total: 2 },
      outputs,
      flags: [],
    }),
  )

describe('the verdict of a run', () => {
  test('is that of the highest finding', () => {
    expect(
      assessed(
        finding({ label: 'mass', probability: 0.6, positive: true }),
        finding({ probability: 0.9, positive: true }),
      ),
    ).toMatchObject({ urgency: 'positive', label: 'pneumonia', probability: 0.9 })
    expect(assessed(finding(), finding({ probability: 0.3 }))).toMatchObject({
      urgency: 'negative',
      probability: 0.3,
    })
  })

  test('leaves the share of nothing found and patterns aside', () => {
    const normal = finding({
      kind: 'normal',
      label: 'normal',
      probability: 0.99,
      threshold: null,
      positive: true,
    })
    const pattern = finding({
      kind: 'pattern',
      label: 'bacterial',
      probability: 0.8,
      threshold: null,
      positive: true,
    })
    expect(assessed(normal, pattern, finding())).toMatchObject({ urgency: 'negative', label: 'pneumonia' })
  })

  test('refers what a reader must decide, and an answer without a finding', () => {
    expect(assessed(finding({ probability: 0.55, positive: true, refer: true })).urgency).toBe('refer')
    expect(
      assessed(finding({ refer: true }), finding({ label: 'mass', probability: 0.7, positive: true }))
        .urgency,
    ).toBe('positive')
    expect(assessed().urgency).toBe('refer')
  })

  test('takes a probability before a score', () => {
    const score = finding({ label: 'score', probability: 0.99, calibrated: false, positive: true })
    expect(assessed(score, finding({ probability: 0.6, positive: true }))).toMatchObject({
      label: 'pneumonia',
    })
  })
})

const run = fc.oneof(
  fc.record({
    urgency: fc.constantFrom('positive' as const, 'refer' as const, 'negative' as const),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
    calibrated: fc.boolean(),
    label: fc.constant('pneumonia'),
    reason: fc.constant(null),
  }),
  fc.record({
    urgency: fc.constant('not-assessed' as const),
    probability: fc.constant(null),
    calibrated: fc.constant(true),
    label: fc.constant(null),
    reason: fc.constantFrom(...notAssessedCodes),
  }),
)
const task = fc.record({
  state: fc.constantFrom(
    'queued' as const,
    'running' as const,
    'done' as const,
    'failed' as const,
    'skipped' as const,
  ),
  error: fc.constant(null),
})
const state: fc.Arbitrary<ImageState> = fc.record({
  model: fc.constantFrom(model, { id: 'other', version: '1.0.0' }),
  run: fc.option(run),
  task: fc.option(task),
})
const study = fc.array(state, { maxLength: 6 })
const negativeStudy = fc.array(
  fc
    .record({ probability: fc.double({ min: 0, max: 1, noNaN: true }), calibrated: fc.boolean() })
    .map((number): ImageState => ({
      model,
      run: { ...number, urgency: 'negative', label: 'pneumonia', reason: null },
      task: { state: 'done', error: null },
    })),
  { minLength: 1, maxLength: 6 },
)
const keyOf = (states: ImageState[]) => urgencySortKey(triageOf(states))

describe('the order of studies', () => {
  test('one that was not assessed, failed, waits or was not analysed never stands below a negative one', () => {
    fc.assert(
      fc.property(study, negativeStudy, (one, other) => {
        const [first, second] = [triageOf(one), triageOf(other)]
        if (second.urgency !== 'negative') return false
        return first.urgency === 'negative'
          ? urgencySortKey(first) === urgencySortKey(second)
          : urgencySortKey(first) < urgencySortKey(second)
      }),
      { numRuns: 5000 },
    )
  })

  test('negative means that every model that answered did so for each image, and found nothing', () => {
    fc.assert(
      fc.property(study, (states) => {
        if (triageOf(states).urgency !== 'negative') return true
        const answered = new Set(states.filter((each) => each.run).map((each) => each.model.id))
        return (
          answered.size > 0 &&
          states.every(
            (each) =>
              each.task?.state !== 'queued' &&
              each.task?.state !== 'running' &&
              each.task?.state !== 'failed' &&
              (each.run ? each.run.urgency === 'negative' : !answered.has(each.model.id)),
          )
        )
      }),
      { numRuns: 5000 },
    )
  })

  test('more images never make a study less urgent, unless one of them answers for its model', () => {
    fc.assert(
      fc.property(study, run, (states, verdict) => {
        const withRun = [...states, { model, run: verdict, task: null }]
        const before = triageOf(states)
        return before.urgency === 'not-analysed' || keyOf(withRun) <= urgencySortKey(before)
      }),
    )
  })

  test('runs through the urgencies as they are listed, positives by probability before scores', () => {
    const keys = urgencies.map((urgency) => urgencySortKey({ urgency, probability: 1, calibrated: true }))
    expect(keys).toEqual(keys.toSorted((a, b) => a - b))
    const positive = (probability: number, calibrated = true) =>
      urgencySortKey({ urgency: 'positive', probability, calibrated })
    expect(positive(0.9)).toBeLessThan(positive(0.6))
    expect(positive(0.01)).toBeLessThan(positive(0.99, false))
    expect(positive(0, false)).toBeLessThanOrEqual(
      urgencySortKey({ urgency: 'refer', probability: 1, calibrated: true }),
    )
  })
})

test('counts the models that have answered for all they can read', () => {
  const done: ImageState = { model, run: assessed(finding()), task: { state: 'done', error: null } }
  const other = { id: 'other', version: '1.0.0' }
  const waiting: ImageState = { model: other, run: null, task: { state: 'queued', error: null } }
  expect(triageOf([done, waiting])).toMatchObject({ urgency: 'waiting', modelsDone: 1, modelsAll: 2 })
  expect(triageOf([done, { ...done, run: null }])).toMatchObject({ urgency: 'not-analysed', modelsDone: 0 })
  expect(triageOf([])).toMatchObject({ urgency: 'not-analysed', model: null, modelsAll: 0 })
})
