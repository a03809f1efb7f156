import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointsOf, reasonsOf, result } from './assess.fixture'
import { sofa } from './sofa'

const well = {
  age: 60,
  arterialOxygenPressure: { value: 90, unit: 'mm[Hg]' },
  inspiredOxygen: { value: 21, unit: '%' },
  respiratorySupport: 'no',
  platelets: 250,
  bilirubin: { value: 0.8, unit: 'mg/dL' },
  vasopressors: 'no',
  meanArterialPressure: { value: 80, unit: 'mm[Hg]' },
  glasgowComaScale: 15,
  creatinine: { value: 0.9, unit: 'mg/dL' },
  urineOutput: { value: 1500, unit: 'mL/d' },
}

/** Vincent 1996, table 3: every limit from both sides. */
const milligrams: Record<string, [value: number, points: number][]> = {
  bilirubin: [
    [1.1, 0],
    [1.2, 1],
    [1.9, 1],
    [2, 2],
    [5.9, 2],
    [6, 3],
    [11.9, 3],
    [12, 4],
    [12.1, 4],
  ],
  creatinine: [
    [1.1, 0],
    [1.2, 1],
    [1.9, 1],
    [2, 2],
    [3.4, 2],
    [3.5, 3],
    [4.9, 3],
    [5, 4],
    [5.1, 4],
  ],
}
const micromoles: Record<string, [value: number, points: number][]> = {
  bilirubin: [
    [19, 0],
    [20, 1],
    [32, 1],
    [33, 2],
    [101, 2],
    [102, 3],
    [204, 3],
    [205, 4],
  ],
  creatinine: [
    [109, 0],
    [110, 1],
    [170, 1],
    [171, 2],
    [299, 2],
    [300, 3],
    [440, 3],
    [441, 4],
  ],
}
const bare: Record<string, [value: number, points: number][]> = {
  platelets: [
    [150, 0],
    [149, 1],
    [100, 1],
    [99, 2],
    [50, 2],
    [49, 3],
    [20, 3],
    [19, 4],
  ],
  glasgowComaScale: [
    [15, 0],
    [14, 1],
    [13, 1],
    [12, 2],
    [10, 2],
    [9, 3],
    [6, 3],
    [5, 4],
    [3, 4],
  ],
  meanArterialPressure: [
    [70, 0],
    [69, 1],
  ],
}

const rows = (table: Record<string, [number, number][]>) =>
  Object.entries(table).flatMap(([item, lines]) => lines.map(([value, points]) => ({ item, value, points })))

