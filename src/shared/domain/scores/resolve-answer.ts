/**
 * The answer of the record that counts for a score: coded, measured, or a diagnosis or medicine that says yes. Pure. Nothing
 * is concluded from silence.
 */
import { codeSystems, type Concept } from '../record/coding'
import type { ClinicalEntry, ConditionEntry, MedicationEntry, ObservationEntry } from '../record/entry'
import { roundTo } from './points'
import { type ConvertUnit, type GivenValue, readValue } from './read-value'
import {
  dateOf,
  endOf,
  givenQuantity,
  type ObservedFact,
  observationsOf,
  type RecordFact,
  startOf,
} from './record-values'
import type { Moment, Resolved } from './resolve-quantity'
import type { InputUse } from './score'
import type { ChoiceInput, InputId, MeasuredAnswer } from './score-input'
import type { ScoreReason } from './score-result'

export function resolveChoice(
  id: InputId,
  input: ChoiceInput,
  use: InputUse,
  facts: readonly RecordFact[],
  moment: Moment,
): Resolved {
  let reason: ScoreReason | undefined
  const candidates = [
    ...observedAnswers(input, facts, moment.convert),
    ...facts.map(({ entry, source }) => givenByDiagnosis(entry, input, source, moment.atMs)),
  ]
  for (const given of candidates) {
    if (!given) continue
    const read = readValue(id, use, given, moment)
    if (read.ok) return { value: given }
    reason ??= read.reason
  }
  return { reason }
}

/** The latest first; of what was said at one time, a yes first. */
function observedAnswers(
  input: ChoiceInput,
  facts: readonly RecordFact[],
  convert: ConvertUnit,
): (GivenValue | null)[] {
  const said = observationsOf(input.loinc ?? [], facts).map((fact) => ({
    startMs: startOf(fact.entry),
    given: givenAnswer(fact.entry, input, fact.source),
  }))
  const measured = (input.measured ?? []).flatMap((rule) =>
    observationsOf(rule.loinc, facts).map((fact) => ({
      startMs: startOf(fact.entry),
      given: measuredAnswer(fact, rule, convert),
    })),
  )
  const rank = ({ given }: { given: GivenValue | null }) => (given?.value === 'yes' ? 0 : 1)
  return [...said, ...measured]
    .toSorted((a, b) => b.startMs - a.startMs || rank(a) - rank(b))
    .map(({ given }) => given)
}

/** Null where the measurement is no number, or one that cannot be. */
function measuredAnswer(fact: ObservedFact, rule: MeasuredAnswer, convert: ConvertUnit): GivenValue | null {
  const given = givenQuantity(fact)
  if (!given) return null
  const { value, unit = rule.unit, loinc, date, source } = given
  const converted = convert(value, unit, rule.unit, loinc)
  if (!converted.ok || converted.value < rule.possible.min || converted.value > rule.possible.max) return null
  const number = rule.digits === undefined ? converted.value : roundTo(converted.value, rule.digits)
  return {
    value: number > rule.above ? 'yes' : 'no',
    ...(date !== undefined && { date }),
    derived: {
      rule: 'oxygen-given',
      from: [
        {
          value,
          unit,
          ...(loinc !== undefined && { loinc }),
          ...(date !== undefined && { date }),
          ...(source !== undefined && { source }),
        },
      ],
    },
  }
}

function givenAnswer(
  { value, ...entry }: ObservationEntry,
  input: ChoiceInput,
  source: string,
): GivenValue | null {
  const answer =
    value.type === 'concept'
      ? value.concept.codings.map(({ code }) => input.answers?.[code]).find((each) => each !== undefined)
      : value.type === 'boolean'
        ? value.boolean
        : undefined
  return answer === undefined ? null : { value: answer, source, ...dateOf(entry) }
}

/** A diagnosis or a medicine says yes, and never no. Its own date is not the answer's: it holds until it is over. */
function givenByDiagnosis(
  entry: ClinicalEntry,
  input: ChoiceInput,
  source: string,
  atMs: number,
): GivenValue | null {
  const everHad = input.everHad === true
  const isDiagnosis = entry.kind === 'condition' && isDiagnosed(entry, input.icd10 ?? [], everHad, atMs)
  const isMedicine = entry.kind === 'medication' && isTaken(entry, input.atc ?? [], everHad, atMs)
  return isDiagnosis || isMedicine ? { value: 'yes', source, ...dateOf(entry) } : null
}

const unproven = new Set(['provisional', 'differential', 'unconfirmed', 'refuted'])
const over = new Set(['inactive', 'remission', 'resolved'])

function isDiagnosed(
  entry: ConditionEntry,
  beginnings: readonly string[],
  everHad: boolean,
  atMs: number,
): boolean {
  if (unproven.has(entry.verification)) return false
  if (!everHad && (over.has(entry.clinicalStatus) || endOf(entry) < atMs)) return false
  return beginsWith(entry.code, [codeSystems.icd10, codeSystems.icd10cm], beginnings)
}

const neverTaken = new Set(['intended', 'not-taken', 'cancelled'])
const stopped = new Set(['stopped', 'on-hold', 'completed'])

function isTaken(
  entry: MedicationEntry,
  beginnings: readonly string[],
  everHad: boolean,
  atMs: number,
): boolean {
  if (neverTaken.has(entry.state)) return false
  if (!everHad && (stopped.has(entry.state) || endOf(entry) < atMs)) return false
  return beginsWith(entry.code, [codeSystems.atc], beginnings)
}

function beginsWith(
  { codings }: Concept,
  systems: readonly string[],
  beginnings: readonly string[],
): boolean {
  return codings.some(
    ({ system, code }) =>
      systems.includes(system) &&
      beginnings.some((beginning) => code.toUpperCase().replaceAll('.', '').startsWith(beginning)),
  )
}
