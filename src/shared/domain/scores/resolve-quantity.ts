/** The number of the record that counts for a score: as it was measured, or made of two that were. Pure. */
import { derivationOf } from './derivation'
import { deriveValue } from './derive-value'
import { type ConvertUnit, type GivenValue, readValue } from './read-value'
import { givenQuantity, type ObservedFact, observationsOf, type RecordFact, startOf } from './record-values'
import type { InputUse } from './score'
import type { InputId, QuantityInput } from './score-input'
import type { ScoreReason } from './score-result'

export interface Moment {
  /** of the assessment: what is later does not count */
  atMs: number
  convert: ConvertUnit
}

/** Neither, where the record has nothing of the kind. */
export interface Resolved {
  value?: GivenValue | undefined
  reason?: ScoreReason | undefined
}

export function resolveQuantity(
  id: InputId,
  input: QuantityInput,
  use: InputUse,
  facts: readonly RecordFact[],
  moment: Moment,
): Resolved {
  const measured = observationsOf(input.loinc ?? [], facts).flatMap((fact) => givenQuantity(fact) ?? [])
  const found = bestOf(id, use, measured, moment)
  if (found.value) return found
  const derived = resolveDerived(id, use, facts, moment)
  return derived.value ? derived : { reason: found.reason ?? derived.reason }
}

/**
 * The latest value, or the worst of those that are young enough; one that is not usable gives way to one that is.
 * @param candidates the latest first
 */
function bestOf(id: InputId, use: InputUse, candidates: readonly GivenValue[], moment: Moment): Resolved {
  let first: ScoreReason | undefined
  let best: { value: GivenValue; size: number } | undefined
  for (const given of candidates) {
    const read = readValue(id, use, given, moment)
    if (!read.ok) {
      first ??= read.reason
      continue
    }
    if (!use.worst) return { value: given }
    const size = Number(read.used.value)
    const isWorse = best === undefined || (use.worst === 'lowest' ? size < best.size : size > best.size)
    if (isWorse) best = { value: given, size }
  }
  return { value: best?.value, reason: first }
}

/** Made of two values that were measured in the same way and closest in time. */
function resolveDerived(id: InputId, use: InputUse, facts: readonly RecordFact[], moment: Moment): Resolved {
  const derivation = derivationOf(id)
  if (!derivation) return {}
  const made: { value: GivenValue; startMs: number }[] = []
  let reason: ScoreReason | undefined
  for (const [firstCode, secondCode] of derivation.pairs) {
    const seconds = observationsOf([secondCode], facts)
    for (const fact of observationsOf([firstCode], facts)) {
      const [first, other] = [givenQuantity(fact), closestTo(startOf(fact.entry), seconds)]
      const second = other && givenQuantity(other)
      if (!first || !second) continue
      const derived = deriveValue(id, derivation, [first, second], moment)
      if (derived.ok) made.push({ value: derived.value, startMs: startOf(fact.entry) })
      else reason ??= derived.reason
    }
  }
  const latestFirst = made.toSorted((a, b) => b.startMs - a.startMs).map(({ value }) => value)
  const best = bestOf(id, use, latestFirst, moment)
  return best.value ? best : { reason: best.reason ?? reason }
}

/** @param facts the latest first */
function closestTo(timeMs: number, facts: readonly ObservedFact[]): ObservedFact | undefined {
  let [low, high] = [0, facts.length]
  // The first that is not later.
  while (low < high) {
    const middle = (low + high) >> 1
    const fact = facts[middle]
    if (fact && startOf(fact.entry) > timeMs) low = middle + 1
    else high = middle
  }
  const [later, earlier] = [facts[low - 1], facts[low]]
  if (!later || !earlier) return later ?? earlier
  return startOf(later.entry) - timeMs < timeMs - startOf(earlier.entry) ? later : earlier
}
