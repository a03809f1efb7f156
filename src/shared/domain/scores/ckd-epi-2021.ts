/**
 * Estimated glomerular filtration rate without race: CKD-EPI 2021 by creatinine and by both markers (Inker 2021), and the
 * equation of 2012 by cystatin C alone (Inker 2012), which 2021 left as it was. Categories: KDIGO 2012. Creatinine by a method
 * traceable to isotope dilution; the value is reported as a whole number, and the category follows from that.
 */
import { defineScore, population, required } from './score'

type Sex = 'female' | 'male'

/** the ratio to its knot, below it and above it */
const split = (value: number, knot: number) => [Math.min(value / knot, 1), Math.max(value / knot, 1)] as const

/** mg/dL */
const creatinineKnot: Record<Sex, number> = { female: 0.7, male: 0.9 }
/** mg/L */
const cystatinKnot = 0.8

function byCreatinine(creatinine: number, age: number, sex: Sex): number {
  const [below, above] = split(creatinine, creatinineKnot[sex])
  const slope = sex === 'female' ? -0.241 : -0.302
  return 142 * below ** slope * above ** -1.2 * 0.9938 ** age * (sex === 'female' ? 1.012 : 1)
}

function byCystatin(cystatin: number, age: number, sex: Sex): number {
  const [below, above] = split(cystatin, cystatinKnot)
  return 133 * below ** -0.499 * above ** -1.328 * 0.996 ** age * (sex === 'female' ? 0.932 : 1)
}

function byBoth(creatinine: number, cystatin: number, age: number, sex: Sex): number {
  const [belowCreatinine, aboveCreatinine] = split(creatinine, creatinineKnot[sex])
  const [belowCystatin, aboveCystatin] = split(cystatin, cystatinKnot)
  return (
    135 *
    belowCreatinine ** (sex === 'female' ? -0.219 : -0.144) *
    aboveCreatinine ** -0.544 *
    belowCystatin ** -0.323 *
    aboveCystatin ** -0.778 *
    0.9961 ** age *
    (sex === 'female' ? 0.963 : 1)
  )
}

const quarterHours = 24 * 92

const shared = {
  population: { ageYears: { min: 18, max: null }, answers: { pregnant: ['no'] } },
  result: { unit: 'mL/min/{1.73_m2}', decimals: 0, range: null },
  bands: [
    { id: 'g5', from: 0 },
    { id: 'g4', from: 15 },
    { id: 'g3b', from: 30 },
    { id: 'g3a', from: 45 },
    { id: 'g2', from: 60 },
    { id: 'g1', from: 90 },
  ],
} as const

const person = { age: required(), sex: required(), pregnant: population(24 * 300) } as const

const source2021 = {
  authors: 'Inker LA, Eneanya ND, Coresh J, et al.',
  title: 'New creatinine- and cystatin C-based equations to estimate GFR without race',
  where: 'N Engl J Med 385:1737-1749',
  year: 2021,
  doi: '10.1056/NEJMoa2102953',
} as const

export const egfrCreatinine = defineScore({
  ...shared,
  id: 'egfr-ckd-epi-2021',
  alsoCalled: ['egfr', 'ckdepi', 'ckdepi2021', 'egfrcreatinine', 'egfrcr', 'egfrckdepi2021creatinine'],
  source: source2021,
  inputs: { creatinine: required(quarterHours), ...person },
  compute: ({ creatinine, age, sex }) => ({ value: byCreatinine(creatinine, age, sex), items: [] }),
})

export const egfrCystatin = defineScore({
  ...shared,
  id: 'egfr-ckd-epi-2012-cystatin',
  alsoCalled: ['egfrcystatin', 'egfrcystatinc', 'egfrcys', 'ckdepi2012cystatinc'],
  source: {
    authors: 'Inker LA, Schmid CH, Tighiouart H, et al.',
    title: 'Estimating glomerular filtration rate from serum creatinine and cystatin C',
    where: 'N Engl J Med 367:20-29',
    year: 2012,
    doi: '10.1056/NEJMoa1114248',
  },
  inputs: { cystatinC: required(quarterHours), ...person },
  compute: ({ cystatinC, age, sex }) => ({ value: byCystatin(cystatinC, age, sex), items: [] }),
})

export const egfrCombined = defineScore({
  ...shared,
  id: 'egfr-ckd-epi-2021-combined',
  alsoCalled: ['egfrcombined', 'egfrcreatininecystatin', 'egfrcrcys', 'ckdepi2021combined'],
  source: source2021,
  inputs: { creatinine: required(quarterHours), cystatinC: required(quarterHours), ...person },
  compute: ({ creatinine, cystatinC, age, sex }) => ({
    value: byBoth(creatinine, cystatinC, age, sex),
    items: [],
  }),
})
