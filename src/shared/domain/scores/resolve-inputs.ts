/**
 * What the record holds for a score: for each input the value that counts, with its date and where it is from, and what is
 * missing. Pure. Nothing is concluded from silence: no diagnosis in the record is no "no".
 */
import type { Sex } from '../imaging/instance'
import { type RecordTime, timeBounds } from '../record/times'
import { ingredientsOf } from './derivation'
import { type GivenValue, readValue } from './read-value'
import { givenQuantity, observationsOf, type RecordFact, startOf } from './record-values'
import { resolveChoice } from './resolve-answer'
import { type Moment, type Resolved, resolveQuantity } from './resolve-quantity'
import type { InputUse, ScoreDescriptor } from './score'
import { type InputId, inputOf, type ScoreInput } from './score-input'
import type { ScoreReason } from './score-result'

export interface KnownPatient {
  birthDate: RecordTime | null
  sex: Sex
}

export interface ResolvedInputs {
  found: Partial<Record<InputId, GivenValue>>
  /** the record has something, but it cannot be used: too old, impossible, in a unit that does not fit */
  unusable: ScoreReason[]
  /** everything that is not in `found`, in the score's order */
  missing: InputId[]
}

export function resolveInputs(
  score: ScoreDescriptor,
  patient: KnownPatient,
  facts: readonly RecordFact[],
  moment: Moment,
): ResolvedInputs {
  const resolved: ResolvedInputs = { found: {}, unusable: [], missing: [] }
  const ids = Object.keys(score.inputs) as InputId[]
  const known = facts.filter(({ entry }) => entry.status !== 'removed' && startOf(entry) <= moment.atMs)
  for (const [id, use] of Object.entries(score.inputs) as [InputId, InputUse][]) {
    const { value, reason } = resolveOne(id, use, patient, known, moment)
    if (value) resolved.found[id] = value
    else if (reason) resolved.unusable.push(reason)
  }
  pairUp(score, known, moment, resolved)
  resolved.missing = ids.filter((id) => resolved.found[id] === undefined)
  return resolved
}

/** LOINC codes of everything that {@link resolveInputs} looks for. */
export function observedCodesOf(score: ScoreDescriptor): string[] {
  const ids = (Object.keys(score.inputs) as InputId[]).flatMap((id) => [id, ...ingredientsOf(id)])
  const codes = ids
    .map(inputOf)
    .flatMap((input) => [
      ...(input.loinc ?? []),
      ...(input.kind === 'choice' ? (input.measured ?? []).flatMap(({ loinc }) => loinc) : []),
    ])
  return [...new Set(codes)]
}

function resolveOne(
  id: InputId,
  use: InputUse,
  patient: KnownPatient,
  facts: readonly RecordFact[],
  moment: Moment,
): Resolved {
  if (id === 'age') return { value: ageOf(patient.birthDate, moment.atMs) }
  if (id === 'sex') return { value: sexOf(patient.sex) }
  const input: ScoreInput = inputOf(id)
  if (input.kind === 'quantity') return resolveQuantity(id, input, use, facts, moment)
  return resolveChoice(id, input, use, facts, moment)
}

/** Completed years; nothing where the birth date leaves open which. */
export function ageOf(birthDate: RecordTime | null, atMs: number): GivenValue | undefined {
  if (!birthDate) return undefined
  const { startMs, endMs } = timeBounds(birthDate)
  const [most, least] = [completedYears(startMs, atMs), completedYears(endMs, atMs)]
  return most === least && least >= 0 ? { value: least, unit: 'a' } : undefined
}

function completedYears(fromMs: number, toMs: number): number {
  const [from, to] = [new Date(fromMs), new Date(toMs)]
  const years = to.getUTCFullYear() - from.getUTCFullYear()
  const months = to.getUTCMonth() - from.getUTCMonth()
  const isBefore = months < 0 || (months === 0 && to.getUTCDate() < from.getUTCDate())
  return isBefore ? years - 1 : years
}

/** DICOM's and the record's letters; a score knows two sexes only. */
const sexOf = (sex: Sex): GivenValue | undefined =>
  sex === 'M' || sex === 'F' ? { value: sex === 'M' ? 'male' : 'female' } : undefined

/** The pair that counts; without one the second value says nothing, whatever its own date. */
function pairUp(
  { together, inputs }: ScoreDescriptor,
  facts: readonly RecordFact[],
  moment: Moment,
  { found, unusable }: ResolvedInputs,
): void {
  if (!together) return
  const { first, second, withinHours, rank } = together
  const usable = (id: InputId) => {
    const use = inputs[id]
    return observationsOf(inputOf(id).loinc ?? [], facts).flatMap((fact) => {
      const given = givenQuantity(fact)
      const read = use && given && readValue(id, use, given, moment)
      return given && read?.ok ? [{ given, size: Number(read.used.value), startMs: startOf(fact.entry) }] : []
    })
  }
  const seconds = usable(second)
  const pairs = usable(first).flatMap((one) => {
    const other = seconds.find(({ startMs }) => startMs <= one.startMs)
    const isNear = other && one.startMs - other.startMs <= withinHours * 3_600_000
    return isNear ? [{ one, other, rank: rank(one.size, other.size) }] : []
  })
  const [lowest] = pairs.toSorted((a, b) => a.rank - b.rank)
  if (lowest) {
    found[first] = lowest.one.given
    found[second] = lowest.other.given
  } else if (found[first] && found[second]) {
    Reflect.deleteProperty(found, second)
    unusable.push({
      code: 'NOT_SAME_TIME',
      input: second,
      message: `No ${second} was measured in the ${withinHours} hours before ${first}.`,
    })
  }
}
