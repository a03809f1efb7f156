import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reasonsOf, result } from './assess.fixture'
import { framingham2008, framingham2008Office } from './framingham-2008'
import { pooledCohort2013 } from './pooled-cohort-2013'

const milligrams = (value: number) => ({ value, unit: 'mg/dL' })

/** D'Agostino 2008, the paper's two cases. */
const woman61 = {
  age: 61,
  sex: 'female',
  cardiovascularDisease: 'no',
  systolicPressure: 124,
  bloodPressureTreatment: 'no',
  smoker: 'yes',
  diabetes: 'no',
  totalCholesterol: milligrams(180),
  hdlCholesterol: milligrams(47),
}
const man53 = {
  age: 53,
  sex: 'male',
  cardiovascularDisease: 'no',
  systolicPressure: 125,
  bloodPressureTreatment: 'yes',
  smoker: 'no',
  diabetes: 'yes',
  totalCholesterol: milligrams(161),
  hdlCholesterol: milligrams(55),
}

describe('Framingham 2008', () => {
  it('gives the cases of the paper their risk: 10.48 % and 15.6 %', () => {
    expect(result(framingham2008, woman61).value).toBeCloseTo(10.48, 2)
    expect(result(framingham2008, man53).shown).toBe(15.6)
  })

  it('agrees with the documented examples of the R package CVrisk (13.53; 16.75 without a laboratory)', () => {
    const man = {
      age: 55,
      sex: 'male',
      systolicPressure: 140,
      bloodPressureTreatment: 'no',
      smoker: 'no',
      diabetes: 'no',
    }
    const withLipids = { ...man, totalCholesterol: milligrams(213), hdlCholesterol: milligrams(50) }
    expect(result(framingham2008, withLipids).value).toBeCloseTo(13.53, 2)
    expect(result(framingham2008Office, { ...man, bodyMassIndex: 30 }).value).toBeCloseTo(16.75, 2)
  })

  it('takes cholesterol in mmol/L', () => {
    const millimoles = {
      ...woman61,
      totalCholesterol: { value: 4.6551, unit: 'mmol/L' },
      hdlCholesterol: { value: 1.2155, unit: 'mmol/L' },
    }
    expect(result(framingham2008, millimoles).value).toBeCloseTo(10.48, 2)
    // 4.7 taken for mg/dL is no cholesterol of anybody
    expect(reasonsOf(framingham2008, { ...woman61, totalCholesterol: 4.7 })).toEqual([
      'OUT_OF_POSSIBLE_RANGE totalCholesterol',
    ])
  })

  it.each([framingham2008, framingham2008Office])(
    '$id is for 30 to 74 years without cardiovascular disease',
    (score) => {
      const person = { ...man53, bodyMassIndex: 27 }
      const reasons = (more: object) =>
        reasonsOf(score, { ...person, ...more }).filter((each) => !each.startsWith('UNKNOWN'))
      expect(reasons({ age: 30 })).toEqual([])
      expect(reasons({ age: 74.9 })).toEqual([])
      expect(reasons({ age: 29 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
      expect(reasons({ age: 75 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
      expect(reasons({ cardiovascularDisease: 'yes' })).toEqual(['OUTSIDE_POPULATION cardiovascularDisease'])
    },
  )

  it('names the classes of the paper: below 6, 6 to 20, above 20 %', () => {
    const shownAndBand = (values: object) => {
      const { shown, band } = result(framingham2008, { ...woman61, ...values })
      return [shown, band]
    }
    expect(shownAndBand({ age: 47.3 })).toEqual([5.9, 'low'])
    expect(shownAndBand({ age: 47.5 })).toEqual([6, 'intermediate'])
    expect(shownAndBand({ systolicPressure: 159.7 })).toEqual([20, 'intermediate'])
    expect(shownAndBand({ systolicPressure: 160 })).toEqual([20.1, 'high'])
  })

  it('rises with age, pressure and cholesterol, and falls with HDL', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    const person = fc.record({
      sex: fc.constantFrom('female', 'male'),
      age: number(30, 73),
      systolicPressure: number(80, 240),
      totalCholesterol: number(80, 500),
      hdlCholesterol: number(15, 150),
      bodyMassIndex: number(15, 60),
      bloodPressureTreatment: fc.constantFrom('no', 'yes'),
      smoker: fc.constantFrom('no', 'yes'),
      diabetes: fc.constantFrom('no', 'yes'),
    })
    fc.assert(
      fc.property(person, (each) => {
        const risk = (more: object) => result(framingham2008, { ...each, ...more }).value
        expect(risk({ age: each.age + 0.9 })).toBeGreaterThanOrEqual(risk({}))
        expect(risk({ systolicPressure: each.systolicPressure + 5 })).toBeGreaterThanOrEqual(risk({}))
        expect(risk({ totalCholesterol: each.totalCholesterol + 5 })).toBeGreaterThanOrEqual(risk({}))
        expect(risk({ hdlCholesterol: each.hdlCholesterol + 5 })).toBeLessThanOrEqual(risk({}))
        expect(risk({ smoker: 'yes' })).toBeGreaterThanOrEqual(risk({ smoker: 'no' }))
        const office = (more: object) => result(framingham2008Office, { ...each, ...more }).value
        expect(office({ bodyMassIndex: each.bodyMassIndex + 1 })).toBeGreaterThanOrEqual(office({}))
        expect(risk({})).toBeGreaterThan(0)
        expect(risk({})).toBeLessThanOrEqual(100)
      }),
    )
  })
})

/** Goff 2013, appendix 7: one profile in all four groups. */
const profile = {
  age: 55,
  cardiovascularDisease: 'no',
  totalCholesterol: milligrams(213),
  hdlCholesterol: milligrams(50),
  systolicPressure: 120,
  bloodPressureTreatment: 'no',
  smoker: 'no',
  diabetes: 'no',
}

describe('Pooled Cohort Equations 2013', () => {
  it.each([
    ['female', 'non-hispanic-white', 2.1],
    ['female', 'african-american', 3.0],
    ['male', 'non-hispanic-white', 5.3],
    ['male', 'african-american', 6.1],
  ])('give the profile of the paper (%s, %s) %d %%', (sex, race, percent) => {
    // The paper works with sums rounded to two digits: a tenth of a per cent is its own accuracy.
    expect(Math.abs(result(pooledCohort2013, { ...profile, sex, race }).value - percent)).toBeLessThan(0.1)
  })

  it.each([
    ['female', 'non-hispanic-white', 2.76],
    ['female', 'african-american', 5.08],
    ['male', 'non-hispanic-white', 7.01],
    ['male', 'african-american', 7.95],
  ])('agree with the examples of the R package CVrisk (%s, %s, 140 mmHg: %d %%)', (sex, race, percent) => {
    // The package has the coefficients with a digit more than the paper prints.
    const { value } = result(pooledCohort2013, { ...profile, sex, race, systolicPressure: 140 })
    expect(Math.abs(value - percent)).toBeLessThan(0.02)
  })

  it('counts treatment, smoking and diabetes in every group', () => {
    for (const sex of ['female', 'male'])
      for (const race of ['non-hispanic-white', 'african-american']) {
        const risk = (more: object) => result(pooledCohort2013, { ...profile, sex, race, ...more }).value
        for (const factor of ['bloodPressureTreatment', 'smoker', 'diabetes'])
          expect(risk({ [factor]: 'yes' })).toBeGreaterThan(risk({}))
        expect(risk({ systolicPressure: 150 })).toBeGreaterThan(risk({}))
        expect(risk({ age: 65 })).toBeGreaterThan(risk({}))
      }
  })

  it('names the classes of the companion guideline', () => {
    const man = { ...profile, sex: 'male', race: 'non-hispanic-white' }
    const shownAndBand = (values: object) => {
      const { shown, band } = result(pooledCohort2013, { ...man, ...values })
      return [shown, band]
    }
    expect(shownAndBand({ age: 54 })).toEqual([4.9, 'low'])
    expect(shownAndBand({ age: 54.2 })).toEqual([5, 'borderline'])
    expect(shownAndBand({ age: 58.7 })).toEqual([7.4, 'borderline'])
    expect(shownAndBand({ age: 58.9 })).toEqual([7.5, 'elevated'])
  })

  it('is for 40 to 79 years, two groups, and people without cardiovascular disease', () => {
    const man = { ...profile, sex: 'male', race: 'non-hispanic-white' }
    expect(reasonsOf(pooledCohort2013, { ...man, age: 40 })).toEqual([])
    expect(reasonsOf(pooledCohort2013, { ...man, age: 79 })).toEqual([])
    expect(reasonsOf(pooledCohort2013, { ...man, age: 39 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
    expect(reasonsOf(pooledCohort2013, { ...man, age: 80 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
    expect(reasonsOf(pooledCohort2013, { ...man, race: 'other' })).toEqual(['OUTSIDE_POPULATION race'])
    expect(reasonsOf(pooledCohort2013, { ...profile, sex: 'male' })).toEqual(['MISSING race'])
    expect(reasonsOf(pooledCohort2013, { ...man, cardiovascularDisease: 'yes' })).toEqual([
      'OUTSIDE_POPULATION cardiovascularDisease',
    ])
  })
})