describe('SOFA', () => {
  it.each(rows(milligrams))('gives $item $value mg/dL $points points', ({ item, value, points }) =>
    expect(pointsOf(sofa, { ...well, [item]: { value, unit: 'mg/dL' } }, item)).toBe(points),
  )

  it.each(rows(micromoles))(
    'gives $item $value umol/L $points points, by that column',
    ({ item, value, points }) =>
      expect(pointsOf(sofa, { ...well, [item]: { value, unit: 'umol/L' } }, item)).toBe(points),
  )

  it('looks up other units in the column of their kind', () => {
    expect(pointsOf(sofa, { ...well, creatinine: { value: 0.171, unit: 'mmol/L' } }, 'creatinine')).toBe(2)
    expect(pointsOf(sofa, { ...well, creatinine: { value: 19, unit: 'mg/L' } }, 'creatinine')).toBe(1)
  })

  it.each(rows(bare))('gives $item $value $points points', ({ item, value, points }) =>
    expect(pointsOf(sofa, { ...well, [item]: value }, item)).toBe(points),
  )

  it.each([
    [400, 'no', 0],
    [399, 'no', 1],
    [300, 'no', 1],
    [299, 'no', 2],
    [200, 'no', 2],
    [199, 'no', 2],
    [99, 'no', 2],
    [400, 'yes', 0],
    [399, 'yes', 1],
    [300, 'yes', 1],
    [299, 'yes', 2],
    [200, 'yes', 2],
    [199, 'yes', 3],
    [100, 'yes', 3],
    [99, 'yes', 4],
  ])('gives a ratio of %d (support: %s) %d points', (ratio, respiratorySupport, points) => {
    const values = { ...well, arterialOxygenPressure: ratio / 2, inspiredOxygen: 50, respiratorySupport }
    expect(pointsOf(sofa, values, 'arterialOxygenPressure')).toBe(points)
  })

  it('takes kilopascals and oxygen as a fraction', () => {
    // 26.6 kPa on 0.5 is 399 mmHg, 26.7 kPa is 400.5
    const ratio = (kilopascals: number) => ({
      ...well,
      arterialOxygenPressure: { value: kilopascals, unit: 'kPa' },
      inspiredOxygen: { value: 0.5, unit: '1' },
    })
    expect(pointsOf(sofa, ratio(26.6), 'arterialOxygenPressure')).toBe(1)
    expect(pointsOf(sofa, ratio(26.7), 'arterialOxygenPressure')).toBe(0)
    expect(reasonsOf(sofa, { ...well, inspiredOxygen: 0.5 })).toEqual([
      'OUT_OF_POSSIBLE_RANGE inspiredOxygen',
    ])
  })

  it.each([
    [{ dobutamine: 3 }, 2],
    [{ dobutamine: 30 }, 2],
    [{ dopamine: 5 }, 2],
    [{ dopamine: 5.1 }, 3],
    [{ dopamine: 15 }, 3],
    [{ dopamine: 15.1 }, 4],
    [{ epinephrine: 0.01 }, 3],
    [{ epinephrine: 0.1 }, 3],
    [{ epinephrine: 0.11 }, 4],
    [{ norepinephrine: 0.1 }, 3],
    [{ norepinephrine: 0.11 }, 4],
    [{ dobutamine: 5, norepinephrine: 0.05 }, 3],
  ])('gives vasopressors %j %d points', (doses, points) => {
    const values = { ...well, vasopressors: 'yes', ...doses }
    expect(pointsOf(sofa, values, 'meanArterialPressure')).toBe(points)
  })

  it.each([
    [500, 0],
    [499, 3],
    [200, 3],
    [199, 4],
  ])('gives %d mL of urine a day %d points', (urineOutput, points) =>
    expect(pointsOf(sofa, { ...well, urineOutput }, 'creatinine')).toBe(points),
  )

  it('does without the urine, and says so', () => {
    const { urineOutput: _urine, ...rest } = well
    expect(result(sofa, rest).notGiven).toContain('urineOutput')
  })

  it('asks for what decides: support below 200, a pressure without vasopressors, a dose with them', () => {
    const { respiratorySupport: _support, meanArterialPressure: _pressure, ...rest } = well
    expect(reasonsOf(sofa, { ...rest, meanArterialPressure: 80, arterialOxygenPressure: 40 })).toEqual([
      'MISSING respiratorySupport',
    ])
    expect(reasonsOf(sofa, rest)).toEqual(['MISSING meanArterialPressure'])
    expect(reasonsOf(sofa, { ...well, vasopressors: 'yes' })).toEqual(['MISSING norepinephrine'])
    expect(result(sofa, { ...rest, vasopressors: 'yes', norepinephrine: 0.05 }).value).toBe(3)
    // all doses zero: the pressure decides again
    expect(reasonsOf(sofa, { ...rest, vasopressors: 'yes', norepinephrine: 0 })).toEqual([
      'MISSING norepinephrine',
    ])
  })

  it('is not for children', () => {
    expect(reasonsOf(sofa, { ...well, age: 17 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
    expect(result(sofa, { ...well, age: 18 }).value).toBe(0)
  })

  it('flags laboratory values without a unit that is used beside another', () => {
    const flags = result(sofa, { ...well, bilirubin: 0.8 }).flags
    expect(flags).toContainEqual({ code: 'UNIT_ASSUMED', severity: 'warning', input: 'bilirubin' })
  })

  it('refuses half points of the coma scale', () => {
    expect(reasonsOf(sofa, { ...well, glasgowComaScale: 14.5 })).toEqual([
      'NOT_A_WHOLE_NUMBER glasgowComaScale',
    ])
    expect(reasonsOf(sofa, { ...well, glasgowComaScale: 2 })).toEqual([
      'OUT_OF_POSSIBLE_RANGE glasgowComaScale',
    ])
  })

  it('is worse with worse values, between 0 and 24', () => {
    const worst = {
      ...well,
      arterialOxygenPressure: 40,
      inspiredOxygen: 100,
      respiratorySupport: 'yes',
      platelets: 5,
      bilirubin: 20,
      vasopressors: 'yes',
      norepinephrine: 1,
      glasgowComaScale: 3,
      creatinine: 8,
    }
    expect(result(sofa, worst).value).toBe(24)
    const level = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(level, level, (a, b) => {
        const at = (ill: number) => ({
          ...well,
          platelets: 250 * (1 - ill),
          bilirubin: { value: 0.5 + 15 * ill, unit: 'mg/dL' },
          creatinine: { value: 40 + 600 * ill, unit: 'umol/L' },
          meanArterialPressure: 100 - 60 * ill,
        })
        const [less, more] = [result(sofa, at(Math.min(a, b))).value, result(sofa, at(Math.max(a, b))).value]
        expect(more).toBeGreaterThanOrEqual(less)
      }),
    )
  })

  it('works the mean pressure out of given pressures, and flags neither of them', () => {
    const { meanArterialPressure: _mean, ...rest } = well
    const found = result(sofa, {
      ...rest,
      systolicPressure: 90,
      diastolicPressure: { value: 7.6, unit: 'kPa' },
    })
    expect(found.flags).toEqual([])
    const used = found.used.find(({ input }) => input === 'meanArterialPressure')
    expect(used?.value).toBeCloseTo(68.003, 2)
    expect(used?.derived).toEqual({
      rule: 'mean-arterial-pressure',
      from: [
        { input: 'systolicPressure', value: 90, unit: 'mm[Hg]' },
        { input: 'diastolicPressure', value: 7.6, unit: 'kPa' },
      ],
    })
    expect(found.items.find(({ item }) => item === 'meanArterialPressure')?.points).toBe(1)
  })

  it('puts nothing together that was measured at different times', () => {
    const at = (value: number, date: string) => ({ value, date })
    const { meanArterialPressure: _mean, ...rest } = well
    const pressures = {
      systolicPressure: at(90, '2026-03-01T08:00:00Z'),
      diastolicPressure: at(57, '2026-03-01T09:00:00Z'),
    }
    expect(reasonsOf(sofa, { ...rest, ...pressures })).toEqual(['NOT_SAME_TIME meanArterialPressure'])
    const gas = (hour: string) => ({
      ...well,
      arterialOxygenPressure: { value: 90, unit: 'mm[Hg]', date: '2026-03-01T10:00:00Z' },
      inspiredOxygen: { value: 40, unit: '%', date: `2026-03-01T${hour}:00Z` },
    })
    expect(reasonsOf(sofa, gas('06:00'))).toEqual([])
    expect(reasonsOf(sofa, gas('05:59'))).toEqual(['NOT_SAME_TIME inspiredOxygen'])
  })
})
