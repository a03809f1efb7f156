/** The scores that add up answers: every item alone, every limit from both sides, every class. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apgar } from './apgar'
import { type Plain, pointsOf, reasonsOf, result } from './assess.fixture'
import { cha2ds2Vasc } from './cha2ds2-vasc'
import { curb65 } from './curb-65'
import { findrisc } from './findrisc'
import type { ScoreDescriptor } from './score'
import { wellsDvt } from './wells-dvt'
import { wellsPe } from './wells-pe'

const nothing = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, 'no']))
const total = (score: ScoreDescriptor, values: Plain) => result(score, values).value
const valueAndBand = (score: ScoreDescriptor, values: Plain) => {
  const { value, band } = result(score, values)
  return [value, band]
}

describe('CHA2DS2-VASc (Lip 2010)', () => {
  const well = {
    ...nothing(
      'heartFailure',
      'hypertension',
      'diabetes',
      'strokeOrEmbolism',
      'vascularDisease',
      'mitralStenosisOrMechanicalValve',
    ),
    atrialFibrillation: 'yes',
    age: 50,
    sex: 'male',
  }

  it.each([
    ['heartFailure', 1],
    ['hypertension', 1],
    ['diabetes', 1],
    ['strokeOrEmbolism', 2],
    ['vascularDisease', 1],
  ])('gives %s %d', (item, points) => expect(total(cha2ds2Vasc, { ...well, [item]: 'yes' })).toBe(points))

  it.each([
    [64, 0],
    [64.9, 0],
    [65, 1],
    [74, 1],
    [74.9, 1],
    [75, 2],
    [100, 2],
  ])('gives %d years %d', (age, points) => expect(total(cha2ds2Vasc, { ...well, age })).toBe(points))

  it('gives women one point, and nine at most', () => {
    expect(total(cha2ds2Vasc, { ...well, sex: 'female' })).toBe(1)
    const all = Object.fromEntries(Object.keys(well).map((id) => [id, 'yes']))
    const values = { ...all, mitralStenosisOrMechanicalValve: 'no', age: 80, sex: 'female' }
    expect(valueAndBand(cha2ds2Vasc, values)).toEqual([9, 'high'])
  })

  it('has the classes low, intermediate and high', () => {
    expect(valueAndBand(cha2ds2Vasc, well)).toEqual([0, 'low'])
    expect(valueAndBand(cha2ds2Vasc, { ...well, diabetes: 'yes' })).toEqual([1, 'intermediate'])
    expect(valueAndBand(cha2ds2Vasc, { ...well, strokeOrEmbolism: 'yes' })).toEqual([2, 'high'])
  })

  it('is for adults with atrial fibrillation that is not of the valves', () => {
    expect(reasonsOf(cha2ds2Vasc, { ...well, atrialFibrillation: 'no' })).toEqual([
      'OUTSIDE_POPULATION atrialFibrillation',
    ])
    expect(reasonsOf(cha2ds2Vasc, { ...well, mitralStenosisOrMechanicalValve: true })).toEqual([
      'OUTSIDE_POPULATION mitralStenosisOrMechanicalValve',
    ])
    expect(reasonsOf(cha2ds2Vasc, { ...well, age: 17 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
  })
})

describe('FINDRISC (Lindström 2003, form of eight questions)', () => {
  const well = {
    ...nothing('bloodPressureMedicationEver', 'highGlucoseEver', 'diabetes'),
    age: 40,
    sex: 'male',
    bodyMassIndex: 22,
    waist: { value: 85, unit: 'cm' },
    activeHalfHourDaily: 'yes',
    vegetablesDaily: 'yes',
    relativeWithDiabetes: 'none',
  }

  it.each([
    [
      'age',
      [
        [44, 0],
        [45, 2],
        [54, 2],
        [55, 3],
        [64, 3],
        [64.9, 3],
        [65, 4],
      ],
    ],
    [
      'bodyMassIndex',
      [
        [24.9, 0],
        [25, 1],
        [30, 1],
        [30.1, 3],
      ],
    ],
    [
      'waist',
      [
        [93.9, 0],
        [94, 3],
        [102, 3],
        [102.1, 4],
      ],
    ],
  ] as const)('gives the steps of %s their points', (item, steps) => {
    for (const [value, points] of steps)
      expect(pointsOf(findrisc, { ...well, [item]: value }, item)).toBe(points)
  })

  it.each([
    [79.9, 0],
    [80, 3],
    [88, 3],
    [88.1, 4],
  ])('gives women with a waist of %d cm %d', (waist, points) =>
    expect(pointsOf(findrisc, { ...well, sex: 'female', waist }, 'waist')).toBe(points),
  )

  it.each([
    ['activeHalfHourDaily', 'no', 2],
    ['vegetablesDaily', 'no', 1],
    ['bloodPressureMedicationEver', 'yes', 2],
    ['highGlucoseEver', 'yes', 5],
    ['relativeWithDiabetes', 'distant-relative', 3],
    ['relativeWithDiabetes', 'close-relative', 5],
  ])('gives %s %s %d', (item, answer, points) =>
    expect(total(findrisc, { ...well, [item]: answer })).toBe(points),
  )

  it.each([
    [{ highGlucoseEver: 'yes', vegetablesDaily: 'no' }, 6, 'low'],
    [{ highGlucoseEver: 'yes', activeHalfHourDaily: 'no' }, 7, 'slightly-elevated'],
    [
      { highGlucoseEver: 'yes', relativeWithDiabetes: 'close-relative', vegetablesDaily: 'no' },
      11,
      'slightly-elevated',
    ],
    [
      { highGlucoseEver: 'yes', relativeWithDiabetes: 'close-relative', activeHalfHourDaily: 'no' },
      12,
      'moderate',
    ],
    [{ highGlucoseEver: 'yes', relativeWithDiabetes: 'close-relative', age: 70 }, 14, 'moderate'],
    [
      { highGlucoseEver: 'yes', relativeWithDiabetes: 'close-relative', age: 70, vegetablesDaily: 'no' },
      15,
      'high',
    ],
    [
      {
        highGlucoseEver: 'yes',
        relativeWithDiabetes: 'close-relative',
        age: 70,
        waist: 110,
        activeHalfHourDaily: 'no',
      },
      20,
      'high',
    ],
    [
      {
        highGlucoseEver: 'yes',
        relativeWithDiabetes: 'close-relative',
        age: 70,
        waist: 110,
        bodyMassIndex: 40,
      },
      21,
      'very-high',
    ],
    [
      {
        highGlucoseEver: 'yes',
        relativeWithDiabetes: 'close-relative',
        age: 70,
        waist: 110,
        bodyMassIndex: 40,
        activeHalfHourDaily: 'no',
        vegetablesDaily: 'no',
        bloodPressureMedicationEver: 'yes',
      },
      26,
      'very-high',
    ],
  ])('puts %j (%d points) into %s', (values, points, band) =>
    expect(valueAndBand(findrisc, { ...well, ...values })).toEqual([points, band]),
  )

  it('takes a waist in inches, and is not for people with diabetes', () => {
    expect(pointsOf(findrisc, { ...well, waist: { value: 37, unit: 'in' } }, 'waist')).toBe(0)
    expect(pointsOf(findrisc, { ...well, waist: { value: 37.1, unit: 'in' } }, 'waist')).toBe(3)
    expect(reasonsOf(findrisc, { ...well, diabetes: 'yes' })).toEqual(['OUTSIDE_POPULATION diabetes'])
  })

  it('never falls with age, weight or waist', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(
        number(18, 90),
        number(15, 50),
        number(60, 150),
        fc.constantFrom('male', 'female'),
        (age, bodyMassIndex, waist, sex) => {
          const of = (more: object) => total(findrisc, { ...well, age, bodyMassIndex, waist, sex, ...more })
          for (const more of [{ age: age + 3 }, { bodyMassIndex: bodyMassIndex + 3 }, { waist: waist + 3 }])
            expect(of(more)).toBeGreaterThanOrEqual(of({}))
        },
      ),
    )
  })
})

describe('Apgar (1953)', () => {
  const signs = ['apgarHeartRate', 'apgarBreathing', 'apgarTone', 'apgarReflex', 'apgarColour'] as const
  const all = (points: 0 | 1 | 2) => Object.fromEntries(signs.map((sign) => [sign, points]))

  it('gives each sign 0, 1 or 2, said as points or in words', () => {
    for (const sign of signs)
      for (const points of [0, 1, 2])
        expect(pointsOf(apgar, { ...all(0), [sign]: points }, sign)).toBe(points)
    expect(
      total(apgar, { ...all(0), apgarHeartRate: 'heart-100-or-more', apgarColour: 'colour-limbs-blue' }),
    ).toBe(3)
    expect(reasonsOf(apgar, { ...all(0), apgarTone: 3 })).toEqual(['NOT_AN_ANSWER apgarTone'])
  })

  it('has the classes of ACOG and AAP: 0 to 3, 4 to 6, 7 to 10', () => {
    const withTotal = (points: number) =>
      Object.fromEntries(signs.map((sign, at) => [sign, Math.max(0, Math.min(2, points - 2 * at))]))
    const bands = Array.from({ length: 11 }, (_, points) => valueAndBand(apgar, withTotal(points)))
    expect(bands.map(([value]) => value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(bands.map(([, band]) => band)).toEqual([
      'low',
      'low',
      'low',
      'low',
      'moderate',
      'moderate',
      'moderate',
      'reassuring',
      'reassuring',
      'reassuring',
      'reassuring',
    ])
  })

  it('is for newborns', () => {
    expect(reasonsOf(apgar, { ...all(2), age: 1 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
    expect(result(apgar, { ...all(2), age: 0, minutesAfterBirth: 5 }).flags).toEqual([])
  })
})

describe('Wells, deep vein thrombosis (2003)', () => {
  const signs = [
    'activeCancer',
    'legImmobilised',
    'bedThreeDaysOrSurgeryTwelveWeeks',
    'deepVeinTenderness',
    'wholeLegSwollen',
    'calfThreeCentimetres',
    'pittingOedema',
    'collateralVeins',
    'previousDeepVeinThrombosis',
  ]
  const well = { ...nothing(...signs, 'otherDiagnosisAsLikelyAsThrombosis', 'pregnant'), age: 50 }

  it.each(signs)('gives %s one point', (sign) => expect(total(wellsDvt, { ...well, [sign]: 'yes' })).toBe(1))

  it('takes two away for another diagnosis that is as likely', () => {
    expect(valueAndBand(wellsDvt, { ...well, otherDiagnosisAsLikelyAsThrombosis: 'yes' })).toEqual([
      -2,
      'unlikely',
    ])
    const all = Object.fromEntries(signs.map((sign) => [sign, 'yes']))
    expect(valueAndBand(wellsDvt, { ...well, ...all })).toEqual([9, 'likely'])
  })

  it('is likely from two points', () => {
    expect(valueAndBand(wellsDvt, { ...well, activeCancer: 'yes' })).toEqual([1, 'unlikely'])
    expect(valueAndBand(wellsDvt, { ...well, activeCancer: 'yes', pittingOedema: 'yes' })).toEqual([
      2,
      'likely',
    ])
  })

  it('needs every answer', () => {
    for (const sign of signs)
      expect(
        reasonsOf(wellsDvt, Object.fromEntries(Object.entries(well).filter(([id]) => id !== sign))),
      ).toEqual([`MISSING ${sign}`])
    expect(reasonsOf(wellsDvt, { ...well, pregnant: 'yes' })).toEqual(['OUTSIDE_POPULATION pregnant'])
  })
})

describe('Wells, pulmonary embolism (2000)', () => {
  const well = {
    ...nothing(
      'signsOfDeepVeinThrombosis',
      'embolismMostLikely',
      'immobileThreeDaysOrSurgeryFourWeeks',
      'previousThrombosisOrEmbolism',
      'haemoptysis',
      'activeCancer',
      'pregnant',
    ),
    age: 50,
    heartRate: 80,
  }

  it.each([
    ['signsOfDeepVeinThrombosis', 3],
    ['embolismMostLikely', 3],
    ['immobileThreeDaysOrSurgeryFourWeeks', 1.5],
    ['previousThrombosisOrEmbolism', 1.5],
    ['haemoptysis', 1],
    ['activeCancer', 1],
  ])('gives %s %d', (sign, points) => expect(total(wellsPe, { ...well, [sign]: 'yes' })).toBe(points))

  it('counts a heart rate above 100', () => {
    expect(total(wellsPe, { ...well, heartRate: 100 })).toBe(0)
    expect(total(wellsPe, { ...well, heartRate: 101 })).toBe(1.5)
  })

  it('is likely above four points, and 12.5 at most', () => {
    expect(valueAndBand(wellsPe, { ...well, embolismMostLikely: 'yes', haemoptysis: 'yes' })).toEqual([
      4,
      'unlikely',
    ])
    expect(valueAndBand(wellsPe, { ...well, embolismMostLikely: 'yes', heartRate: 120 })).toEqual([
      4.5,
      'likely',
    ])
    const all = Object.fromEntries(Object.keys(well).map((id) => [id, 'yes']))
    expect(total(wellsPe, { ...all, pregnant: 'no', age: 50, heartRate: 120 })).toBe(12.5)
  })
})

describe('CURB-65 (Lim 2003)', () => {
  const well = {
    pneumoniaConfusion: 'no',
    pneumoniaFromCommunity: 'yes',
    urea: { value: 5, unit: 'mmol/L' },
    respiratoryRate: 18,
    systolicPressure: 120,
    diastolicPressure: 75,
    age: 50,
  }

  it.each([
    [{ pneumoniaConfusion: 'yes' }, 1],
    [{ urea: 7 }, 0],
    [{ urea: 7.1 }, 1],
    [{ respiratoryRate: 29 }, 0],
    [{ respiratoryRate: 30 }, 1],
    [{ systolicPressure: 90 }, 0],
    [{ systolicPressure: 89 }, 1],
    [{ diastolicPressure: 61 }, 0],
    [{ diastolicPressure: 60 }, 1],
    [{ systolicPressure: 80, diastolicPressure: 50 }, 1],
    [{ age: 64.9 }, 0],
    [{ age: 65 }, 1],
  ])('gives %j %d', (values, points) => expect(total(curb65, { ...well, ...values })).toBe(points))

  it('takes urea as mass, and as the mass of its nitrogen: 19 mg/dL is below 7 mmol/L, 20 is above', () => {
    const { urea: _urea, ...rest } = well
    expect(total(curb65, { ...rest, ureaNitrogen: { value: 19, unit: 'mg/dL' } })).toBe(0)
    expect(total(curb65, { ...rest, ureaNitrogen: { value: 20, unit: 'mg/dL' } })).toBe(1)
    // 42 and 43 mg/dL of urea are 6.99 and 7.16 mmol/L
    expect(total(curb65, { ...rest, urea: { value: 42, unit: 'mg/dL' } })).toBe(0)
    expect(total(curb65, { ...rest, urea: { value: 43, unit: 'mg/dL' } })).toBe(1)
    expect(reasonsOf(curb65, rest)).toEqual(['MISSING urea'])
  })

  it('has the classes 0 to 1, 2, and 3 to 5', () => {
    const steps = [
      { pneumoniaConfusion: 'yes' },
      { urea: 9 },
      { respiratoryRate: 32 },
      { systolicPressure: 85 },
      { age: 80 },
    ]
    const bands = steps.map((_, at) =>
      valueAndBand(curb65, Object.assign({}, well, ...steps.slice(0, at + 1)) as Plain),
    )
    expect(valueAndBand(curb65, well)).toEqual([0, 'low'])
    expect(bands).toEqual([
      [1, 'low'],
      [2, 'intermediate'],
      [3, 'high'],
      [4, 'high'],
      [5, 'high'],
    ])
  })

  it('is for adults with pneumonia from the community', () => {
    expect(reasonsOf(curb65, { ...well, pneumoniaFromCommunity: 'no' })).toEqual([
      'OUTSIDE_POPULATION pneumoniaFromCommunity',
    ])
    expect(reasonsOf(curb65, { ...well, age: 17 })).toEqual(['AGE_OUTSIDE_POPULATION age'])
  })
})
