import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess, pointsOf, reasonsOf, result } from './assess.fixture'
import { news2 } from './news2'

/** A patient whom the chart gives no points. */
const well = {
  age: 50,
  pregnant: 'no',
  respiratoryRate: 16,
  oxygenSaturation: 97,
  oxygenSaturationScale: 'scale1',
  supplementalOxygen: 'no',
  systolicPressure: 120,
  heartRate: 70,
  consciousness: 'alert',
  temperature: { value: 37, unit: 'Cel' },
}

/** RCP 2017, chart 1: every limit from both sides. */
const chart: Record<string, [value: number, points: number][]> = {
  respiratoryRate: [
    [8, 3],
    [9, 1],
    [11, 1],
    [12, 0],
    [20, 0],
    [21, 2],
    [24, 2],
    [25, 3],
  ],
  oxygenSaturation: [
    [91, 3],
    [92, 2],
    [93, 2],
    [94, 1],
    [95, 1],
    [96, 0],
    [100, 0],
  ],
  systolicPressure: [
    [90, 3],
    [91, 2],
    [100, 2],
    [101, 1],
    [110, 1],
    [111, 0],
    [219, 0],
    [220, 3],
  ],
  heartRate: [
    [40, 3],
    [41, 1],
    [50, 1],
    [51, 0],
    [90, 0],
    [91, 1],
    [110, 1],
    [111, 2],
    [130, 2],
    [131, 3],
  ],
  temperature: [
    [35, 3],
    [35.1, 1],
    [36, 1],
    [36.1, 0],
    [38, 0],
    [38.1, 1],
    [39, 1],
    [39.1, 2],
  ],
}

