/** A score of given values: who it is for, what was given wrong, what is missing, and then the value. Pure. */
import { minutesApart, withDerived } from './derive-value'
import { type ConvertUnit, type GivenValues, type ReadValue, readValue } from './read-value'
import { roundTo } from './points'
import { type AsGiven, type InputUse, population, type ScoreDescriptor } from './score'
import { type InputId, isInputId } from './score-input'
import type { ScoreFlag, ScoreReason, ScoreResult, UsedValue } from './score-result'

export interface Surroundings {
  /** the time for which the score is worked out, ms since 1970: values may not be later, and age until then */
  atMs: number
  convert: ConvertUnit
}

/** Known of most patients, and never in the way where a score does not ask for it. */
const ofThePerson: readonly InputId[] = ['age', 'sex']

interface Reading {
  values: Record<string, number | string>
  asGiven: AsGiven
  used: UsedValue[]
  flags: ScoreFlag[]
  refused: ScoreReason[]
}

/** @param given by id of the input ({@link scoreInputs}); others are flagged and left out */
export function assessScore(
  score: ScoreDescriptor,
  given: GivenValues,
  surroundings: Surroundings,
): ScoreResult {
  const reading = readAll(score, given, surroundings)
  const { values, used, flags } = reading
  const outside = outsidePopulation(score, values)
  const reasons = [...outside, ...reading.refused, ...missing(score, values, reading.refused)]
  if (reasons.length > 0) return { status: 'not-assessed', score: score.id, reasons, used, flags }
  const outcome = score.compute(values, reading.asGiven)
  if ('missing' in outcome)
    return { status: 'not-assessed', score: score.id, reasons: outcome.missing.map(missed), used, flags }
  const { decimals, unit } = score.result
  const shown = roundTo(outcome.value, decimals)
  return {
    status: 'assessed',
    score: score.id,
    value: outcome.value,
    shown,
    unit,
    band: outcome.band ?? bandOf(score, shown),
    items: outcome.items.map(({ item, points }) => ({ item, points })),
    used,
    notGiven: usesOf(score)
      .filter(([id, { need }]) => need === 'optional' && values[id] === undefined)
      .map(([id]) => id),
    flags: [...flags, ...unchecked(score, values)],
  }
}

const usesOf = (score: ScoreDescriptor) => Object.entries(score.inputs) as [InputId, InputUse][]

function readAll(score: ScoreDescriptor, given: GivenValues, surroundings: Surroundings): Reading {
  const complete = withDerived(score.inputs, given, surroundings)
  const reading: Reading = { values: {}, asGiven: {}, used: [], flags: [], refused: complete.refused }
  for (const [id, value] of Object.entries(complete.given)) {
    const use = isInputId(id) ? useOf(score, id) : undefined
    if (!isInputId(id) || !use) {
      reading.flags.push({ code: 'UNKNOWN_INPUT', severity: 'warning', input: id })
      continue
    }
    keep(reading, id, readValue(id, use, value, surroundings))
  }
  for (const [id, { unlessStated }] of usesOf(score)) {
    if (unlessStated === undefined || Object.hasOwn(given, id)) continue
    reading.values[id] = unlessStated
    reading.used.push({ input: id, value: unlessStated })
    reading.flags.push({ code: 'TAKEN_AS_SOURCE_SAYS', severity: 'info', input: id })
  }
  reading.refused.push(...notTogether(score, reading.used))
  return reading
}

/** Two values that only mean something together are of one time. */
function notTogether({ together }: ScoreDescriptor, used: readonly UsedValue[]): ScoreReason[] {
  if (!together) return []
  const { first, second, withinHours } = together
  const at = (id: InputId) => used.find(({ input }) => input === id)?.at
  if (minutesApart(at(first), at(second)) <= withinHours * 60) return []
  return [
    {
      code: 'NOT_SAME_TIME',
      input: second,
      message: `${second} and ${first} are more than ${withinHours} hours apart.`,
    },
  ]
}

function useOf(score: ScoreDescriptor, id: InputId): InputUse | undefined {
  return score.inputs[id] ?? (ofThePerson.includes(id) ? population() : undefined)
}

function keep(reading: Reading, id: InputId, read: ReadValue): void {
  if (!read.ok) {
    reading.refused.push(read.reason)
    return
  }
  reading.values[id] = read.used.value
  reading.used.push(read.used)
  reading.flags.push(...read.flags)
  if (read.inSecondUnit !== null) reading.asGiven = { ...reading.asGiven, [id]: read.inSecondUnit }
}

function outsidePopulation(score: ScoreDescriptor, values: Reading['values']): ScoreReason[] {
  const { ageYears, answers } = score.population
  const reasons: ScoreReason[] = []
  const { age } = values
  if (typeof age === 'number' && !isInside(Math.floor(age), ageYears))
    reasons.push({
      code: 'AGE_OUTSIDE_POPULATION',
      input: 'age',
      message: `The score is for ${agesText(ageYears)}.`,
    })
  for (const [id, allowed] of Object.entries(answers)) {
    const value = values[id]
    if (typeof value === 'string' && !allowed.includes(value))
      reasons.push({
        code: 'OUTSIDE_POPULATION',
        input: id,
        message: `The score is for patients with ${id}: ${allowed.join(' or ')}.`,
      })
  }
  return reasons
}

const agesText = ({ min, max }: ScoreDescriptor['population']['ageYears']): string => {
  if (max === null) return `patients from ${min ?? 0} years`
  return max === 0 ? 'infants in their first year' : `ages of ${min ?? 0} to ${max} years`
}

const isInside = (years: number, { min, max }: { min: number | null; max: number | null }) =>
  (min === null || years >= min) && (max === null || years <= max)

const missed = (input: InputId): ScoreReason => ({ code: 'MISSING', input, message: `${input} is missing.` })

/** What was given wrong is not called missing as well. */
function missing(
  score: ScoreDescriptor,
  values: Reading['values'],
  refused: readonly ScoreReason[],
): ScoreReason[] {
  const wrong = new Set(refused.map(({ input }) => input))
  return usesOf(score)
    .filter(([id, { need }]) => need === 'required' && values[id] === undefined && !wrong.has(id))
    .map(([id]) => missed(id))
}

/** Nobody asks whether a man is pregnant. */
function unchecked(score: ScoreDescriptor, values: Reading['values']): ScoreFlag[] {
  const { ageYears, answers } = score.population
  return usesOf(score)
    .map(([id]) => id)
    .filter((id) => values[id] === undefined)
    .filter((id) => Object.hasOwn(answers, id) || (id === 'age' && (ageYears.min ?? ageYears.max) !== null))
    .filter((id) => !(id === 'pregnant' && values['sex'] === 'male'))
    .map((input) => ({ code: 'POPULATION_NOT_CHECKED', severity: 'warning', input }))
}

const bandOf = (score: ScoreDescriptor, shown: number): string | null =>
  score.bands.findLast(({ from }) => shown >= from)?.id ?? null
