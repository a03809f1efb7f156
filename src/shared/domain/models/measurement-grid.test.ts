import { describe, expect, it } from 'vitest'
import { gridColumns, gridProblem, MeasurementGrid } from './measurement-grid'

const title = { en: 'some', 'zh-CN': '某' }
const plausible = { low: 0, high: 10, source: 'here' }
const shared = { title, loinc: null, unit: '1', group: 'all', repairs: [], plausible }
const grid = (): MeasurementGrid =>
  MeasurementGrid.parse({
    hours: 2,
    sources: { here: 'A book.' },
    missing: [-1],
    groups: [{ name: 'all', title }],
    series: [
      { ...shared, name: 'HR', pool: 'mean', usual: 5 },
      { ...shared, name: 'Urine', pool: 'sum', usual: 5 },
    ],
    statics: [
      { ...shared, name: 'Age', kind: 'number', usual: 5 },
      { ...shared, name: 'Sex', kind: 'choice', values: [0, 1], usual: 1 },
    ],
  })

describe('gridColumns', () => {
  it('puts value and count of each series, then what is known at admission', () => {
    const { names, placeOf } = gridColumns(grid())
    expect(names).toEqual([
      'observed',
      'HR',
      'HR.count',
      'Urine',
      'Urine.count',
      'Age',
      'Age.known',
      'Sex.0',
      'Sex.1',
    ])
    expect([...placeOf]).toEqual([
      ['HR', 1],
      ['Urine', 3],
      ['Age', 5],
      ['Sex', 7],
    ])
  })
})

describe('gridProblem', () => {
  it('finds nothing wrong with a sound catalogue', () => {
    expect(gridProblem(grid())).toBeNull()
  })

  it.each([
    [
      'a name twice',
      (each: MeasurementGrid) => (each.series[1] = { ...each.series[0], pool: 'sum' } as never),
    ],
    ['an unknown group', (each: MeasurementGrid) => (each.groups = [])],
    ['an unknown source', (each: MeasurementGrid) => (each.sources = {})],
    [
      'a range upside down',
      (each: MeasurementGrid) => each.statics.forEach((one) => (one.plausible = { ...plausible, low: 11 })),
    ],
  ])('finds %s', (_name, spoil) => {
    const spoilt = grid()
    spoil(spoilt)
    expect(gridProblem(spoilt)).not.toBeNull()
  })
})
