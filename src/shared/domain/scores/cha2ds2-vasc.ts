/** CHA2DS2-VASc (Lip 2010, table 2; classes of the same paper): risk of stroke in non-valvular atrial fibrillation. */
import { pointsIf, summed } from './points'
import { defineScore, population, required } from './score'

/** Age counts in completed years, and once: with 75 the two points replace the one. */
function agePoints(years: number): number {
  if (years >= 75) return 2
  return years >= 65 ? 1 : 0
}

export const cha2ds2Vasc = defineScore({
  id: 'cha2ds2-vasc',
  alsoCalled: ['chadsvasc', 'chads2vasc'],
  source: {
    authors: 'Lip GYH, Nieuwlaat R, Pisters R, Lane DA, Crijns HJGM',
    title:
      'Refining clinical risk stratification for predicting stroke and thromboembolism in atrial fibrillation using a novel risk factor-based approach',
    where: 'Chest 137:263-272',
    year: 2010,
    doi: '10.1378/chest.09-1584',
  },
  population: {
    ageYears: { min: 18, max: null },
    answers: { atrialFibrillation: ['yes'], mitralStenosisOrMechanicalValve: ['no'] },
  },
  inputs: {
    heartFailure: required(),
    hypertension: required(),
    age: required(),
    diabetes: required(),
    strokeOrEmbolism: required(),
    vascularDisease: required(),
    sex: required(),
    atrialFibrillation: population(),
    mitralStenosisOrMechanicalValve: population(),
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 9 } },
  bands: [
    { id: 'low', from: 0 },
    { id: 'intermediate', from: 1 },
    { id: 'high', from: 2 },
  ],
  compute: (values) =>
    summed({
      heartFailure: pointsIf(values.heartFailure),
      hypertension: pointsIf(values.hypertension),
      age: agePoints(values.age),
      diabetes: pointsIf(values.diabetes),
      strokeOrEmbolism: pointsIf(values.strokeOrEmbolism, 2),
      vascularDisease: pointsIf(values.vascularDisease),
      sex: values.sex === 'female' ? 1 : 0,
    }),
})
