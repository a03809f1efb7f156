/**
 * Sequential (Sepsis-related) Organ Failure Assessment (Vincent 1996): the worst values of 24 hours, six organs, 0 to 4 each.
 *
 * The table gives bilirubin and creatinine in two columns whose limits are not each other's conversion (creatinine
 * 171 umol/L is 1.93 mg/dL, yet opens the class of 2.0): a value is looked up in the column of the unit it was given in, with
 * that column's digits. Its highest classes are printed as "> 12.0" and "> 5.0" mg/dL behind classes that end at 11.9 and 4.9;
 * 12.0 and 5.0 themselves go to the highest class here.
 */
import { pointsBelow, roundTo, summed } from './points'
import { type AsGiven, defineScore, optional, population, required, type ScoreValues } from './score'

const dayHours = 24

/** Ratio in mmHg with oxygen as a fraction; the two worst classes only with respiratory support. */
function respirationPoints(ratio: number, supported: boolean): number {
  if (supported && ratio < 200) return ratio < 100 ? 4 : 3
  return pointsBelow(
    ratio,
    [
      [300, 2],
      [400, 1],
    ],
    0,
  )
}

const coagulationPoints = (platelets: number) =>
  pointsBelow(
    platelets,
    [
      [20, 4],
      [50, 3],
      [100, 2],
      [150, 1],
    ],
    0,
  )

function liverPoints(milligrams: number, micromoles: number | undefined): number {
  return micromoles === undefined
    ? pointsBelow(
        roundTo(milligrams, 1),
        [
          [1.2, 0],
          [2, 1],
          [6, 2],
          [12, 3],
        ],
        4,
      )
    : pointsBelow(
        roundTo(micromoles, 0),
        [
          [20, 0],
          [33, 1],
          [102, 2],
          [205, 3],
        ],
        4,
      )
}

function creatininePoints(milligrams: number, micromoles: number | undefined): number {
  return micromoles === undefined
    ? pointsBelow(
        roundTo(milligrams, 1),
        [
          [1.2, 0],
          [2, 1],
          [3.5, 2],
          [5, 3],
        ],
        4,
      )
    : pointsBelow(
        roundTo(micromoles, 0),
        [
          [110, 0],
          [171, 1],
          [300, 2],
          [441, 3],
        ],
        4,
      )
}

const urinePoints = (millilitresADay: number) =>
  pointsBelow(
    millilitresADay,
    [
      [200, 4],
      [500, 3],
    ],
    0,
  )

const consciousnessPoints = (scale: number) =>
  pointsBelow(
    scale,
    [
      [6, 4],
      [10, 3],
      [13, 2],
      [15, 1],
    ],
    0,
  )

interface Doses {
  dopamine: number
  dobutamine: number
  epinephrine: number
  norepinephrine: number
}

/** Doses in ug/kg/min, given for at least an hour. */
function vasopressorPoints({ dopamine, dobutamine, epinephrine, norepinephrine }: Doses): number {
  if (dopamine > 15 || epinephrine > 0.1 || norepinephrine > 0.1) return 4
  if (dopamine > 5 || epinephrine > 0 || norepinephrine > 0) return 3
  return dopamine > 0 || dobutamine > 0 ? 2 : 0
}

const uses = {
  arterialOxygenPressure: required(dayHours),
  inspiredOxygen: required(dayHours),
  // Decides only where the ratio is below 200.
  respiratorySupport: optional(dayHours),
  platelets: required(dayHours, 'lowest'),
  bilirubin: required(dayHours, 'highest'),
  vasopressors: required(dayHours),
  meanArterialPressure: optional(dayHours, 'lowest'),
  dopamine: optional(dayHours),
  dobutamine: optional(dayHours),
  epinephrine: optional(dayHours),
  norepinephrine: optional(dayHours),
  glasgowComaScale: required(dayHours, 'lowest'),
  creatinine: required(dayHours, 'highest'),
  urineOutput: optional(dayHours, 'lowest'),
  age: population(),
} as const

type Values = ScoreValues<typeof uses>

/** null where what is needed for these points was not given */
function circulationPoints(values: Values): number | null {
  const { meanArterialPressure } = values
  const hypotension = meanArterialPressure === undefined ? null : meanArterialPressure < 70 ? 1 : 0
  if (values.vasopressors === 'no') return hypotension
  const doses = [values.dopamine, values.dobutamine, values.epinephrine, values.norepinephrine]
  if (doses.every((dose) => dose === undefined)) return null
  // Of the four, those that are not named beside a named one are not given.
  const points = vasopressorPoints({
    dopamine: values.dopamine ?? 0,
    dobutamine: values.dobutamine ?? 0,
    epinephrine: values.epinephrine ?? 0,
    norepinephrine: values.norepinephrine ?? 0,
  })
  return points > 0 ? points : hypotension
}

function renalPoints(values: Values, { creatinine }: AsGiven): number {
  const byCreatinine = creatininePoints(values.creatinine, creatinine)
  return values.urineOutput === undefined
    ? byCreatinine
    : Math.max(byCreatinine, urinePoints(values.urineOutput))
}

export const sofa = defineScore({
  id: 'sofa',
  alsoCalled: ['sequentialorganfailureassessment'],
  source: {
    authors: 'Vincent JL, Moreno R, Takala J, et al.',
    title: 'The SOFA (Sepsis-related Organ Failure Assessment) score to describe organ dysfunction/failure',
    where: 'Intensive Care Med 22:707-710',
    year: 1996,
    doi: '10.1007/BF01709751',
  },
  population: { ageYears: { min: 18, max: null }, answers: {} },
  inputs: uses,
  // An oxygen concentration that was set up to four hours before the blood gas, as in the queries of the MIMIC Code Repository
  // (github.com/MIT-LCP/mimic-code, concepts/measurement/bg.sql); the source counts the worst ratio of the day.
  together: {
    first: 'arterialOxygenPressure',
    second: 'inspiredOxygen',
    withinHours: 4,
    rank: (pressure, concentration) => pressure / concentration,
  },
  result: { unit: '{score}', decimals: 0, range: { min: 0, max: 24 } },
  bands: [],
  compute(values, asGiven) {
    const ratio = values.arterialOxygenPressure / (values.inspiredOxygen / 100)
    if (ratio < 200 && values.respiratorySupport === undefined) return { missing: ['respiratorySupport'] }
    const circulation = circulationPoints(values)
    if (circulation === null)
      return { missing: [values.vasopressors === 'no' ? 'meanArterialPressure' : 'norepinephrine'] }
    return summed({
      arterialOxygenPressure: respirationPoints(ratio, values.respiratorySupport === 'yes'),
      platelets: coagulationPoints(values.platelets),
      bilirubin: liverPoints(values.bilirubin, asGiven.bilirubin),
      meanArterialPressure: circulation,
      glasgowComaScale: consciousnessPoints(values.glasgowComaScale),
      creatinine: renalPoints(values, asGiven),
    })
  },
})
