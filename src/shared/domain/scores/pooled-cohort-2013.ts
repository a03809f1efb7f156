/**
 * Pooled Cohort Equations (Goff 2013, appendix 7, table A): ten-year risk of a first hard atherosclerotic event (heart attack,
 * coronary death, stroke). Four equations; for other races the guideline has none of its own.
 */
import { defineScore, population, required } from './score'

/** Coefficients of ln age (years), ln cholesterol (mg/dL), ln systolic pressure (mmHg) and their products; 0: not in it. */
interface Equation {
  age: number
  ageSquared: number
  total: number
  ageTotal: number
  hdl: number
  ageHdl: number
  treated: number
  ageTreated: number
  untreated: number
  ageUntreated: number
  smoker: number
  ageSmoker: number
  diabetes: number
  meanSum: number
  survival: number
}

const equations: Record<'female' | 'male', Record<'non-hispanic-white' | 'african-american', Equation>> = {
  female: {
    'non-hispanic-white': {
      age: -29.799,
      ageSquared: 4.884,
      total: 13.54,
      ageTotal: -3.114,
      hdl: -13.578,
      ageHdl: 3.149,
      treated: 2.019,
      ageTreated: 0,
      untreated: 1.957,
      ageUntreated: 0,
      smoker: 7.574,
      ageSmoker: -1.665,
      diabetes: 0.661,
      meanSum: -29.18,
      survival: 0.9665,
    },
    'african-american': {
      age: 17.114,
      ageSquared: 0,
      total: 0.94,
      ageTotal: 0,
      hdl: -18.92,
      ageHdl: 4.475,
      treated: 29.291,
      ageTreated: -6.432,
      untreated: 27.82,
      ageUntreated: -6.087,
      smoker: 0.691,
      ageSmoker: 0,
      diabetes: 0.874,
      meanSum: 86.61,
      survival: 0.9533,
    },
  },
  male: {
    'non-hispanic-white': {
      age: 12.344,
      ageSquared: 0,
      total: 11.853,
      ageTotal: -2.664,
      hdl: -7.99,
      ageHdl: 1.769,
      treated: 1.797,
      ageTreated: 0,
      untreated: 1.764,
      ageUntreated: 0,
      smoker: 7.837,
      ageSmoker: -1.795,
      diabetes: 0.658,
      meanSum: 61.18,
      survival: 0.9144,
    },
    'african-american': {
      age: 2.469,
      ageSquared: 0,
      total: 0.302,
      ageTotal: 0,
      hdl: -0.307,
      ageHdl: 0,
      treated: 1.916,
      ageTreated: 0,
      untreated: 1.809,
      ageUntreated: 0,
      smoker: 0.549,
      ageSmoker: 0,
      diabetes: 0.645,
      meanSum: 19.54,
      survival: 0.8954,
    },
  },
}

interface Factors {
  age: number
  totalCholesterol: number
  hdlCholesterol: number
  systolicPressure: number
  bloodPressureTreatment: 'no' | 'yes'
  smoker: 'no' | 'yes'
  diabetes: 'no' | 'yes'
}

function sumOf(factors: Factors, equation: Equation): number {
  const age = Math.log(factors.age)
  const pressure = Math.log(factors.systolicPressure)
  const treated = factors.bloodPressureTreatment === 'yes'
  const ofPressure = treated
    ? equation.treated + equation.ageTreated * age
    : equation.untreated + equation.ageUntreated * age
  return (
    equation.age * age +
    equation.ageSquared * age * age +
    (equation.total + equation.ageTotal * age) * Math.log(factors.totalCholesterol) +
    (equation.hdl + equation.ageHdl * age) * Math.log(factors.hdlCholesterol) +
    ofPressure * pressure +
    (factors.smoker === 'yes' ? equation.smoker + equation.ageSmoker * age : 0) +
    (factors.diabetes === 'yes' ? equation.diabetes : 0)
  )
}

const yearHours = 24 * 366

export const pooledCohort2013 = defineScore({
  id: 'pce-2013',
  alsoCalled: ['pce', 'accahapce', 'ascvd', 'ascvdpce', 'pooledcohortequations', 'accahapce2013'],
  source: {
    authors: 'Goff DC, Lloyd-Jones DM, Bennett G, et al.',
    title: '2013 ACC/AHA guideline on the assessment of cardiovascular risk',
    where: 'Circulation 129(25 Suppl 2):S49-S73',
    year: 2013,
    doi: '10.1161/01.cir.0000437741.48606.98',
  },
  population: {
    ageYears: { min: 40, max: 79 },
    answers: { cardiovascularDisease: ['no'], race: ['non-hispanic-white', 'african-american'] },
  },
  inputs: {
    age: required(),
    sex: required(),
    race: required(),
    totalCholesterol: required(yearHours),
    hdlCholesterol: required(yearHours),
    systolicPressure: required(yearHours),
    bloodPressureTreatment: required(),
    smoker: required(yearHours),
    diabetes: required(),
    cardiovascularDisease: population(),
  },
  result: { unit: '%', decimals: 1, range: { min: 0, max: 100 } },
  // 7.5 % and 5 %: the thresholds of the companion guideline (Stone 2013, 10.1161/01.cir.0000437738.63853.7a).
  bands: [
    { id: 'low', from: 0 },
    { id: 'borderline', from: 5 },
    { id: 'elevated', from: 7.5 },
  ],
  compute(values) {
    // The population check leaves no other race.
    if (values.race === 'other-race') return { missing: ['race'] }
    const equation = equations[values.sex][values.race]
    const exponent = Math.exp(sumOf(values, equation) - equation.meanSum)
    return { value: 100 * (1 - equation.survival ** exponent), items: [] }
  },
})
