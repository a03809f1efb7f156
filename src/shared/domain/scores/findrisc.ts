/**
 * Finnish Diabetes Risk Score (Lindström 2003), in the form of eight questions of the Finnish Diabetes Association, which adds
 * the years above 64 and the relatives to the paper's seven (0 to 26 points): drug-treated type 2 diabetes within ten years.
 */
import { pointsIf, summed } from './points'
import { defineScore, population, required } from './score'

const yearHours = 24 * 366

/** Completed years. */
function agePoints(age: number): number {
  if (age >= 65) return 4
  if (age >= 55) return 3
  return age >= 45 ? 2 : 0
}

/** 25 and 30 kg/m2 both belong to the middle class. */
function bodyMassPoints(index: number): number {
  if (index > 30) return 3
  return index >= 25 ? 1 : 0
}

/** cm; 94 and 102 (80 and 88 in women) both belong to the middle class. */
function waistPoints(waist: number, sex: 'female' | 'male'): number {
  const [middle, large] = sex === 'male' ? [94, 102] : [80, 88]
  if (waist > large) return 4
  return waist >= middle ? 3 : 0
}

const relativePoints = { 'no-relative': 0, 'distant-relative': 3, 'close-relative': 5 } as const

export const findrisc = defineScore({
  id: 'findrisc',
  alsoCalled: ['finnishdiabetesriskscore'],
  source: {
    authors: 'Lindström J, Tuomilehto J',
    title:
      'The Diabetes Risk Score: a practical tool to predict type 2 diabetes risk (form of the Finnish Diabetes Association)',
    where: 'Diabetes Care 26:725-731',
    year: 2003,
    doi: '10.2337/diacare.26.3.725',
  },
  population: { ageYears: { min: 18, max: null }, answers: { diabetes: ['no'] } },
  inputs: {
    age: required(),
    sex: required(),
    bodyMassIndex: required(yearHours),
    waist: required(yearHours),
    activeHalfHourDaily: required(yearHours),
    vegetablesDaily: required(yearHours),
    bloodPressureMedicationEver: required(),
    highGlucoseEver: required(),
    relativeWithDiabetes: required(),
    diabetes: population(),
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 26 } },
  bands: [
    { id: 'low', from: 0 },
    { id: 'slightly-elevated', from: 7 },
    { id: 'moderate', from: 12 },
    { id: 'high', from: 15 },
    { id: 'very-high', from: 21 },
  ],
  compute: (values) =>
    summed({
      age: agePoints(values.age),
      bodyMassIndex: bodyMassPoints(values.bodyMassIndex),
      waist: waistPoints(values.waist, values.sex),
      activeHalfHourDaily: values.activeHalfHourDaily === 'no' ? 2 : 0,
      vegetablesDaily: values.vegetablesDaily === 'no' ? 1 : 0,
      bloodPressureMedicationEver: pointsIf(values.bloodPressureMedicationEver, 2),
      highGlucoseEver: pointsIf(values.highGlucoseEver, 5),
      relativeWithDiabetes: relativePoints[values.relativeWithDiabetes],
    }),
})
