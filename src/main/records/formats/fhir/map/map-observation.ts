import type { EntryStatus, ObservationValue, ReferenceRange } from '../../../../../shared/domain/record/entry'
import type { ObservationComponent, ObservationResource, ObservationValueParts } from '../schema/resources'
import { defined, Rejection } from '../../rejection'
import {
  allCodings,
  authorOf,
  conceptOf,
  issuedOf,
  noteOf,
  periodOf,
  quantityOf,
  requiredConcept,
  timeOf,
  worded,
} from './map-datatypes'
import { isGenotype, mapGenotype } from './map-genotype'
import { mapWaveform, sampledParts } from './map-waveform'
import type { Mapped } from './mapped'
import { referenceId, resourceIdentity, type ResourceContext, subjectKey } from './resource-context'

const statuses: Record<string, EntryStatus> = {
  registered: 'preliminary',
  preliminary: 'preliminary',
  unknown: 'preliminary',
  partial: 'preliminary',
  final: 'final',
  cancelled: 'final',
  amended: 'corrected',
  corrected: 'corrected',
  appended: 'corrected',
  'entered-in-error': 'removed',
}

/** Of observations and reports. @throws Rejection for a word that is none of FHIR's */
export function resultStatus(status: string): EntryStatus {
  const found = statuses[status]
  if (!found) throw new Rejection('value-invalid', `status "${status}" is not known`)
  return found
}

export type ObservationHead = ReturnType<typeof observationHead>

/** What all statements of an Observation share. */
function observationHead(observation: ObservationResource, context: ResourceContext) {
  const status = resultStatus(observation.status)
  return defined({
    patient: subjectKey(observation.subject, context),
    status,
    issued: issuedOf(observation.issued, status, context),
    encounterId: referenceId(observation.encounter, 'Encounter', context),
    author: authorOf(...(observation.performer ?? [])),
    note: noteOf(observation.note),
    ...effectiveTime(observation, context),
  })
}

function effectiveTime(observation: ObservationResource, context: ResourceContext) {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, effectiveTiming } = observation
  const text = effectiveDateTime ?? effectiveInstant ?? effectiveTiming?.event?.[0]
  return text === undefined
    ? periodOf(effectivePeriod, 'effectivePeriod', context)
    : { start: timeOf(text, 'effective', context) }
}

/** One statement for the observation's own value, and one for each component that has one. */
export function mapObservation(observation: ObservationResource, context: ResourceContext): Mapped[] {
  const head = observationHead(observation, context)
  if (isGenotype(observation)) return [mapGenotype(observation, head, context)]
  if (sampledParts(observation).length > 0) return [mapWaveform(observation, head, context)]
  const components = observation.component ?? []
  const panel = components.length > 0 ? resourceIdentity(context)?.id : undefined
  const shared = {
    ...head,
    ...sharedDetails(observation, context),
    ...(panel === undefined ? {} : { panel }),
  }
  const statements: Mapped[] = []
  const value = observationValue(observation, context) ?? valueOfStatus(observation)
  if (value)
    statements.push({
      content: {
        kind: 'observation',
        ...shared,
        ...valueDetails(observation, context),
        code: requiredConcept(observation.code, context),
        value,
      },
    })
  const parts = componentParts(components)
  components.forEach((component, index) => {
    const said = observationValue(component, context)
    if (said)
      statements.push({
        part: parts[index] ?? '',
        content: {
          kind: 'observation',
          ...shared,
          ...valueDetails(component, context),
          code: requiredConcept(component.code, context, 'component.code'),
          value: said,
        },
      })
  })
  // One that only gathers others says nothing of its own.
  if (statements.length === 0 && components.length === 0 && !observation.hasMember)
    throw new Rejection('value-missing', 'the observation has neither a value nor a reason why it has none')
  return statements
}

/** A code for each component, so that one is known again when the sender changes their order. */
function componentParts(components: ObservationComponent[]): string[] {
  const seen = new Map<string, number>()
  return components.map(({ code }) => {
    const name = code.coding?.find((coding) => coding.code)?.code ?? code.text ?? ''
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name}.${count}`
  })
}

function sharedDetails(observation: ObservationResource, context: ResourceContext) {
  return defined({
    category: allCodings(observation.category, context),
    method: conceptWords(observation.method),
    bodySite: conceptOf(observation.bodySite, context),
    specimen: authorOf(observation.specimen),
    device: authorOf(observation.device),
  })
}

const conceptWords = (concept: ObservationResource['method']): string | undefined =>
  concept?.text ?? concept?.coding?.flatMap(({ display, code }) => display ?? code ?? [])[0]

function valueDetails(parts: ObservationValueParts, context: ResourceContext) {
  const ranges = (parts.referenceRange ?? []).map((range): ReferenceRange =>
    defined({
      low: quantityOf(range.low),
      high: quantityOf(range.high),
      text: range.text ?? conceptWords(range.type),
    }),
  )
  return defined({
    interpretation: allCodings(parts.interpretation, context),
    referenceRange: ranges.length === 0 ? undefined : ranges,
  })
}

/** A test that was called off or has no result yet, in the words of FHIR's data-absent-reason. */
function valueOfStatus({ status, component, hasMember }: ObservationResource): ObservationValue | undefined {
  if (component !== undefined || hasMember !== undefined) return undefined
  if (status === 'cancelled') return { type: 'none', reason: absent('not-performed') }
  return status === 'registered' ? { type: 'none', reason: absent('temp-unknown') } : undefined
}

const absent = (code: string) => ({
  codings: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code }],
})

/** Undefined where no value and no reason is told. A value counts for more than a reason beside it. */
export function observationValue(
  parts: ObservationValueParts,
  context: ResourceContext,
): ObservationValue | undefined {
  const quantity = quantityOf(parts.valueQuantity)
  if (quantity) return { type: 'quantity', quantity }
  if (parts.valueInteger !== undefined)
    return { type: 'quantity', quantity: { value: parts.valueInteger, unit: '1' } }
  if (parts.valueBoolean !== undefined) return { type: 'boolean', boolean: parts.valueBoolean }
  const concept = conceptOf(parts.valueCodeableConcept, context)
  if (concept) return { type: 'concept', concept }
  const text = parts.valueString ?? parts.valueTime ?? periodText(parts.valuePeriod)
  if (text !== undefined) return { type: 'text', text }
  const time = timeOf(parts.valueDateTime, 'valueDateTime', context)
  if (time) return { type: 'time', time }
  const several = rangeOrRatio(parts)
  if (several) return several
  const reason = conceptOf(parts.dataAbsentReason, context)
  if (reason) return { type: 'none', reason }
  // A quantity that has words instead of a number.
  const unit = parts.valueQuantity?.unit ?? parts.valueQuantity?.code
  return unit === undefined ? undefined : { type: 'none', reason: worded(unit) }
}

function rangeOrRatio({ valueRange, valueRatio }: ObservationValueParts): ObservationValue | undefined {
  const [low, high] = [quantityOf(valueRange?.low), quantityOf(valueRange?.high)]
  if (low ?? high) return defined({ type: 'range' as const, low, high })
  const [numerator, denominator] = [quantityOf(valueRatio?.numerator), quantityOf(valueRatio?.denominator)]
  return numerator && denominator ? { type: 'ratio', numerator, denominator } : undefined
}

/** ISO 8601's form of an interval. */
const periodText = (period: ObservationValueParts['valuePeriod']): string | undefined =>
  period && `${period.start ?? ''}/${period.end ?? ''}`
