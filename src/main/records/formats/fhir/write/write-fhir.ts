/**
 * Entries of the record as FHIR R4: a bundle of the type `collection`, or NDJSON as bulk exports have it.
 *
 * What FHIR has an element for goes there. To find what it has none for, each resource is read again as an import would read
 * it; members that come back otherwise stand in extensions of their own. An export that is imported says what it said.
 */
import type { Provenance, Reference, Resource } from 'fhir/r4'
import { canonicalJson, type PatientKey, type RecordEntry } from '../../../../../shared/domain/record/entry'
import { defined, Rejection } from '../../rejection'
import { isJsonObject, type JsonObject, parseExactJson } from '../json/json-value'
import { ownIdentifier, ownMember } from '../map/own-identity'
import { readResource, resourceContext } from '../read-resource'
import { clinicalResource } from './write-clinical'
import { fhirId, instantFor, resourceId } from './write-datatypes'
import { patientResource } from './write-patient'

export interface FhirExportItem {
  entry: RecordEntry
  /** the program's own id of the person; one patient entry is written for each person */
  personId: string
  provenance?: {
    /** ISO 8601 instant at which the entry was imported */
    importedAt: string
    importedBy: string
    /** name of the file that it came from, and where it stands in it */
    file: string
    row: string
  }
}

/** The resource of an entry, and the one that tells where it comes from. Nothing for a removal: it holds no content. */
export function fhirResources({ entry, personId, provenance }: FhirExportItem): Resource[] {
  if (entry.kind === 'removal') return []
  const patientId = fhirId(`person\n${personId}`)
  const plain =
    entry.kind === 'patient'
      ? patientResource(entry, patientId)
      : clinicalResource(entry, subjectOf(entry.patient, patientId))
  const resource = completed(plain, entry)
  return provenance ? [resource, provenanceOf(entry, resource, provenance)] : [resource]
}

const subjectOf = ([first]: PatientKey, patientId: string): Reference =>
  defined({
    reference: `Patient/${patientId}`,
    identifier: first && defined({ system: first.system || undefined, value: first.value }),
  })

type Written = Exclude<RecordEntry, { kind: 'removal' }>

/** With identity and time of the statement, and with what is lost without an extension. */
function completed(plain: Resource, entry: Written): Resource {
  const lastUpdated = instantFor(entry.issued)
  const { identifier } = plain as { identifier?: object[] }
  const own = ownIdentifier(entry.identity)
  const resource = {
    ...plain,
    ...(lastUpdated === undefined ? {} : { meta: { lastUpdated } }),
    identifier: [...(identifier ?? []), own],
  }
  const extension = lostMembers(resource, entry)
  return extension.length === 0 ? resource : Object.assign(resource, { extension })
}

function lostMembers(resource: Resource, entry: Written): { url: string; valueString: string }[] {
  const said = readBack(resource)
  const names = new Set([...Object.keys(said), ...Object.keys(entry)])
  return [...names].flatMap((name) => {
    const [is, was] = [said[name], (entry as Record<string, unknown>)[name]]
    const same = name === 'patient' || name === 'identity' || canonicalJson(is) === canonicalJson(was)
    return same ? [] : [ownMember(name, was)]
  })
}

/** The members of the statement that a reader finds in the resource; none where it finds no statement. */
function readBack(resource: Resource): Record<string, unknown> {
  const value = parseExactJson(JSON.stringify(resource))
  if (!isJsonObject(value)) return {}
  try {
    const [entry] = readResource(value, readContext(value, resource.resourceType))
    return { ...entry }
  } catch (error) {
    if (error instanceof Rejection) return {}
    throw error
  }
}

const noMedications = { find: () => undefined }

const readContext = (value: JsonObject, type: string) =>
  resourceContext(value, type, undefined, { namespace: 'export', zone: 'UTC' }, noMedications)

function provenanceOf(
  entry: Written,
  { resourceType, id = '' }: Resource,
  { importedAt, importedBy, file, row }: NonNullable<FhirExportItem['provenance']>,
): Provenance {
  return {
    resourceType: 'Provenance',
    id: fhirId(`provenance\n${resourceId(entry.identity)}\n${id}`),
    target: [{ reference: `${resourceType}/${id}` }],
    recorded: importedAt,
    agent: [{ who: { display: importedBy } }],
    entity: [{ role: 'source', what: { display: `${file}, ${row}` } }],
  }
}

/** A bundle in pieces of text; the memory is that of one entry. @param writtenAt ISO 8601 instant of the export */
export async function* writeFhirBundle(
  items: AsyncIterable<FhirExportItem> | Iterable<FhirExportItem>,
  writtenAt: string,
): AsyncGenerator<string, void, undefined> {
  yield `{"resourceType":"Bundle","type":"collection","timestamp":${JSON.stringify(writtenAt)},"entry":[`
  let separator = '\n'
  for await (const item of items)
    for (const resource of fhirResources(item)) {
      yield separator + JSON.stringify({ fullUrl: `urn:uuid:${resource.id ?? ''}`, resource }, byUuid)
      separator = ',\n'
    }
  yield '\n]}\n'
}

/** References within a bundle name what they mean by its full address, which is no web address here. */
const byUuid = (key: string, value: unknown): unknown =>
  key === 'reference' && typeof value === 'string' ? `urn:uuid:${value.slice(value.indexOf('/') + 1)}` : value

/** A line for each resource, with its type for those who write a file for each type. */
export async function* writeFhirNdjson(
  items: AsyncIterable<FhirExportItem> | Iterable<FhirExportItem>,
): AsyncGenerator<{ resourceType: string; line: string }, void, undefined> {
  for await (const item of items)
    for (const resource of fhirResources(item))
      yield { resourceType: resource.resourceType, line: `${JSON.stringify(resource)}\n` }
}
