/** SOFA of what the record holds at a moment. Runs in the reader. */
import { assessScore } from '../../shared/domain/scores/assess-score'
import { observedCodesOf, resolveInputs } from '../../shared/domain/scores/resolve-inputs'
import type { AssessedScore } from '../../shared/domain/scores/score-result'
import { sofa } from '../../shared/domain/scores/sofa'
import { codeSystems } from '../../shared/domain/record/coding'
import type { RecordCode } from '../../shared/domain/record/reading'
import type { KnownFacts } from '../../shared/domain/risks/known-facts'
import { convertValue } from '../../shared/domain/units/convert'
import type { WardSofa } from '../../shared/domain/ward/ward-risks'

/** What the score looks for. */
export const sofaCodes: readonly RecordCode[] = observedCodesOf(sofa).map((code) => ({
  system: codeSystems.loinc,
  code,
}))

/** A record says which treatments run, never which do not; each of these could only add points. */
const untreated = { vasopressors: { value: 'no' }, respiratorySupport: { value: 'no' } } as const
const isTreatment = (input: string): boolean => Object.hasOwn(untreated, input)

/** @param known observations of {@link sofaCodes}, conditions and medicines */
export function sofaOf(known: KnownFacts, atMs: number): WardSofa {
  const moment = { atMs, convert: convertValue }
  const patient = { birthDate: known.birthDate?.time ?? null, sex: known.sex.sex }
  const facts = known.facts.map(({ entryId, entry }) => ({ entry, source: String(entryId) }))
  const { found, unusable } = resolveInputs(sofa, patient, facts, moment)
  const result = assessScore(sofa, found, moment)
  if (result.status === 'assessed') return { status: 'assessed', ...valueOf(result, atMs) }
  if (result.reasons.every(({ code, input }) => code === 'MISSING' && isTreatment(input))) {
    const without = assessScore(sofa, { ...untreated, ...found }, moment)
    const unsaid = Object.keys(untreated).filter((input) => !Object.hasOwn(found, input))
    if (without.status === 'assessed') return { status: 'at-least', ...valueOf(without, atMs), unsaid }
  }
  // What the record has but cannot be used says more than that it is missing.
  const why = new Map(unusable.map(({ input, code }) => [input, code] as const))
  const reasons = result.reasons.map(({ code, input }) => ({
    code: code === 'MISSING' ? (why.get(input) ?? code) : code,
    input,
  }))
  const isForOthers = reasons.some(
    ({ code }) => code === 'AGE_OUTSIDE_POPULATION' || code === 'OUTSIDE_POPULATION',
  )
  return { status: 'not-assessed', reasons, isForOthers }
}

function valueOf({ shown, used }: AssessedScore, atMs: number): { value: number; oldestMs: number } {
  const times = used.flatMap(({ at }) => (at === undefined ? [] : [Date.parse(at)]))
  return { value: shown, oldestMs: Math.min(atMs, ...times) }
}
