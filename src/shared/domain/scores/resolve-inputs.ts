/**
 * What the record holds for a score: for each input the value that counts, with its date and where it is from, and what is
 * missing. Pure. Nothing is concluded from silence: no diagnosis in the record is no "no".
 */
import type { Sex } from '../imaging/instance'
import { codeSystems, type Concept } from '../record/coding'
import type { ClinicalEntry, ConditionEntry, MedicationEntry, ObservationEntry } from '../record/entry'
import { type RecordTime, timeBounds } from '../record/times'
import { type ConvertUnit, type GivenValue, readValue } from './read-value'
import type { InputUse, ScoreDescriptor } from './score'
import { type ChoiceInput, type InputId, inputOf, type QuantityInput, type ScoreInput } from './score-input'
import type { ScoreReason } from './score-result'

/** One statement of the record, and where it came from, as it is shown to people. */
export interface RecordFact {
  entry: ClinicalEntry
  source: string
}

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

interface Moment {
  atMs: number
  convert: ConvertUnit
}

export function resolveInputs(
  score: ScoreDescriptor,
  patient: KnownPatient,
  facts: readonly RecordFact[],
  moment: Moment,
): ResolvedInputs {
  const resolved: ResolvedInputs = { found: {}, unusable: [], missing: [] }
  const known = facts.filter(({ entry }) => entry.status !== 'removed' && startOf(entry) <= moment.atMs)
  for (const [id, use] of Object.entries(score.inputs) as [InputId, InputUse][]) {
    const { value, reason } = resolveOne(id, use, patient, known, moment)
    if (value) resolved.found[id] = value
    else resolved.missing.push(id)
    if (!value && reason) resolved.unusable.push(reason)
  }
  return resolved
}

interface Resolved {
  value?: GivenValue | undefined
  reason?: ScoreReason | undefined
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

/** The latest value, or the worst of those that are young enough; one that is not usable gives way to one that is. */
function resolveQuantity(
  id: InputId,
  input: QuantityInput,
  use: InputUse,
  facts: readonly RecordFact[],
  moment: Moment,
): Resolved {
  let first: ScoreReason | undefined
  let best: { value: GivenValue; size: number } | undefined
  for (const { entry, source } of observationsOf(input, facts)) {
    const given = givenQuantity(entry, source)
    if (!given) continue
    const read = readValue(id, use, given, moment)
    if (!read.ok) {
      first ??= read.reason
      continue
    }
    const size = Number(read.used.value)
    if (!use.worst) return { value: given }
    const isWorse = best === undefined || (use.worst === 'lowest' ? size < best.size : size > best.size)
    if (isWorse) best = { value: given, size }
  }
  return { value: best?.value, reason: first }
}

/** A value with `<` or `>` is no number that a score could use. */
function givenQuantity(entry: ObservationEntry, source: string): GivenValue | null {
  if (entry.value.type !== 'quantity' || entry.value.quantity.comparator) return null
  const { value, unit } = entry.value.quantity
  const loinc = entry.code.codings.find(({ system }) => system === codeSystems.loinc)?.code
  return { value, unit, source, ...dateOf(entry), ...(loinc !== undefined && { loinc }) }
}

/** Latest first. */
function observationsOf(
  { loinc }: ScoreInput,
  facts: readonly RecordFact[],
): { entry: ObservationEntry; source: string }[] {
  if (!loinc) return []
  return facts
    .flatMap(({ entry, source }) => (entry.kind === 'observation' ? [{ entry, source }] : []))
    .filter(({ entry }) => hasCode(entry.code, codeSystems.loinc, loinc))
    .toSorted((a, b) => startOf(b.entry) - startOf(a.entry))
}

const hasCode = ({ codings }: Concept, system: string, codes: readonly string[]): boolean =>
  codings.some((coding) => coding.system === system && codes.includes(coding.code))

function resolveChoice(
  id: InputId,
  input: ChoiceInput,
  use: InputUse,
  facts: readonly RecordFact[],
  moment: Moment,
): Resolved {
  let reason: ScoreReason | undefined
  const candidates = [
    ...observationsOf(input, facts).map(({ entry, source }) => givenAnswer(entry, input, source)),
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

type Timed = Pick<ClinicalEntry, 'start' | 'end' | 'issued'>

/** What has no time of its own is not known to be later than anything: the earliest date there is, in ms. */
const earliest = -8.64e15

const startOf = ({ start, issued }: Timed): number => {
  const time = start ?? issued
  return time ? timeBounds(time).startMs : earliest
}
const endOf = ({ end }: Timed): number => (end ? timeBounds(end).endMs : Infinity)

function dateOf({ start, issued }: Timed): { date?: string } {
  const time = start ?? issued
  return time ? { date: time.iso } : {}
}
