/** Where a resource stands: who it is from, and what its references mean (hl7.org/fhir/R4/references.html). */
import type { EntryIdentity, PatientIdentifier, PatientKey } from '../../../../../shared/domain/record/entry'
import type { ReadOptions } from '../../../../../shared/domain/record/read-item'
import { Rejection } from '../../rejection'
import type { CodeableConcept, Identifier, Reference } from '../schema/datatypes'
import type { ResourceBase } from '../schema/resources'
import { ownIdentitySystem, readOwnIdentifier } from './own-identity'

/** The system of identifiers that are URIs themselves, as FHIR R4 names it (terminologies-systems.html). */
const uriSystem = 'urn:ietf:rfc:3986'

export interface ResourceContext {
  type: string
  base: ResourceBase
  /** the server of the resource where the bundle tells it, else the sender named in the options */
  namespace: string
  zone: ReadOptions['zone']
  fullUrl: string | undefined
  medications: MedicationLookup
}

/** What is known of the medications that orders refer to. */
export interface MedicationLookup {
  /** @param id see {@link referenceId} */
  find: (id: string | undefined) => CodeableConcept | undefined
}

const absolute = /^(https?:\/\/.+)\/([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/
const relative = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[^/]+)?$/
const urn = /^urn:(?:uuid|oid):(.+)$/
const byIdentifier = /^[A-Z][A-Za-z]+\?identifier=(?:([^|]*)\|)?(.+)$/

const namespaceOf = (serverUrl: string): string => `fhir:${serverUrl}`

/** @param namespace where the address does not name a server */
export function resourceNamespace(fullUrl: string | undefined, namespace: string): string {
  const server = absolute.exec(fullUrl ?? '')?.[1]
  return server === undefined ? namespace : namespaceOf(server)
}

const identifiersOf = ({ identifier }: ResourceBase): Identifier[] =>
  identifier === undefined ? [] : Array.isArray(identifier) ? identifier : [identifier]

/** Whether this program wrote the resource: then it is one statement, whatever it was a part of. */
export const isOwnExport = ({ base }: ResourceContext): boolean =>
  identifiersOf(base).some((identifier) => readOwnIdentifier(identifier) !== null)

/** Null for a resource that has neither id nor address nor identifier: its content has to identify it. */
export function resourceIdentity({ type, base, namespace, fullUrl }: ResourceContext): EntryIdentity | null {
  const own = identifiersOf(base)
    .map(readOwnIdentifier)
    .find((identity) => identity !== null)
  if (own) return own
  const uuid = urn.exec(fullUrl ?? '')?.[1]
  if (uuid !== undefined) return { namespace, id: `${type}/${uuid}` }
  const addressed = absolute.exec(fullUrl ?? '')
  if (addressed) return { namespace, id: `${type}/${addressed[3] ?? ''}` }
  if (base.id !== undefined) return { namespace, id: `${type}/${base.id}` }
  const named = identifiersOf(base).find(({ system, value }) => system !== undefined && value !== undefined)
  return named ? { namespace, id: `${type}?identifier=${named.system ?? ''}|${named.value ?? ''}` } : null
}

/**
 * `identity.id` of what a reference names, in the namespace of the resource that has the reference.
 *
 * @param type of the resource that is meant, where the reference does not say it
 */
export function referenceId(
  reference: Reference | undefined,
  type: string,
  context: ResourceContext,
): string | undefined {
  if (!reference) return undefined
  const own = readOwnIdentifier(reference.identifier)
  if (own) return own.id
  const text = reference.reference?.trim() ?? ''
  const uuid = urn.exec(text)?.[1]
  if (uuid !== undefined) return `${type}/${uuid}`
  const remote = absolute.exec(text)
  if (remote) {
    const [, server = '', kind = '', id = ''] = remote
    return namespaceOf(server) === context.namespace ? `${kind}/${id}` : `${server}/${kind}/${id}`
  }
  const local = relative.exec(text)
  if (local) return `${local[1] ?? ''}/${local[2] ?? ''}`
  const { system, value } = reference.identifier ?? {}
  if (value !== undefined) return `${type}?identifier=${system ?? ''}|${value}`
  return text === '' || text.startsWith('#') ? undefined : text
}

/** The resource that `#id` names, within the resource that has the reference. */
export function containedResource(
  reference: Reference | undefined,
  { base }: ResourceContext,
): Record<string, unknown> | undefined {
  const text = reference?.reference ?? ''
  return text.startsWith('#') ? base.contained?.find(({ id }) => id === text.slice(1)) : undefined
}

const logicalId = (namespace: string, id: string): PatientIdentifier => ({
  system: `${namespace}/Patient`,
  value: id,
})

/** By what the patient of a resource is found. @throws Rejection where it names none */
export function subjectKey(subject: Reference | undefined, context: ResourceContext): PatientKey {
  if (!subject) throw new Rejection('patient-missing', 'the resource names no patient')
  const { system = '', value } = subject.identifier ?? {}
  const named = value !== undefined && value.trim() !== '' ? [{ system, value }] : []
  const contained = containedResource(subject, context)
  const referred = contained ? containedKey(contained, context) : referredPatient(subject.reference, context)
  const key = [...named, ...referred]
  if (key.length === 0)
    throw new Rejection('patient-missing', `no patient can be read from ${JSON.stringify(subject)}`)
  return key
}

function referredPatient(reference: string | undefined, { namespace }: ResourceContext): PatientIdentifier[] {
  const text = reference?.trim() ?? ''
  if (text === '') return []
  if (urn.test(text)) return [{ system: uriSystem, value: text }]
  const conditional = byIdentifier.exec(text)
  if (conditional) return [{ system: conditional[1] ?? '', value: conditional[2] ?? '' }]
  const remote = absolute.exec(text)
  const kind = remote ? remote[2] : relative.exec(text)?.[1]
  const id = remote ? remote[3] : relative.exec(text)?.[2]
  if (kind !== undefined && kind !== 'Patient')
    throw new Rejection('unsupported', `the resource is about ${text}, not about a patient`)
  if (id === undefined) throw new Rejection('reference-broken', `"${text}" is no reference to a patient`)
  return [logicalId(remote ? namespaceOf(remote[1] ?? '') : namespace, id)]
}

function containedKey(contained: Record<string, unknown>, context: ResourceContext): PatientIdentifier[] {
  if (contained['resourceType'] !== 'Patient')
    throw new Rejection(
      'unsupported',
      `the resource is about a contained ${String(contained['resourceType'])}`,
    )
  const identifiers = contained['identifier']
  return [
    ...businessIdentifiers(Array.isArray(identifiers) ? (identifiers as Identifier[]) : []),
    logicalId(
      context.namespace,
      containedId(typeof contained['id'] === 'string' ? contained['id'] : '', context),
    ),
  ]
}

/** A contained resource is known only within the one that holds it. */
export function containedId(id: string, context: ResourceContext): string {
  return `${resourceIdentity(context)?.id ?? context.type}#${id}`
}

/** Numbers that a person keeps; temporary ones may be given to the next person. */
function businessIdentifiers(identifiers: Identifier[]): PatientIdentifier[] {
  return identifiers.flatMap(({ use, system = '', value }) =>
    value === undefined || value.trim() === '' || use === 'temp' || system === ownIdentitySystem
      ? []
      : [{ system, value: value.trim() }],
  )
}

/** All numbers by which a Patient resource may be meant. */
export function patientResourceKey(context: ResourceContext): PatientKey {
  const { base, fullUrl, namespace } = context
  const key = businessIdentifiers(identifiersOf(base))
  const addressed = absolute.exec(fullUrl ?? '')?.[3]
  for (const id of new Set([addressed, base.id])) if (id !== undefined) key.push(logicalId(namespace, id))
  if (fullUrl !== undefined && urn.test(fullUrl)) key.push({ system: uriSystem, value: fullUrl })
  if (key.length === 0) throw new Rejection('patient-missing', 'the patient has neither id nor identifier')
  return key
}
