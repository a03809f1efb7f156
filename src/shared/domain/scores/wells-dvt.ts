/** Clinical probability of deep vein thrombosis (Wells 2003, the revised model with two classes). */
import { pointsIf, summed } from './points'
import { defineScore, population, required } from './score'

export const wellsDvt = defineScore({
  id: 'wells-dvt',
  alsoCalled: ['wellsdeepveinthrombosis'],
  source: {
    authors: 'Wells PS, Anderson DR, Rodger M, et al.',
    title: 'Evaluation of D-dimer in the diagnosis of suspected deep-vein thrombosis',
    where: 'N Engl J Med 349:1227-1235',
    year: 2003,
    doi: '10.1056/NEJMoa023153',
  },
  population: { ageYears: { min: 18, max: null }, answers: { pregnant: ['no'] } },
  inputs: {
    activeCancer: required(),
    legImmobilised: required(),
    bedThreeDaysOrSurgeryTwelveWeeks: required(),
    deepVeinTenderness: required(),
    wholeLegSwollen: required(),
    calfThreeCentimetres: required(),
    pittingOedema: required(),
    collateralVeins: required(),
    previousDeepVeinThrombosis: required(),
    otherDiagnosisAsLikelyAsThrombosis: required(),
    age: population(),
    pregnant: population(24 * 300),
  },
  result: { unit: '{score}', decimals: 0, range: { min: -2, max: 9 } },
  bands: [
    { id: 'unlikely', from: -2 },
    { id: 'likely', from: 2 },
  ],
  compute: (values) =>
    summed({
      activeCancer: pointsIf(values.activeCancer),
      legImmobilised: pointsIf(values.legImmobilised),
      bedThreeDaysOrSurgeryTwelveWeeks: pointsIf(values.bedThreeDaysOrSurgeryTwelveWeeks),
      deepVeinTenderness: pointsIf(values.deepVeinTenderness),
      wholeLegSwollen: pointsIf(values.wholeLegSwollen),
      calfThreeCentimetres: pointsIf(values.calfThreeCentimetres),
      pittingOedema: pointsIf(values.pittingOedema),
      collateralVeins: pointsIf(values.collateralVeins),
      previousDeepVeinThrombosis: pointsIf(values.previousDeepVeinThrombosis),
      otherDiagnosisAsLikelyAsThrombosis: pointsIf(values.otherDiagnosisAsLikelyAsThrombosis, -2),
    }),
})
