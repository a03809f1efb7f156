/** DG1, AL1, IAM and PR1: diagnoses, allergies and procedures of ADT messages (HL7 v2.9, chapters 3 and 6). */
import type { AllergyEntry, ConditionEntry, ProcedureEntry } from '../../../../../shared/domain/record/entry'
import type { Concept } from '../../../../../shared/domain/record/coding'
import { defined, Rejection } from '../../rejection'
import { hl7Time } from '../hl7-time'
import type { Segment } from '../message'
import { authority, authorOf, conceptOf, identityId, type MessageContext } from './message-context'

function head({ patient, sentAt, encounterId }: MessageContext, removed: boolean) {
  return {
    patient,
    status: removed ? ('removed' as const) : ('final' as const),
    issued: sentAt,
    encounterId,
  }
}

function requiredCode(segment: Segment, number: number, context: MessageContext): Concept {
  const code = conceptOf(segment.field(number), context)
  if (!code) throw new Rejection('code-missing', `${segment.name}-${number} is empty`)
  return code
}

/** The sender's number of the statement, else whose it is and what it says. */
function statementId(
  segment: Segment,
  numberField: number,
  code: Concept,
  context: MessageContext,
  ...more: string[]
) {
  const field = segment.field(numberField)
  const number = field.component(1).trim()
  if (number !== '') return identityId(segment.name, authority(field, 2) || context.sender, number)
  const [first] = context.patient
  const [coding] = code.codings
  return identityId(
    segment.name,
    first?.system ?? '',
    first?.value ?? '',
    context.encounterId ?? '',
    coding?.system ?? '',
    coding?.code ?? code.text ?? '',
    ...more,
  )
}

/** Table 0052: admitting, working, final. */
const verifications: Record<string, ConditionEntry['verification']> = {
  A: 'provisional',
  W: 'provisional',
  F: 'confirmed',
}

export function conditionEntry(dg1: Segment, context: MessageContext): ConditionEntry {
  const code = conceptOf(dg1.field(3), context) ?? described(dg1.text(4))
  if (!code) throw new Rejection('code-missing', 'DG1-3 and DG1-4 are empty')
  const rank = Number(dg1.text(15))
  const shared = head(context, dg1.text(21) === 'D')
  return defined({
    kind: 'condition' as const,
    identity: { namespace: context.namespace, id: statementId(dg1, 20, code, context) },
    ...shared,
    author: authorOf(dg1.field(16)),
    start: hl7Time(dg1.field(5), 'DG1-5', context.zone),
    code,
    clinicalStatus: 'unknown' as const,
    verification: verifications[dg1.text(6)] ?? ('unknown' as const),
    rank: Number.isInteger(rank) && rank > 0 ? rank : undefined,
  })
}

const described = (text: string): Concept | undefined => (text === '' ? undefined : { codings: [], text })

/** Table 0127: what the substance is. */
const categories: Record<string, AllergyEntry['category'][number]> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  LA: 'environment',
  PA: 'environment',
  AA: 'environment',
}
/** Table 0128. */
const severities: Record<string, 'mild' | 'moderate' | 'severe'> = {
  MI: 'mild',
  MO: 'moderate',
  SV: 'severe',
}

export function allergyEntry(segment: Segment, context: MessageContext): AllergyEntry {
  const code = requiredCode(segment, 3, context)
  const isIam = segment.name === 'IAM'
  const category = categories[segment.text(2)]
  const severity = severities[segment.text(4)]
  const words = segment
    .repetitions(5)
    .map((reaction) => reaction.component(2).trim() || reaction.text().trim())
  const shared = head({ ...context, encounterId: undefined }, isIam && segment.text(6) === 'D')
  const id = statementId(segment, isIam ? 7 : 99, code, { ...context, encounterId: undefined })
  return defined({
    kind: 'allergy' as const,
    identity: { namespace: context.namespace, id },
    ...shared,
    start: hl7Time(segment.field(isIam ? 11 : 6), `${segment.name} onset`, context.zone),
    code,
    type: isIam ? intolerance(segment.text(9)) : ('unknown' as const),
    category: category === undefined ? [] : [category],
    clinicalStatus: isIam && segment.text(17) === 'I' ? ('inactive' as const) : ('active' as const),
    verification: isIam ? allergyVerification(segment.text(17)) : ('unknown' as const),
    reactions:
      words.length === 0 && severity === undefined
        ? []
        : [defined({ manifestation: words.map((text) => ({ codings: [], text })), severity })],
  })
}

/** Table 0436: AD adverse reaction, AL allergy, CT contraindication, IN intolerance, SE side effect. */
const intolerance = (code: string): AllergyEntry['type'] =>
  code === 'AL' ? 'allergy' : code === 'IN' || code === 'SE' || code === 'AD' ? 'intolerance' : 'unknown'

/** Table 0438: U unconfirmed, P pending, S suspect, C confirmed or verified, I inactive, E erroneous, D doubt raised. */
const allergyVerification = (code: string): AllergyEntry['verification'] =>
  code === 'C'
    ? 'confirmed'
    : code === 'U' || code === 'P' || code === 'S' || code === 'D'
      ? 'unconfirmed'
      : code === 'E'
        ? 'refuted'
        : 'unknown'

export function procedureEntry(pr1: Segment, context: MessageContext): ProcedureEntry {
  const code = conceptOf(pr1.field(3), context) ?? described(pr1.text(4))
  if (!code) throw new Rejection('code-missing', 'PR1-3 and PR1-4 are empty')
  const start = hl7Time(pr1.field(5), 'PR1-5', context.zone)
  const shared = head(context, pr1.text(20) === 'D')
  return defined({
    kind: 'procedure' as const,
    identity: { namespace: context.namespace, id: statementId(pr1, 19, code, context, start?.iso ?? '') },
    ...shared,
    author: authorOf(pr1.field(11)),
    start,
    code,
    state: 'completed' as const,
  })
}
