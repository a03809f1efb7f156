import { describe, expect, it } from 'vitest'
import { familiarityModel, fakeRuns, tableModel } from '../../../test-support/tiny-table'
import { RowAssessor } from './assess-rows'
import { atPrevalence } from './at-prevalence'

/** Log-odds grow with age; two members on either side; rows of people over 80 are unusual. */
const graphs = {
  'tiny-table': ([age = 0]: readonly number[]) => {
    const logit = (age - 60) / 10
    return { logit: [logit], members: [logit - 1, logit + 1], additive: [logit, 0, 0, 0] }
  },
  'tiny-familiarity': (row: readonly number[]) => ({
    unusual: [Number.isNaN(row[0]) ? 0 : 99, (row[2] ?? 0) > 80 ? 5 : 1.5],
  }),
}
const header = ['age', 'chol', 'smokes', 'sex']
const rows = (...cells: string[][]) => ({
  header,
  rows: cells.map((each, at) => ({ number: at + 1, cells: each })),
})
const assessor = (model = tableModel()) => new RowAssessor(fakeRuns(graphs), model, familiarityModel())

describe('RowAssessor', () => {
  it('gives one calibrated output with the range of the members', async () => {
    const [result] = await assessor().assess(rows(['70', '200', 'No', '1']))
    expect(result).toMatchObject({
      number: 1,
      imputed: [],
      unfamiliarity: { score: 1.5, share: 0.375, unusual: false },
      outcome: { status: 'assessed', flags: [] },
    })
    if (!result || !('outcome' in result) || result.outcome.status !== 'assessed')
      throw new Error('not assessed')
    const [output, ...more] = result.outcome.outputs
    expect(more).toEqual([])
    expect(output).toMatchObject({ label: 'illness', positive: true, range: { members: 2 } })
    expect(output!.probability).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
    expect(output!.range!.low).toBeCloseTo(0.5, 6)
  })

  it('flags rows of a group that the threshold finds too seldom, and no row whose group is unknown', async () => {
    const { manifest } = tableModel()
    const weakGroups = [{ column: 'age', below: 45, sensitivity: 0.3, positives: 50 }]
    const model = tableModel({ ...manifest, population: { ...manifest.population, weakGroups } })
    const results = await assessor(model).assess(rows(['44', '200', 'No', '1'], ['45', '200', 'No', '1']))
    const flags = results.map((result) => ('outcome' in result ? result.outcome.flags : null))
    expect(flags).toEqual([[{ code: 'SENSITIVITY_LOW_IN_GROUP', severity: 'warning' }], []])
    const elsewhere = { ...manifest.population, weakGroups: [{ ...weakGroups[0]!, column: 'height' }] }
    expect(() => tableModel({ ...manifest, population: elsewhere })).toThrow('not listed')
    const byLipid = {
      ...manifest.population,
      weakGroups: [{ ...weakGroups[0]!, column: 'chol', below: 999 }],
    }
    const [unknown] = await assessor(tableModel({ ...manifest, population: byLipid })).assess(
      rows(['50', '', 'No', '1']),
    )
    expect(unknown).toMatchObject({ outcome: { flags: [{ code: 'MISSING_IMPUTED' }] } })
  })

  it('keeps the order among rows that are refused, broken or fine', async () => {
    const results = await assessor().assess({
      header,
      rows: [
        { number: 1, cells: ['12', '200', 'No', '1'] },
        { number: 2, cells: null },
        { number: 3, cells: ['50', '', 'No', ''] },
        { number: 4, cells: ['50', 'high', 'No', '1'] },
        { number: 5, cells: ['85', '200', 'No', '1'] },
      ],
    })
    expect(results).toMatchObject([
      { number: 1, outcome: { status: 'not-assessed', reason: { code: 'AGE_OUTSIDE_POPULATION' } } },
      { number: 2, error: { code: 'TABLE_ROW_MALFORMED' } },
      {
        number: 3,
        imputed: ['chol', 'sex'],
        outcome: { flags: [{ code: 'MISSING_IMPUTED', severity: 'info' }] },
      },
      { number: 4, error: { code: 'TABLE_VALUE_INVALID' } },
      { number: 5, outcome: { flags: [{ code: 'UNUSUAL_INPUT', severity: 'warning' }] } },
    ])
  })

  it('assesses what it is not made for only when gates are ignored, and says so', async () => {
    const [result] = await assessor().assess(rows(['95', '200', 'No', '1']), { ignoreGates: true })
    expect(result).toMatchObject({
      outcome: {
        status: 'assessed',
        flags: [
          { code: 'GATES_IGNORED', severity: 'warning' },
          { code: 'AGE_OUTSIDE_POPULATION', severity: 'warning' },
          { code: 'UNUSUAL_INPUT', severity: 'warning' },
        ],
      },
    })
  })

  it('answers without a model of familiarity', async () => {
    const alone = new RowAssessor(fakeRuns(graphs), tableModel(), null)
    expect(await alone.assess(rows(['70', '200', 'No', '1']))).toMatchObject([{ unfamiliarity: null }])
  })

  it('runs all rows at once', async () => {
    const inference = fakeRuns(graphs)
    const many = Array.from({ length: 500 }, () => ['70', '200', 'No', '1'])
    await new RowAssessor(inference, tableModel(), null).assess(rows(...many))
    expect(inference.runs).toEqual([{ id: 'tiny-table', rows: 500 }])
  })

  it('tells what would be with other cells', async () => {
    const cells = ['70', '200', 'No', '1']
    const { before, after } = await assessor().whatIf(header, cells, { age: '50' })
    expect(before).toMatchObject({ outcome: { outputs: [{ positive: true }] } })
    expect(after).toMatchObject({ outcome: { outputs: [{ positive: false }] } })
    await expect(assessor().whatIf(header, cells, { height: '180' })).rejects.toMatchObject({
      code: 'TABLE_COLUMN_MISSING',
    })
  })
})

describe('atPrevalence', () => {
  const odds = (p: number) => p / (1 - p)
  const first = async (model = tableModel()) => {
    const [result] = await assessor(model).assess(rows(['70', '200', 'No', '1']))
    if (!result || !('outcome' in result) || result.outcome.status !== 'assessed')
      throw new Error('not assessed')
    return result.outcome.outputs[0]!
  }

  it('multiplies the odds by the ratio of the prevalences’ odds', async () => {
    const [here, there] = [await first(), await first(atPrevalence(tableModel(), 0.05))]
    expect(odds(there.probability) / odds(here.probability)).toBeCloseTo(odds(0.05) / odds(0.2), 6)
  })

  it('keeps which rows are above the threshold', async () => {
    for (const prevalence of [0.01, 0.2, 0.9]) {
      const { positive, threshold, probability } = await first(atPrevalence(tableModel(), prevalence))
      expect(positive).toBe(true)
      expect(probability >= threshold!).toBe(true)
    }
  })

  it('changes nothing at the manifest’s own prevalence', async () => {
    expect(await first(atPrevalence(tableModel(), 0.2))).toMatchObject({
      probability: expect.closeTo((await first()).probability, 12) as number,
    })
  })
})
