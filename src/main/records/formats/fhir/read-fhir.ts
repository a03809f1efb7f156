/**
 * FHIR R4 in JSON: bundles of every type, single resources and bulk exports in NDJSON (hl7.org/fhir/R4/bundle.html,
 * hl7.org/fhir/R4/nd-json.html).
 */
import { isPartsList } from '../../../../shared/domain/record/parts'
import {
  mostRawCharacters,
  type ReadItem,
  type ReadOptions,
} from '../../../../shared/domain/record/read-item'
import { parseIsoTime } from '../../../../shared/domain/record/times'
import { replacementCharacter } from '../text/decode-text'
import { defined, Rejection } from '../rejection'
import { JsonDocuments } from './json/json-documents'
import { byteLines } from './json/json-lines'
import { isJsonObject, type JsonObject, type JsonValue, parseExactJson } from './json/json-value'
import { referenceId, resourceIdentity } from './map/resource-context'
import { MedicationNames } from './medication-names'
import { isReadType, readResource, removedKinds, resourceContext } from './read-resource'
import { MedicationResource, ResourceBase } from './schema/resources'
import { Reference } from './schema/datatypes'

export interface FhirReadOptions extends ReadOptions {
  /** told of each resource that says nothing the record keeps, by its type (`Claim`, `Practitioner`, …) */
  skipped?: (type: string) => void
  /** largest resource */
  mostResourceBytes?: number
}

const defaultResourceBytes = 64 * 1024 * 1024
const headBytes = 64 * 1024
/** Orders that wait for a Medication that comes later in the file; more than these are read without it. */
const mostWaiting = 10_000
const mostNestedBundles = 3

interface Located {
  value: JsonValue
  fullUrl?: string | undefined
  /** what a person finds it by, where it has no id */
  row: string
}

/**
 * Reads resources as they come; the memory is that of the largest resource and of the orders that wait for their medication.
 *
 * A line of NDJSON that is no JSON is rejected and the next is read. A bundle is read up to its first fault in JSON, because
 * nothing behind one can be told apart.
 */
export async function* readFhir(
  bytes: AsyncIterable<Uint8Array>,
  options: FhirReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const reading = new FhirReading(options)
  const { head, all } = await peek(bytes)
  const limit = options.mostResourceBytes ?? defaultResourceBytes
  // Item by item only here: each further generator in between costs as much as a look at the item.
  if (isNdjson(head)) for await (const items of readLines(all, limit, reading)) yield* items
  else yield* readDocuments(all, limit, reading)
  yield* reading.readWaiting()
}

async function* readLines(
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
  reading: FhirReading,
): AsyncGenerator<ReadItem[]> {
  const decoder = new TextDecoder()
  for await (const lines of byteLines(bytes, limit))
    yield lines.flatMap(({ number, bytes: line }) => {
      const row = `line ${number}`
      if (line === null)
        return [rejected(row, new Rejection('too-large', `the line is longer than ${limit} bytes`), '')]
      const text = decoder.decode(line)
      if (text.trim() === '') return []
      return text.includes(replacementCharacter) && !isUtf8(line)
        ? [rejected(row, new Rejection('encoding', 'the line is not in UTF-8'), text)]
        : lineItems(text, row, reading)
    })
}

function lineItems(text: string, row: string, reading: FhirReading): ReadItem[] {
  try {
    return reading.read({ value: parseExactJson(text), row })
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      return [rejected(row, new Rejection('malformed', error.message), text)]
    throw error
  }
}

async function* readDocuments(
  bytes: AsyncIterable<Uint8Array>,
  limit: number,
  reading: FhirReading,
): AsyncGenerator<ReadItem> {
  const documents = new JsonDocuments('entry', limit)
  let entries = 0
  const items = (): ReadItem[] =>
    documents.found.splice(0).flatMap(({ from, value }) => {
      if (from === 'document') return reading.readDocument(value)
      entries += 1
      return reading.readEntry(value, `entry ${entries}`)
    })
  for await (const chunk of bytes) {
    documents.write(chunk)
    yield* items()
    if (documents.failure) break
  }
  documents.end()
  yield* items()
  if (!documents.failure) return
  const { code, detail } = documents.failure
  yield rejected(`behind entry ${entries}`, new Rejection(code, detail), '')
}

/** What is kept while a file is read. */
class FhirReading {
  private readonly medications = new MedicationNames()
  private readonly waiting: Located[] = []

  constructor(private readonly options: FhirReadOptions) {}

  /** A document whose `entry`, if it is a bundle, has been read. */
  readDocument(value: JsonValue): ReadItem[] {
    if (Array.isArray(value))
      return value.flatMap((resource, index) => this.read({ value: resource, row: `resource ${index + 1}` }))
    if (isJsonObject(value) && value['resourceType'] === 'Bundle') return []
    return this.read({ value, row: 'resource 1' })
  }

  readEntry(entry: JsonValue, row: string, depth = 0): ReadItem[] {
    if (!isJsonObject(entry))
      return [rejected(row, new Rejection('malformed', 'an entry of a bundle is no object'), rawText(entry))]
    const { fullUrl, resource, request } = entry
    if (isJsonObject(request) && request['method'] === 'DELETE') return this.readDeletion(entry, request, row)
    if (resource === undefined) return []
    return this.read(
      { value: resource, fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined, row },
      depth,
    )
  }

