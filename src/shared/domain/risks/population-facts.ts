/** Whether a model is for this patient, as far as the record or the user says. */
import { diagnosisAt, type KnownFacts } from './known-facts'
import { ageInYears, type Moment } from './resolve-risk-inputs'
import type { PopulationRule, RiskBinding } from './risk-binding'
import type { PopulationFact, SaidHere } from './risk-result'
import type { RiskReason } from './risk-reason'

/** A diagnosis of the record cannot be talked away: it stands before what was said here. */
export function populationOf(
  binding: RiskBinding | null,
  known: KnownFacts,
  said: SaidHere['facts'],
  moment: Moment,
): PopulationFact[] {
  return (binding?.population ?? [])
    .filter(({ womenOnly }) => !(womenOnly && known.sex.sex === 'M'))
    .map((rule) => answerOf(rule, known, said, moment))
}

function answerOf(
  { fact, rule, icd10, fromYears }: PopulationRule,
  known: KnownFacts,
  said: SaidHere['facts'],
  moment: Moment,
): PopulationFact {
  const diagnosis = icd10 ? diagnosisAt(known, icd10, moment.atMs) : null
  if (diagnosis) return { fact, rule, answer: 'yes', from: 'record', entryId: diagnosis.entryId }
  const age = fromYears === undefined ? null : ageInYears(known, moment)
  if (age && fromYears !== undefined)
    return {
      fact,
      rule,
      answer: age.years >= fromYears ? 'yes' : 'no',
      from: 'record',
      entryId: age.entryIds[0] ?? null,
    }
  const here = said[fact]
  if (here !== undefined) return { fact, rule, answer: here ? 'yes' : 'no', from: 'entered', entryId: null }
  return { fact, rule, answer: 'unknown', from: 'nowhere', entryId: null }
}

/** Why the model must not be asked; empty where it may. */
export function populationReasons(facts: readonly PopulationFact[]): RiskReason[] {
  const outside = facts.filter(({ rule, answer }) => answer === (rule === 'excluded' ? 'yes' : 'no'))
  const unstated = facts.filter(({ rule, answer }) => rule === 'required' && answer === 'unknown')
  const reasons: RiskReason[] = []
  if (outside.length > 0) reasons.push({ code: 'OUTSIDE_POPULATION', about: outside.map(({ fact }) => fact) })
  if (unstated.length > 0)
    reasons.push({ code: 'POPULATION_NOT_STATED', about: unstated.map(({ fact }) => fact) })
  return reasons
}
