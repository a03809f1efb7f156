import { describe, expect, it } from 'vitest'
import { gridColumns } from '../../../shared/domain/models/measurement-grid'
import { logOddsOfProbability } from '../../../shared/domain/models/calibration'
import { drawnStays, icuMeasurements, pretendModel } from './icu-model.fixture'
import { explainChange, explainRisk } from './risk-drivers'
import { riskTrajectory } from './risk-trajectory'
import { GridMaker } from './stay-grid'
import { whatIf } from './what-if'

const spec = icuMeasurements()
const maker = new GridMaker(spec)
const { names, placeOf } = gridColumns(spec)
const usual = new Map([...spec.series, ...spec.statics].map((each) => [each.name, each.usual]))
const place = (name: string) => placeOf.get(name) ?? 0
const drawn = () => {
  const [stay] = drawnStays()
  if (!stay) throw new Error('no stay')
  return maker.make(stay).values
}
const forRows = (grid: Float32Array, visit: (row: number) => void) => {
  for (let row = 0; row < grid.length; row += names.length) visit(row)
}
/** Sum over the hours of the value's distance from the usual one, where it was measured. */
const distance = (grid: Float32Array, name: string) => {
  let sum = 0
  forRows(grid, (row) => {
    const at = row + place(name)
    if ((grid[at + 1] ?? 0) > 0) sum += (grid[at] ?? 0) - (usual.get(name) ?? 0)
  })
  return sum
}
const slope = pretendModel(() => 0).model.contract.findings.labels.map(({ calibration }) =>
  calibration.method === 'platt' ? calibration.slope : 1,
)[0] as number

describe('explainRisk', () => {
  it('gives each group what it adds in a model that only adds', async () => {
    const grid = drawn()
    const model = pretendModel((each) => 0.002 * distance(each, 'HR') - 0.01 * distance(each, 'GCS'))
    const { shares, risk, usualRisk } = await explainRisk(model, grid)
    const share = new Map(shares.map(({ group, logOdds }) => [group, logOdds]))
    expect(share.get('circulation')).toBeCloseTo(slope * 0.002 * distance(grid, 'HR'), 3)
    expect(share.get('neurology')).toBeCloseTo(slope * -0.01 * distance(grid, 'GCS'), 3)
    expect(share.get('kidney')).toBeCloseTo(0, 6)
    expect(shares).toHaveLength(spec.groups.length)
    const sum = shares.reduce((total, { logOdds }) => total + logOdds, 0)
    expect(sum).toBeCloseTo(logOddsOfProbability(risk) - logOddsOfProbability(usualRisk), 4)
  })
})

describe('explainChange', () => {
  it('lays a change at the door of what was newly measured, and of time', async () => {
    const grid = drawn()
    const counted = (each: Float32Array, name: string) => {
      let sum = 0
      forRows(each, (row) => (sum += each[row + place(name) + 1] ?? 0))
      return sum
    }
    const hours = (each: Float32Array) => {
      let sum = 0
      forRows(each, (row) => (sum += each[row] ?? 0))
      return sum
    }
    const model = pretendModel((each) => 0.01 * counted(each, 'HR') - 0.02 * hours(each))
    const { timeAlone, shares, riskBefore, riskAfter } = await explainChange(model, grid, {
      from: 12,
      to: 24,
    })
    expect(timeAlone).toBeCloseTo(slope * -0.02 * 12, 4)
    const circulation = shares.find(({ group }) => group === 'circulation')?.logOdds ?? NaN
    expect(circulation).toBeGreaterThan(0)
    const change = logOddsOfProbability(riskAfter) - logOddsOfProbability(riskBefore)
    expect(shares.reduce((sum, { logOdds }) => sum + logOdds, timeAlone)).toBeCloseTo(change, 4)
  })
})

describe('riskTrajectory', () => {
  it('asks after each hour with nothing of what came later', async () => {
    const grid = drawn()
    const seen: number[] = []
    const model = pretendModel((each) => {
      let last = 0
      forRows(each, (row) => {
        if (each.subarray(row, row + names.length).some((value) => value !== 0)) last = row / names.length + 1
      })
      seen.push(last)
      return 0
    })
    const points = await riskTrajectory(model, grid, 48)
    expect(points.map(({ hour }) => hour)).toEqual(Array.from({ length: 48 }, (_, at) => at + 1))
    expect(seen).toEqual(points.map(({ hour }) => hour))
    expect(points[0]?.quantity?.quantiles).toHaveLength(3)
  })
})

describe('whatIf', () => {
  const lastHeartRate = (each: Float32Array) => 0.01 * (each[47 * names.length + place('HR')] ?? 0)

  it('answers as if the last value were another', async () => {
    const { before, after } = await whatIf(
      pretendModel(lastHeartRate),
      drawn(),
      [{ parameter: 'HR', value: 180 }],
      { from: 47, hours: 48 },
    )
    const rate = drawn()[47 * names.length + place('HR')] ?? 0
    const change = logOddsOfProbability(after.probability) - logOddsOfProbability(before.probability)
    expect(change).toBeCloseTo(slope * 0.01 * (180 - rate), 4)
  })

  it('refuses what no patient can have, and what the model does not know', async () => {
    const model = pretendModel(() => 0)
    const ask = (parameter: string, value: number) =>
      whatIf(model, drawn(), [{ parameter, value }], { from: 47, hours: 48 })
    await expect(ask('pH', 735)).rejects.toMatchObject({ code: 'SERIES_VALUE_INVALID' })
    await expect(ask('Mood', 1)).rejects.toMatchObject({ code: 'SERIES_COLUMN_MISSING' })
  })
})