  /** One resource, or the resources of a bundle within a bundle. */
  read(located: Located, depth = 0): ReadItem[] {
    const { value, row } = located
    const type = isJsonObject(value) ? value['resourceType'] : undefined
    if (!isJsonObject(value) || typeof type !== 'string')
      return [
        rejected(row, new Rejection('malformed', 'no FHIR resource: it has no resourceType'), rawText(value)),
      ]
    if (type === 'Bundle') return this.readBundle(value, row, depth)
    if (type === 'Medication') this.noteMedication(value, located.fullUrl)
    if (!isReadType(type)) {
      this.options.skipped?.(type)
      return []
    }
    if (this.waiting.length < mostWaiting && this.lacksMedication(value)) {
      this.waiting.push(located)
      return []
    }
    return this.readOne(value, type, located)
  }

  /** What waited for a medication: all of the file has been read. */
  *readWaiting(): Generator<ReadItem> {
    for (const located of this.waiting.splice(0)) {
      const { value } = located
      const type = isJsonObject(value) ? value['resourceType'] : undefined
      if (isJsonObject(value) && typeof type === 'string') yield* this.readOne(value, type, located)
    }
  }

  private readBundle({ entry }: JsonObject, row: string, depth: number): ReadItem[] {
    if (!Array.isArray(entry)) return []
    if (depth >= mostNestedBundles)
      return [rejected(row, new Rejection('unsupported', 'bundles within bundles within bundles'), '')]
    return entry.flatMap((inner, index) => this.readEntry(inner, `${row}.${index + 1}`, depth + 1))
  }

  private readOne(resource: JsonObject, type: string, { fullUrl, row }: Located): ReadItem[] {
    const { id } = resource
    const source = { row: typeof id === 'string' ? `${type}/${id}` : `${row} (${type})` }
    try {
      const context = resourceContext(resource, type, fullUrl, this.options, this.medications)
      const entries = readResource(resource, context)
      if (entries.every(isPartsList)) this.options.skipped?.(type)
      return entries.map((entry) => ({ kind: 'entry', source, entry }))
    } catch (error) {
      if (!(error instanceof Rejection)) throw error
      return [rejected(source.row, error, rawResource(resource, fullUrl))]
    }
  }

  private readDeletion({ response }: JsonObject, { url }: JsonObject, row: string): ReadItem[] {
    const [, type = '', id = ''] =
      /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(typeof url === 'string' ? url : '') ?? []
    const kinds = removedKinds(type)
    if (kinds.length === 0) {
      this.options.skipped?.(`DELETE ${type}`)
      return []
    }
    const when = isJsonObject(response) ? response['lastModified'] : undefined
    const issued = typeof when === 'string' ? (parseIsoTime(when, this.options.zone) ?? undefined) : undefined
    const identity = { namespace: this.options.namespace, id: `${type}/${id}` }
    return kinds.map((removes) => ({
      kind: 'entry',
      source: { row: `${row} (DELETE)` },
      entry: defined({ kind: 'removal' as const, identity, removes, issued }),
    }))
  }

  private noteMedication(resource: JsonObject, fullUrl: string | undefined): void {
    const { data } = MedicationResource.safeParse(resource)
    const id =
      data && resourceIdentity({ ...this.mediumContext(fullUrl), base: data, type: 'Medication' })?.id
    if (id !== undefined && data?.code) this.medications.add(id, data.code)
  }

  private lacksMedication({ medicationReference }: JsonObject): boolean {
    if (medicationReference === undefined) return false
    const { data } = Reference.safeParse(medicationReference)
    if (!data?.reference || data.reference.startsWith('#')) return false
    const context = { ...this.mediumContext(undefined), base: ResourceBase.parse({}), type: '' }
    return this.medications.find(referenceId(data, 'Medication', context)) === undefined
  }

  private mediumContext(fullUrl: string | undefined) {
    const { namespace, zone } = this.options
    return { namespace, zone, fullUrl, medications: this.medications }
  }
}

const rejected = (row: string, { code, detail }: Rejection, raw: string): ReadItem => ({
  kind: 'rejected',
  source: { row },
  reason: { code, detail },
  raw: raw.slice(0, mostRawCharacters),
})

const rawText = (value: JsonValue): string => JSON.stringify(value)

/** A bundle of the one resource where its address counts for what its references mean. */
const rawResource = (resource: JsonObject, fullUrl: string | undefined): string =>
  rawText(
    fullUrl === undefined
      ? resource
      : { resourceType: 'Bundle', type: 'collection', entry: [{ fullUrl, resource }] },
  )

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The first bytes, and all of them with these. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]()
  const parts: Uint8Array[] = []
  let length = 0
  while (length < headBytes) {
    const next = await source.next()
    if (next.done === true) break
    parts.push(next.value.slice())
    length += next.value.length
  }
  const all = (async function* () {
    try {
      yield* parts.splice(0)
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value
    } finally {
      await source.return?.()
    }
  })()
  return { head: Buffer.concat(parts), all }
}

/** Whether a whole line is a resource. A file of one line is read as a document, which comes to the same. */
function isNdjson(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head)
  if (text.trimStart().startsWith('[')) return false
  return text
    .split('\n')
    .slice(0, -1)
    .some((line) => {
      if (!line.includes('"resourceType"')) return false
      try {
        const value = parseExactJson(line)
        return isJsonObject(value) && typeof value['resourceType'] === 'string'
      } catch {
        return false
      }
    })
}
