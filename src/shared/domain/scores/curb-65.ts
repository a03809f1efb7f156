/** CURB-65 (Lim 2003): how severe a pneumonia from the community is on arrival at the hospital; death within 30 days. */
import { pointsIf, summed } from './points'
import { defineScore, optional, population, required } from './score'

const dayHours = 24

/** g/mol of the two nitrogen atoms in urea */
const nitrogenMass = 28.014

/** mmol/L; of the two ways to report urea the one that was given */
function ureaOf(urea: number | undefined, ureaNitrogen: number | undefined): number | null {
  if (urea !== undefined) return urea
  return ureaNitrogen === undefined ? null : (ureaNitrogen * 10) / nitrogenMass
}

export const curb65 = defineScore({
  id: 'curb-65',
  alsoCalled: ['curb65'],
  source: {
    authors: 'Lim WS, van der Eerden MM, Laing R, et al.',
    title:
      'Defining community acquired pneumonia severity on presentation to hospital: an international derivation and validation study',
    where: 'Thorax 58:377-382',
    year: 2003,
    doi: '10.1136/thorax.58.5.377',
  },
  population: { ageYears: { min: 18, max: null }, answers: { pneumoniaFromCommunity: ['yes'] } },
  inputs: {
    pneumoniaConfusion: required(dayHours),
    urea: optional(dayHours),
    ureaNitrogen: optional(dayHours),
    respiratoryRate: required(dayHours),
    systolicPressure: required(dayHours),
    diastolicPressure: required(dayHours),
    age: required(),
    pneumoniaFromCommunity: population(),
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 5 } },
  bands: [
    { id: 'low', from: 0 },
    { id: 'intermediate', from: 2 },
    { id: 'high', from: 3 },
  ],
  compute(values) {
    const urea = ureaOf(values.urea, values.ureaNitrogen)
    if (urea === null) return { missing: ['urea'] }
    return summed({
      pneumoniaConfusion: pointsIf(values.pneumoniaConfusion),
      urea: urea > 7 ? 1 : 0,
      respiratoryRate: values.respiratoryRate >= 30 ? 1 : 0,
      systolicPressure: values.systolicPressure < 90 || values.diastolicPressure <= 60 ? 1 : 0,
      age: values.age >= 65 ? 1 : 0,
    })
  },
})
