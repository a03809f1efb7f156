/**
 * National Early Warning Score 2 (Royal College of Physicians 2017, chart 1: points; chart 2: thresholds). The chart has
 * whole numbers and tenths of a degree; values between them are rounded to it, halves upwards.
 */
import { pointsIf, pointsUpTo, roundTo, summed } from './points'
import { defineScore, population, required } from './score'

/** The longest time that the source allows between two sets of observations. */
const oneSetHours = 12

const respiratoryPoints = (rate: number) =>
  pointsUpTo(
    roundTo(rate, 0),
    [
      [8, 3],
      [11, 1],
      [20, 0],
      [24, 2],
    ],
    3,
  )

const saturationPoints = (saturation: number) =>
  pointsUpTo(
    saturation,
    [
      [91, 3],
      [93, 2],
      [95, 1],
    ],
    0,
  )

/** For a target of 88 to 92 %: too much counts too, but only where oxygen is given. */
const saturationPointsScale2 = (saturation: number, oxygen: 'no' | 'yes') =>
  pointsUpTo(
    saturation,
    oxygen === 'yes'
      ? [
          [83, 3],
          [85, 2],
          [87, 1],
          [92, 0],
          [94, 1],
          [96, 2],
        ]
      : [
          [83, 3],
          [85, 2],
          [87, 1],
        ],
    oxygen === 'yes' ? 3 : 0,
  )

const pressurePoints = (pressure: number) =>
  pointsUpTo(
    roundTo(pressure, 0),
    [
      [90, 3],
      [100, 2],
      [110, 1],
      [219, 0],
    ],
    3,
  )

const pulsePoints = (pulse: number) =>
  pointsUpTo(
    roundTo(pulse, 0),
    [
      [40, 3],
      [50, 1],
      [90, 0],
      [110, 1],
      [130, 2],
    ],
    3,
  )

const temperaturePoints = (temperature: number) =>
  pointsUpTo(
    roundTo(temperature, 1),
    [
      [35, 3],
      [36, 1],
      [38, 0],
      [39, 1],
    ],
    2,
  )

export const news2 = defineScore({
  id: 'news2',
  alsoCalled: ['news', 'nationalearlywarningscore2'],
  source: {
    authors: 'Royal College of Physicians',
    title:
      'National Early Warning Score (NEWS) 2: Standardising the assessment of acute-illness severity in the NHS',
    where: 'London: RCP',
    year: 2017,
    doi: null,
  },
  population: { ageYears: { min: 16, max: null }, answers: { pregnant: ['no'] } },
  inputs: {
    respiratoryRate: required(oneSetHours),
    oxygenSaturation: required(oneSetHours),
    // The second scale is for patients for whom it was prescribed; the source has the first one for everybody else.
    oxygenSaturationScale: { need: 'required', greatestAgeHours: null, unlessStated: 'scale1' },
    supplementalOxygen: required(oneSetHours),
    systolicPressure: required(oneSetHours),
    heartRate: required(oneSetHours),
    consciousness: required(oneSetHours),
    temperature: required(oneSetHours),
    age: population(),
    pregnant: population(24 * 300),
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 20 } },
  bands: [
    { id: 'zero', from: 0 },
    { id: 'low', from: 1 },
    { id: 'medium', from: 5 },
    { id: 'high', from: 7 },
    // by its rule only: no sum of points reaches it
    { id: 'low-medium', from: 21 },
  ],
  compute(values) {
    const saturation = roundTo(values.oxygenSaturation, 0)
    const { value, items } = summed({
      respiratoryRate: respiratoryPoints(values.respiratoryRate),
      oxygenSaturation:
        values.oxygenSaturationScale === 'scale2'
          ? saturationPointsScale2(saturation, values.supplementalOxygen)
          : saturationPoints(saturation),
      supplementalOxygen: pointsIf(values.supplementalOxygen, 2),
      systolicPressure: pressurePoints(values.systolicPressure),
      heartRate: pulsePoints(values.heartRate),
      consciousness: values.consciousness === 'alert' ? 0 : 3,
      temperature: temperaturePoints(values.temperature),
    })
    const oneIsRed = value < 5 && items.some(({ points }) => points === 3)
    return oneIsRed ? { value, items, band: 'low-medium' } : { value, items }
  },
})
