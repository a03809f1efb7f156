import { describe, expect, it } from 'vitest'
import { tinySeries } from '../../../test-support/tiny-models'
import { modelContract } from '../model-contract'
import { parseSeries } from './parse-series'

const { input } = modelContract(tinySeries())
const table = (...rows: string[]) => ['heart-rate,temperature,SpO2', ...rows].join('\n')
const four = (row: string) => Array<string>(4).fill(row)

describe('parseSeries', () => {
  it('finds the columns by name and brings each to its own scale', () => {
    const text = table('100,37.5,96', '80,37,98', '60,36.5,94', '80,37,96')
    const { values, steps } = parseSeries(text, input)
    expect(steps).toBe(4)
    expect([...values]).toEqual([1, 1, 0, 0, 0, 1, -1, -1, -1, 0, 0, 0])
  })

  it.each([
    [
      'another order, and a column of no interest',
      ['SpO2,time,heart-rate,temperature', ...four('98,x,100,37')],
    ],
    ['semicolons and quotes', ['"heart-rate";"temperature";"SpO2"', ...four('100;37;98')]],
    ['tabs', ['heart-rate\ttemperature\tSpO2', ...four('100\t37\t98')]],
  ])('takes %s', (_name, rows) => {
    for (const ending of ['\n', '\r\n']) {
      const { values } = parseSeries(`\uFEFF${rows.join(ending)}${ending}`, input)
      expect([...values.subarray(0, 3)]).toEqual([1, 0, 1])
    }
  })

  it('takes any length where the model does', () => {
    expect(parseSeries(table('80,37,96'), { ...input, steps: null }).steps).toBe(1)
  })

  it.each([
    ['a missing column', `heart-rate,SpO2\n${four('80,96').join('\n')}`, 'SERIES_COLUMN_MISSING'],
    ['too few rows', table('80,37,96'), 'SERIES_WRONG_LENGTH'],
    ['too many rows', table(...four('80,37,96'), '80,37,96'), 'SERIES_WRONG_LENGTH'],
    ['an empty cell', table(...four('80,,96')), 'SERIES_VALUE_INVALID'],
    ['a short row', table(...four('80,37')), 'SERIES_VALUE_INVALID'],
    ['a word', table(...four('80,warm,96')), 'SERIES_VALUE_INVALID'],
    ['infinity', table(...four('80,1e999,96')), 'SERIES_VALUE_INVALID'],
    [
      'a column twice',
      ['SpO2,SpO2,heart-rate,temperature', ...four('1,2,3,4')].join('\n'),
      'SERIES_VALUE_INVALID',
    ],
    ['nothing', '\n\n', 'FILE_EMPTY'],
  ])('refuses %s', (_name, text, code) => {
    expect(() => parseSeries(text, input)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('says where', () => {
    expect(() => parseSeries(table('80,37,96', '80,37,96', '80,x,96', '80,37,96'), input)).toThrow(
      'Row 3 has no number for temperature.',
    )
  })
})
