/** A value made of two others, as its {@link Derivation} says, or why it cannot be. Pure. */
import { parseIsoTime, timeBounds } from '../record/times'
import { type Derivation, derivationOf, type Derived } from './derivation'
import { type ConvertUnit, type GivenValue, type GivenValues, readValue } from './read-value'
import { type InputUses, optional } from './score'
import { type InputId, inputOf } from './score-input'
import type { ScoreReason } from './score-result'

interface Moment {
  atMs: number
  convert: ConvertUnit
}

export type DerivedValue = { ok: true; value: GivenValue } | { ok: false; reason: ScoreReason }

/** @param given the two values, in the order of the derivation */
export function deriveValue(
  id: InputId,
  derivation: Derivation,
  given: readonly [GivenValue, GivenValue],
  moment: Moment,
): DerivedValue {
  const [firstId, secondId] = derivation.from
  const [first, second] = [
    readValue(firstId, optional(), given[0], moment),
    readValue(secondId, optional(), given[1], moment),
  ]
  if (!first.ok) return first
  if (!second.ok) return second
  if (minutesApart(given[0].date, given[1].date) > derivation.withinMinutes)
    return refused('NOT_SAME_TIME', id, `${firstId} and ${secondId} are from different times.`)
  const [firstNumber, secondNumber] = [Number(first.used.value), Number(second.used.value)]
  const value = derivation.compute(firstNumber, secondNumber)
  if (value === null)
    return refused('OUT_OF_POSSIBLE_RANGE', secondId, `${secondId} is greater than ${firstId}.`)
  const input = inputOf(id)
  const date = earlier(given[0].date, given[1].date)
  const from: Derived['from'] = [
    sourceOf(firstId, firstNumber, given[0]),
    sourceOf(secondId, secondNumber, given[1]),
  ]
  return {
    ok: true,
    value: {
      value,
      ...(input.kind === 'quantity' && { unit: input.unit }),
      ...(date !== undefined && { date }),
      derived: { rule: derivation.rule, from },
    },
  }
}

const refused = (code: ScoreReason['code'], input: InputId, message: string): DerivedValue => ({
  ok: false,
  reason: { code, input, message },
})

/** As it was given, in its own unit. */
function sourceOf(
  id: InputId,
  number: number,
  { value, unit, date, loinc, source }: GivenValue,
): Derived['from'][number] {
  const input = inputOf(id)
  return {
    input: id,
    // A text that is a number is given in the unit that is asked for.
    value: typeof value === 'number' ? value : number,
    unit: unit ?? (input.kind === 'quantity' ? input.unit : ''),
    ...(date !== undefined && { date }),
    ...(loinc !== undefined && { loinc }),
    ...(source !== undefined && { source }),
  }
}

/** Between two dates, whole days counted as such; 0 where one has none: who gives two values together means them so. */
export function minutesApart(a: string | undefined, b: string | undefined): number {
  const [one, other] = [boundsOf(a), boundsOf(b)]
  if (!one || !other) return 0
  return Math.max(0, Math.max(one.startMs, other.startMs) - Math.min(one.endMs, other.endMs)) / 60_000
}

function boundsOf(date: string | undefined) {
  const time = date === undefined ? null : parseIsoTime(date, 'UTC')
  return time ? timeBounds(time) : null
}

/** What is made of two values is as old as the older one. */
function earlier(a: string | undefined, b: string | undefined): string | undefined {
  const [one, other] = [boundsOf(a), boundsOf(b)]
  if (!one || !other) return a ?? b
  return one.startMs <= other.startMs ? a : b
}

/**
 * Given values with those that follow from them and are asked for; what only served to make one is taken out.
 * @returns also why one that could be made was not
 */
export function withDerived(
  uses: InputUses,
  given: GivenValues,
  moment: Moment,
): { given: GivenValues; refused: ScoreReason[] } {
  const all: Record<string, GivenValue> = { ...given }
  const reasons: ScoreReason[] = []
  for (const id of Object.keys(uses) as InputId[]) {
    const derivation = derivationOf(id)
    if (!derivation || Object.hasOwn(given, id)) continue
    const [firstId, secondId] = derivation.from
    const [first, second] = [given[firstId], given[secondId]]
    if (!first || !second) continue
    const derived = deriveValue(id, derivation, [first, second], moment)
    if (derived.ok) all[id] = derived.value
    else reasons.push(derived.reason)
    for (const ingredient of derivation.from) if (!uses[ingredient]) Reflect.deleteProperty(all, ingredient)
  }
  return { given: all, refused: reasons }
}