describe('NEWS2', () => {
  it.each(
    Object.entries(chart).flatMap(([item, rows]) => rows.map(([value, points]) => ({ item, value, points }))),
  )('gives $item $value $points points', ({ item, value, points }) =>
    expect(pointsOf(news2, { ...well, [item]: value }, item)).toBe(points),
  )

  it.each([
    [83, 'no', 3],
    [84, 'no', 2],
    [85, 'no', 2],
    [86, 'no', 1],
    [87, 'no', 1],
    [88, 'no', 0],
    [92, 'no', 0],
    [93, 'no', 0],
    [100, 'no', 0],
    [83, 'yes', 3],
    [84, 'yes', 2],
    [85, 'yes', 2],
    [86, 'yes', 1],
    [87, 'yes', 1],
    [88, 'yes', 0],
    [92, 'yes', 0],
    [93, 'yes', 1],
    [94, 'yes', 1],
    [95, 'yes', 2],
    [96, 'yes', 2],
    [97, 'yes', 3],
  ])(
    'on scale 2 gives a saturation of %d (oxygen: %s) %d points',
    (oxygenSaturation, supplementalOxygen, points) => {
      const values = { ...well, oxygenSaturationScale: 'scale2', oxygenSaturation, supplementalOxygen }
      expect(pointsOf(news2, values, 'oxygenSaturation')).toBe(points)
    },
  )

  it('gives two points for oxygen and three for anything but alert', () => {
    expect(pointsOf(news2, { ...well, supplementalOxygen: 'yes' }, 'supplementalOxygen')).toBe(2)
    for (const consciousness of ['new-confusion', 'voice', 'pain', 'unresponsive'])
      expect(pointsOf(news2, { ...well, consciousness }, 'consciousness')).toBe(3)
  })

  it('adds up to 20 at most', () => {
    const worst = {
      respiratoryRate: 30,
      oxygenSaturation: 80,
      supplementalOxygen: 'yes',
      systolicPressure: 80,
      heartRate: 140,
      consciousness: 'unresponsive',
      temperature: 34,
    }
    expect(result(news2, { ...well, ...worst }).value).toBe(20)
    expect(result(news2, well).value).toBe(0)
  })

  it('reads a temperature in Fahrenheit on the chart of tenths of a degree', () => {
    expect(pointsOf(news2, { ...well, temperature: { value: 100.4, unit: '°F' } }, 'temperature')).toBe(0)
    expect(pointsOf(news2, { ...well, temperature: { value: 100.6, unit: '[degF]' } }, 'temperature')).toBe(1)
  })

  it('names the thresholds of chart 2', () => {
    const bandWith = (values: object) => result(news2, { ...well, ...values }).band
    expect(bandWith({})).toBe('zero')
    expect(bandWith({ temperature: 38.5 })).toBe('low')
    // 4 points without and with a red item
    expect(bandWith({ supplementalOxygen: 'yes', oxygenSaturation: 93 })).toBe('low')
    expect(bandWith({ respiratoryRate: 25, temperature: 38.5 })).toBe('low-medium')
    expect(bandWith({ respiratoryRate: 25, supplementalOxygen: 'yes' })).toBe('medium')
    expect(bandWith({ respiratoryRate: 25, consciousness: 'pain' })).toBe('medium')
    expect(bandWith({ respiratoryRate: 25, consciousness: 'pain', temperature: 38.5 })).toBe('high')
  })

  it('takes the first scale where none is stated, as the source has it, and says so', () => {
    const { oxygenSaturationScale: _scale, ...rest } = well
    expect(result(news2, rest).flags).toContainEqual({
      code: 'TAKEN_AS_SOURCE_SAYS',
      severity: 'info',
      input: 'oxygenSaturationScale',
    })
  })

  it('is not for children and not in pregnancy, and says where that is not known', () => {
    expect(result(news2, { ...well, age: 16 }).value).toBe(0)
    expect(reasonsOf(news2, { ...well, age: 15.9 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
    expect(reasonsOf(news2, { ...well, pregnant: true })).toEqual(['OUTSIDE_POPULATION pregnant'])
    const { age: _age, pregnant: _pregnant, ...unknown } = well
    expect(result(news2, unknown).flags.map(({ input }) => input)).toEqual(['age', 'pregnant'])
    expect(result(news2, { ...unknown, sex: 'male' }).flags.map(({ input }) => input)).toEqual(['age'])
  })

  it('is not assessed with a missing observation', () => {
    for (const item of Object.keys(chart)) {
      const rest = Object.fromEntries(Object.entries(well).filter(([id]) => id !== item))
      expect(reasonsOf(news2, rest)).toEqual([`MISSING ${item}`])
    }
  })

  it('grows with every step away from the middle, and is the sum of its items', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max })
    fc.assert(
      fc.property(
        whole(20, 60),
        whole(20, 60),
        whole(111, 300),
        whole(111, 300),
        (rateA, rateB, upA, upB) => {
          const [less, more] = [Math.min(rateA, rateB), Math.max(rateA, rateB)]
          const [low, high] = [Math.min(upA, upB), Math.max(upA, upB)]
          const a = result(news2, { ...well, respiratoryRate: less, systolicPressure: low })
          const b = result(news2, { ...well, respiratoryRate: more, systolicPressure: high })
          expect(b.value).toBeGreaterThanOrEqual(a.value)
          expect(a.items.reduce((sum, { points }) => sum + points, 0)).toBe(a.value)
        },
      ),
    )
  })

  it('refuses what cannot be and what is too old', () => {
    expect(reasonsOf(news2, { ...well, oxygenSaturation: 101 })).toEqual([
      'OUT_OF_POSSIBLE_RANGE oxygenSaturation',
    ])
    expect(reasonsOf(news2, { ...well, temperature: 98.6 })).toEqual(['OUT_OF_POSSIBLE_RANGE temperature'])
    expect(reasonsOf(news2, { ...well, heartRate: { value: 70, date: '2026-02-28T23:59:00Z' } })).toEqual([
      'TOO_OLD heartRate',
    ])
    expect(assess(news2, { ...well, heartRate: { value: 70, date: '2026-03-01T00:01:00Z' } }).status).toBe(
      'assessed',
    )
    expect(reasonsOf(news2, { ...well, heartRate: { value: 70, date: '2026-03-01T12:01:00Z' } })).toEqual([
      'LATER_THAN_ASSESSMENT heartRate',
    ])
  })
})
