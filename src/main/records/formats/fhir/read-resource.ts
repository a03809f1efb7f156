/** One FHIR R4 resource into the statements that it makes. */
import type { z } from 'zod'
import { contentId, type RecordEntry, type RecordKind } from '../../../../shared/domain/record/entry'
import { parseEntry } from '../../../../shared/domain/record/parse-entry'
import { partOf } from '../../../../shared/domain/record/parts'
import type { ReadOptions } from '../../../../shared/domain/record/read-item'
import { defined, Rejection } from '../rejection'
import { isJsonObject, type JsonObject, type JsonValue } from './json/json-value'
import { mapAllergy, mapCondition } from './map/map-conditions'
import { issuedOf, timeOf } from './map/map-datatypes'
import { mapDiagnosticReport, mapDocumentReference } from './map/map-documents'
import { mapEncounter } from './map/map-encounter'
import { isGenotype, mapMolecularSequence } from './map/map-genotype'
import {
  mapMedicationAdministration,
  mapMedicationDispense,
  mapMedicationRequest,
  mapMedicationStatement,
} from './map/map-medications'
import { mapObservation } from './map/map-observation'
import { mapPatient } from './map/map-patient'
import { mapFamilyHistory, mapProcedure } from './map/map-procedures'
import type { Mapped } from './map/mapped'
import { withOwnMembers } from './map/own-identity'
import {
  containedId,
  isOwnExport,
  type MedicationLookup,
  resourceIdentity,
  resourceNamespace,
  type ResourceContext,
} from './map/resource-context'
import { CodeableConcept } from './schema/datatypes'
import * as schema from './schema/resources'

interface Reader {
  read: (resource: JsonObject, context: ResourceContext) => Mapped[]
  /** kinds of what may end where the sender takes the resource back, the usual one first */
  removes: RecordKind[]
}

function reader<S extends z.ZodType>(
  shape: S,
  removes: RecordKind[],
  map: (resource: z.output<S>, context: ResourceContext) => Mapped[],
): Reader {
  return { removes, read: (resource, context) => map(parsed(shape, resource), context) }
}

/** @throws Rejection where a member has not the type that FHIR gives it */
function parsed<S extends z.ZodType>(shape: S, resource: JsonObject): z.output<S> {
  const result = shape.safeParse(resource)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Rejection(
    'malformed',
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as FHIR has it'}`,
  )
}

const readers = new Map<string, Reader>([
  ['Patient', reader(schema.PatientResource, [], mapPatient)],
  ['Encounter', reader(schema.EncounterResource, ['encounter'], mapEncounter)],
  [
    'Observation',
    reader(schema.ObservationResource, ['observation', 'genotype', 'waveform'], mapObservation),
  ],
  ['Condition', reader(schema.ConditionResource, ['condition'], mapCondition)],
  ['MedicationRequest', reader(schema.MedicationRequestResource, ['medication'], mapMedicationRequest)],
  ['MedicationStatement', reader(schema.MedicationStatementResource, ['medication'], mapMedicationStatement)],
  [
    'MedicationAdministration',
    reader(schema.MedicationAdministrationResource, ['medication'], mapMedicationAdministration),
  ],
  ['MedicationDispense', reader(schema.MedicationDispenseResource, ['medication'], mapMedicationDispense)],
  ['AllergyIntolerance', reader(schema.AllergyResource, ['allergy'], mapAllergy)],
  ['Procedure', reader(schema.ProcedureResource, ['procedure'], mapProcedure)],
  ['FamilyMemberHistory', reader(schema.FamilyMemberHistoryResource, ['family-history'], mapFamilyHistory)],
  ['DiagnosticReport', reader(schema.DiagnosticReportResource, ['document'], mapDiagnosticReport)],
  ['DocumentReference', reader(schema.DocumentReferenceResource, ['document'], mapDocumentReference)],
  ['MolecularSequence', reader(schema.MolecularSequenceResource, ['genotype'], mapMolecularSequence)],
])

/** Whether resources of the type say something that the record keeps. */
export const isReadType = (type: string): boolean => readers.has(type)

/** Kinds of what may end where a resource of the type is deleted: its address does not tell which it was. */
export const removedKinds = (type: string): RecordKind[] => readers.get(type)?.removes ?? []

/** @throws Rejection where the members that every resource has are not as FHIR has them */
export function resourceContext(
  resource: JsonObject,
  type: string,
  fullUrl: string | undefined,
  options: ReadOptions,
  medications: MedicationLookup,
): ResourceContext {
  const base = parsed(schema.ResourceBase, resource)
  return {
    type,
    base,
    fullUrl,
    namespace: resourceNamespace(fullUrl, options.namespace),
    zone: options.zone,
    medications,
  }
}

/**
 * The statements of a resource, the patients that it contains first.
 *
 * @throws Rejection where it cannot be taken
 */
