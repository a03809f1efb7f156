/** Clinical probability of pulmonary embolism (Wells 2000, with two classes: at most 4 points, more than 4). */
import { pointsIf, summed } from './points'
import { defineScore, population, required } from './score'

const dayHours = 24

export const wellsPe = defineScore({
  id: 'wells-pe',
  alsoCalled: ['wellspulmonaryembolism'],
  source: {
    authors: 'Wells PS, Anderson DR, Rodger M, et al.',
    title:
      "Derivation of a simple clinical model to categorize patients' probability of pulmonary embolism: increasing the model's utility with the SimpliRED D-dimer",
    where: 'Thromb Haemost 83:416-420',
    year: 2000,
    doi: null,
  },
  population: { ageYears: { min: 18, max: null }, answers: { pregnant: ['no'] } },
  inputs: {
    signsOfDeepVeinThrombosis: required(),
    embolismMostLikely: required(),
    heartRate: required(dayHours),
    immobileThreeDaysOrSurgeryFourWeeks: required(),
    previousThrombosisOrEmbolism: required(),
    haemoptysis: required(),
    activeCancer: required(),
    age: population(),
    pregnant: population(24 * 300),
  },
  result: { unit: '{score}', decimals: 1, range: { min: 0, max: 12.5 } },
  bands: [
    { id: 'unlikely', from: 0 },
    { id: 'likely', from: 4.5 },
  ],
  compute: (values) =>
    summed({
      signsOfDeepVeinThrombosis: pointsIf(values.signsOfDeepVeinThrombosis, 3),
      embolismMostLikely: pointsIf(values.embolismMostLikely, 3),
      heartRate: values.heartRate > 100 ? 1.5 : 0,
      immobileThreeDaysOrSurgeryFourWeeks: pointsIf(values.immobileThreeDaysOrSurgeryFourWeeks, 1.5),
      previousThrombosisOrEmbolism: pointsIf(values.previousThrombosisOrEmbolism, 1.5),
      haemoptysis: pointsIf(values.haemoptysis),
      activeCancer: pointsIf(values.activeCancer),
    }),
})
