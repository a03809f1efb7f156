/**
 * General cardiovascular risk of ten years (D'Agostino 2008): with cholesterol (table 2) and without a laboratory, with the
 * body mass index instead (table 4). Cox models by sex: risk = 1 - S0^exp(sum - mean of the sums).
 */
import { defineScore, population, required, type ScoreSource } from './score'

interface Cox {
  age: number
  untreatedPressure: number
  treatedPressure: number
  smoker: number
  diabetes: number
  /** of the study's people */
  meanSum: number
  /** share of average people without an event after ten years */
  survival: number
}
type WithCholesterol = Cox & { totalCholesterol: number; hdlCholesterol: number }
type WithBodyMassIndex = Cox & { bodyMassIndex: number }
type Sex = 'female' | 'male'

/** ln of age (years), cholesterol (mg/dL) and systolic pressure (mmHg) */
const laboratory: Record<Sex, WithCholesterol> = {
  female: {
    age: 2.32888,
    totalCholesterol: 1.20904,
    hdlCholesterol: -0.70833,
    untreatedPressure: 2.76157,
    treatedPressure: 2.82263,
    smoker: 0.52873,
    diabetes: 0.69154,
    meanSum: 26.1931,
    survival: 0.95012,
  },
  male: {
    age: 3.06117,
    totalCholesterol: 1.1237,
    hdlCholesterol: -0.93263,
    untreatedPressure: 1.93303,
    treatedPressure: 1.99881,
    smoker: 0.65451,
    diabetes: 0.57367,
    meanSum: 23.9802,
    survival: 0.88936,
  },
}

/** ln of age (years), body mass index (kg/m2) and systolic pressure (mmHg) */
const office: Record<Sex, WithBodyMassIndex> = {
  female: {
    age: 2.72107,
    bodyMassIndex: 0.51125,
    untreatedPressure: 2.81291,
    treatedPressure: 2.88267,
    smoker: 0.61868,
    diabetes: 0.77763,
    meanSum: 26.0145,
    survival: 0.94833,
  },
  male: {
    age: 3.11296,
    bodyMassIndex: 0.79277,
    untreatedPressure: 1.85508,
    treatedPressure: 1.92672,
    smoker: 0.70953,
    diabetes: 0.5316,
    meanSum: 23.9388,
    survival: 0.88431,
  },
}

interface RiskFactors {
  age: number
  systolicPressure: number
  bloodPressureTreatment: 'no' | 'yes'
  smoker: 'no' | 'yes'
  diabetes: 'no' | 'yes'
}

function commonSum(factors: RiskFactors, cox: Cox): number {
  const pressure = factors.bloodPressureTreatment === 'yes' ? cox.treatedPressure : cox.untreatedPressure
  return (
    cox.age * Math.log(factors.age) +
    pressure * Math.log(factors.systolicPressure) +
    (factors.smoker === 'yes' ? cox.smoker : 0) +
    (factors.diabetes === 'yes' ? cox.diabetes : 0)
  )
}

const percentRisk = (sum: number, { meanSum, survival }: Cox) =>
  100 * (1 - survival ** Math.exp(sum - meanSum))

const yearHours = 24 * 366

const source: ScoreSource = {
  authors: "D'Agostino RB, Vasan RS, Pencina MJ, et al.",
  title: 'General cardiovascular risk profile for use in primary care: the Framingham Heart Study',
  where: 'Circulation 117:743-753',
  year: 2008,
  doi: '10.1161/CIRCULATIONAHA.107.699579',
}

const shared = {
  source,
  population: { ageYears: { min: 30, max: 74 }, answers: { cardiovascularDisease: ['no'] } },
  result: { unit: '%', decimals: 1, range: { min: 0, max: 100 } },
  // The paper's classes: below 6 %, 6 to 20 %, above 20 %.
  bands: [
    { id: 'low', from: 0 },
    { id: 'intermediate', from: 6 },
    { id: 'high', from: 20.1 },
  ],
} as const

const riskFactors = {
  age: required(),
  sex: required(),
  systolicPressure: required(yearHours),
  bloodPressureTreatment: required(),
  smoker: required(yearHours),
  diabetes: required(),
  cardiovascularDisease: population(),
} as const

export const framingham2008 = defineScore({
  ...shared,
  id: 'framingham-2008',
  alsoCalled: ['framingham', 'framinghamcvd', 'framingham2008cvd', 'framingham2008lab', 'frs'],
  inputs: { ...riskFactors, totalCholesterol: required(yearHours), hdlCholesterol: required(yearHours) },
  compute(values) {
    const cox = laboratory[values.sex]
    const sum =
      commonSum(values, cox) +
      cox.totalCholesterol * Math.log(values.totalCholesterol) +
      cox.hdlCholesterol * Math.log(values.hdlCholesterol)
    return { value: percentRisk(sum, cox), items: [] }
  },
})

export const framingham2008Office = defineScore({
  ...shared,
  id: 'framingham-2008-office',
  alsoCalled: ['framinghamoffice', 'framinghambmi', 'framingham2008bmi'],
  inputs: { ...riskFactors, bodyMassIndex: required(yearHours) },
  compute(values) {
    const cox = office[values.sex]
    const sum = commonSum(values, cox) + cox.bodyMassIndex * Math.log(values.bodyMassIndex)
    return { value: percentRisk(sum, cox), items: [] }
  },
})