export function readResource(resource: JsonObject, context: ResourceContext): RecordEntry[] {
  const found = readers.get(context.type)
  if (!found) return []
  try {
    const entries = found.read(resource, context).map((mapped) => identified(mapped, context))
    return [
      ...containedPatients(resource, context),
      ...entries,
      ...wholeTakenBack(resource, found, entries, context),
      ...wholeComplete(resource, found, entries, context),
    ]
  } catch (error) {
    const removal = error instanceof Rejection ? removalOf(resource, found.removes, context) : null
    if (removal) return [removal]
    throw error
  }
}

/** @throws Rejection where a rule of the record is broken, such as a text that is too long */
function identified({ content, part }: Mapped, context: ResourceContext): RecordEntry {
  const known = resourceIdentity(context) ?? { namespace: context.namespace, id: contentId(content) }
  const id = part === undefined ? known.id : `${known.id}#${part}`
  const said = withOwnMembers(content, context.base.extension)
  const entry = parseEntry({ ...said, identity: { namespace: known.namespace, id } })
  if (entry.success) return entry.data
  const [issue] = entry.error.issues
  throw new Rejection('entry-invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}

/** Patients within the resource, which have no other place to come from. */
function containedPatients(resource: JsonObject, context: ResourceContext): RecordEntry[] {
  const { contained } = resource
  if (!Array.isArray(contained)) return []
  return contained.flatMap((inner) => {
    const id = isJsonObject(inner) && inner['resourceType'] === 'Patient' ? inner['id'] : undefined
    if (!isJsonObject(inner) || typeof id !== 'string') return []
    const patient = { ...inner, id: containedId(id, context) }
    const own = {
      ...context,
      type: 'Patient',
      fullUrl: undefined,
      base: parsed(schema.ResourceBase, patient),
    }
    return mapPatient(parsed(schema.PatientResource, patient), own).map((mapped) => identified(mapped, own))
  })
}

/** A whole that is wrong takes its parts back also where this version no longer tells of all of them. */
function wholeTakenBack(
  resource: JsonObject,
  { removes }: Reader,
  said: readonly RecordEntry[],
  context: ResourceContext,
): RecordEntry[] {
  const removal = removalOf(resource, removes, context)
  return removal && !said.some(({ identity }) => identity.id === removal.identity.id) ? [removal] : []
}

/** Kinds of which one resource may say several, as parts of it. */
const partedTypes = new Set(['Observation', 'MolecularSequence'])

/**
 * A version of a resource is the whole of it: parts that an earlier one had and this one leaves out are said no more. What this
 * program exported has its parts as resources of their own.
 */
function wholeComplete(
  resource: JsonObject,
  { removes }: Reader,
  said: readonly RecordEntry[],
  context: ResourceContext,
): RecordEntry[] {
  const identity = resourceIdentity(context)
  const [kind] = removes
  if (!identity || !kind || !partedTypes.has(context.type) || isOwnExport(context)) return []
  const isWhole = (entry: RecordEntry) => 'panel' in entry && entry.panel === identity.id
  const { issued: stated } = resource
  if (isEnteredInError(resource) || !(said.length === 0 || said.some(isWhole))) return []
  const issued =
    said[0]?.issued ?? issuedOf(typeof stated === 'string' ? stated : undefined, 'final', context)
  const exceptParts = said.flatMap(({ identity: { id } }) => (partOf(identity.id, id) === null ? [] : [id]))
  return [defined({ kind: 'removal' as const, identity, removes: kind, issued, exceptParts })]
}

/** Takes back what an earlier version said, where this version says no more than that it was wrong. */
function removalOf(
  resource: JsonObject,
  removes: RecordKind[],
  context: ResourceContext,
): RecordEntry | null {
  if (!isEnteredInError(resource)) return null
  const identity = resourceIdentity(context)
  const kind = removes.includes('genotype') && saysGenotype(resource) ? 'genotype' : removes[0]
  if (!kind || !identity) return null
  const issued = timeOf(context.base.meta?.lastUpdated, 'meta.lastUpdated', context)
  return defined({ kind: 'removal' as const, identity, removes: kind, issued })
}

function saysGenotype({ resourceType, code }: JsonObject): boolean {
  const concept = CodeableConcept.safeParse(code)
  return resourceType === 'MolecularSequence' || (concept.success && isGenotype({ code: concept.data }))
}

function isEnteredInError({ status, verificationStatus }: JsonObject): boolean {
  if (status === 'entered-in-error') return true
  const codings: JsonValue | undefined = isJsonObject(verificationStatus)
    ? verificationStatus['coding']
    : undefined
  return (
    Array.isArray(codings) &&
    codings.some((coding) => isJsonObject(coding) && coding['code'] === 'entered-in-error')
  )
}
