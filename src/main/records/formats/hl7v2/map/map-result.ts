/** OBR, OBX and NTE: results (HL7 v2.9, chapter 7). */
import type { Concept } from '../../../../../shared/domain/record/coding'
import {
  contentId,
  type DocumentEntry,
  type EntryContent,
  type EntryStatus,
  type ObservationEntry,
  type ObservationValue,
  type RecordEntry,
} from '../../../../../shared/domain/record/entry'
import { orderAt } from '../../../../../shared/domain/record/parts'
import type { RecordTime } from '../../../../../shared/domain/record/times'
import { defined, Rejection } from '../../rejection'
import { textOfHtml } from '../../text-of-html'
import { hl7Time } from '../hl7-time'
import type { FieldValue, Segment } from '../message'
import { authority, authorOf, conceptOf, identityId, type MessageContext } from './message-context'
import { observationValue, referenceRange, unitOf } from './observation-value'
import {
  correctedOrders,
  reportServices,
  resultStatuses,
  someResults,
  statusesWithoutValue,
  tableSystem,
} from './tables'

/** An OBR with what stands below it; ADT messages have observations without one. */
export interface ResultGroup {
  orc: Segment | undefined
  obr: Segment | undefined
  specimen: Segment | undefined
  results: Result[]
}

/** One OBX, or several that are the lines of one text. */
export interface Result {
  lines: Segment[]
  notes: Segment[]
}

const isText = (obx: Segment): boolean => obx.text(2) === 'TX' || obx.text(2) === 'FT'

/** Whether an OBX goes on with the text of the one before. */
export function continues(before: Result | undefined, obx: Segment): boolean {
  const last = before?.lines.at(-1)
  if (!last || before?.notes.length !== 0 || !isText(last) || !isText(obx)) return false
  return [3, 4, 11, 14].every((number) => last.field(number).text() === obx.field(number).text())
}

/** What the results of one group share. */
export interface GroupContext extends MessageContext {
  group: ResultGroup
  /** how often an identity has come in the message */
  seen: Map<string, number>
}

/**
 * The statements of one result: one for each value of a repeated field.
 *
 * @throws Rejection where it cannot be taken
 */
export function resultEntries(result: Result, context: GroupContext): RecordEntry[] {
  const [obx] = result.lines
  if (!obx) return []
  const code = conceptOf(obx.field(3), context)
  if (!code) throw new Rejection('code-missing', 'OBX-3 is empty')
  const status = statusOf(obx)
  const start = hl7Time(obx.field(14), 'OBX-14', context.zone) ?? observedAt(context)
  const id = resultId(obx, code, start, context)
  const shared = sharedParts(obx, status, start, context)
  const note = notesText(result.notes)
  const document = documentContent(result, code, { ...shared, ...note }, context)
  if (document) return [identified(document, id, context)]
  const values = valuesOf(result, context)
  if (values.length === 0 && status === 'removed')
    return [removal(id, obx, { ...shared, code, value: { type: 'none', reason: code } }, context)]
  const details = { ...shared, ...note, ...detailsOf(obx, context), code }
  return (values.length === 0 ? [absentValue(obx, note.note)] : values).map((value, index) =>
    identified(
      { kind: 'observation', ...details, value },
      id && (index === 0 ? id : `${id}~${index + 1}`),
      context,
    ),
  )
}

/**
 * The lists of parts that a corrected order makes: OBR-25 says that results were corrected, so what this version leaves out is
 * said no more. Not where only some results are there (ORC-5), nor where a result is taken back by itself (OBX-11 D, W): a
 * sender that does so names what goes. One list for each time that results are about, see {@link orderAt}.
 *
 * @param said what was read of all results of the group
 */
export function completeOrder(said: readonly RecordEntry[], context: GroupContext): RecordEntry[] {
  const { group, namespace } = context
  const panel = panelOf(context)
  const isCorrection = correctedOrders.has(group.obr?.text(25) ?? '') && group.orc?.text(5) !== someResults
  if (!isCorrection || panel === undefined || said.some((entry) => entry.kind === 'removal')) return []
  const results = said.flatMap((entry) => (entry.kind === 'observation' ? [entry] : []))
  if (results.some(({ status }) => status === 'removed')) return []
  const wholes = new Set(results.map(({ start }) => orderAt(panel, start)))
  return [...wholes].map((id) => {
    const parts = results.filter(({ start }) => orderAt(panel, start) === id)
    return defined({
      kind: 'removal' as const,
      identity: { namespace, id },
      removes: 'observation' as const,
      issued: parts[0]?.issued,
      exceptParts: parts.map(({ identity }) => identity.id),
    })
  })
}

/** The same for all results of one order. */
function panelOf({ group, sender }: GroupContext): string | undefined {
  const order = orderNumber(group)
  return order === undefined ? undefined : identityId('OBR', sender, order, group.obr?.text(4) ?? '')
}

function statusOf(obx: Segment): EntryStatus {
  const code = obx.text(11)
  // Left out, it is a result that stands, as in versions in which the field was optional.
  const status = code === '' ? 'final' : resultStatuses[code]
  if (!status) throw new Rejection('value-invalid', `OBX-11 "${code.slice(0, 20)}" is not in table 0085`)
  return status
}

const observedAt = ({ group, zone }: GroupContext): RecordTime | undefined =>
  group.obr && hl7Time(group.obr.field(7), 'OBR-7', zone)

/** The number of the one who did the order, else of the one who placed it. */
function orderNumber({ orc, obr }: ResultGroup): string | undefined {
  const fields = [obr?.field(3), orc?.field(3), obr?.field(2), orc?.field(2)]
  const field = fields.find((candidate) => candidate?.component(1).trim())
  return field && `${field.component(1).trim()}^${authority(field, 2) || field.component(2).trim()}`
}

/**
 * A result is known again by its order, its code, its sub-id and the time that it is about: so a correction replaces it, and
 * the next value of a monitor does not. Undefined where there is no order number.
 */
function resultId(
  obx: Segment,
  code: Concept,
  start: RecordTime | undefined,
  context: GroupContext,
): string | undefined {
  const order = orderNumber(context.group)
  if (order === undefined) return undefined
  const [coding] = code.codings
  const id = identityId(
    'OBX',
    context.sender,
    order,
    context.group.obr?.text(4) ?? '',
    coding?.system ?? '',
    coding?.code ?? code.text ?? '',
    obx.field(4).text(),
    start?.iso ?? '',
  )
  const count = (context.seen.get(id) ?? 0) + 1
  context.seen.set(id, count)
  return count === 1 ? id : `${id}#${count}`
}

function identified(
  content: EntryContent<ObservationEntry | DocumentEntry>,
  id: string | undefined,
  { namespace }: GroupContext,
): RecordEntry {
  return { ...content, identity: { namespace, id: id ?? contentId(content) } }
}

function removal(
  id: string | undefined,
  obx: Segment,
  content: Omit<EntryContent<ObservationEntry>, 'kind'>,
  { namespace, group }: GroupContext,
): RecordEntry {
  if (id === undefined)
    throw new Rejection(
      'value-missing',
      `OBX ${obx.place} takes back a result without saying which: it has no order number`,
    )
  return defined({
    kind: 'removal' as const,
    identity: { namespace, id },
    removes: isReport(obx, group) ? ('document' as const) : ('observation' as const),
    issued: content.issued,
  })
}

function sharedParts(
  obx: Segment,
  status: EntryStatus,
  start: RecordTime | undefined,
  context: GroupContext,
) {
  const { group, patient, encounterId, zone, sentAt } = context
  const end = group.obr && obx.field(14).isEmpty() ? hl7Time(group.obr.field(8), 'OBR-8', zone) : undefined
  return defined({
    patient,
    status,
    issued: (group.obr && hl7Time(group.obr.field(22), 'OBR-22', zone)) ?? sentAt,
    encounterId,
    author: authorOf(obx.field(16)) ?? (group.obr && interpreter(group.obr)),
    start,
    end,
    panel: panelOf(context),
  })
}

/** OBR-32 is a CNN within an NDL: its first component has the parts of the name. */
function interpreter(obr: Segment): string | undefined {
  const field = obr.field(32)
  const name = [3, 2].map((part) => field.component(1, part).trim()).filter((part) => part !== '')
  return name.join(' ') || field.component(1).trim() || undefined
}

function detailsOf(obx: Segment, context: GroupContext) {
  const flags = obx.repetitions(8).flatMap((flag) => flag.component(1).split(/[,;\s]+/))
  const range = referenceRange(obx.field(7).text(), unitOf(obx))
  const { obr, specimen } = context.group
  const service = obr?.text(24) ?? ''
  const codes = flags.filter((flag) => flag !== '').map((code) => ({ system: tableSystem('0078'), code }))
  return defined({
    interpretation: codes.length === 0 ? undefined : codes,
    referenceRange: range && [range],
    category: service === '' ? undefined : [{ system: tableSystem('0074'), code: service }],
    method: words(obx.field(17)),
    device: words(obx.field(18)),
    specimen: (specimen && words(specimen.field(4))) ?? (obr && words(obr.field(15))),
  })
}

const words = (field: FieldValue): string | undefined =>
  field.component(2).trim() || field.component(1, 2).trim() || field.component(1).trim() || undefined

function notesText(notes: Segment[]): { note?: string } {
  const text = notes.flatMap((nte) => nte.repetitions(3).map((line) => line.text())).join('\n')
  return text.trim() === '' ? {} : { note: text }
}

function valuesOf({ lines }: Result, context: GroupContext): ObservationValue[] {
  const [obx] = lines
  if (!obx) return []
  if (isText(obx)) {
    const text = textOf(lines)
    return text.trim() === '' ? [] : [{ type: 'text', text }]
  }
  const [type, unit] = [obx.text(2), unitOf(obx)]
  return obx.repetitions(5).flatMap((field) => observationValue(type, field, unit, context) ?? [])
}

const textOf = (lines: Segment[]): string =>
  lines
    .map((obx) =>
      obx
        .repetitions(5)
        .map((field) => field.text())
        .join('\n'),
    )
    .join('\n')
    .replace(/\r\n?/g, '\n')

/** Why there is no value, where the status or a note says it. @throws Rejection where nothing does */
function absentValue(obx: Segment, note: string | undefined): ObservationValue {
  const status = obx.text(11)
  if (statusesWithoutValue.has(status))
    return { type: 'none', reason: { codings: [{ system: tableSystem('0085'), code: status }] } }
  if (note !== undefined)
    return {
      type: 'none',
      reason: {
        codings: [{ system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason', code: 'unknown' }],
      },
    }
  throw new Rejection('value-missing', 'OBX-5 is empty')
}

type Shared = ReturnType<typeof sharedParts> & { note?: string }

/** The most that an observation's text holds; longer ones are documents. */
const mostObservationText = 100_000

/** A report in words, or a file within the message; null for a value. */
function documentContent(
  result: Result,
  code: Concept,
  { panel: _, ...shared }: Shared,
  { group }: GroupContext,
): EntryContent<DocumentEntry> | null {
  const [obx] = result.lines
  if (!obx || obx.field(5).isEmpty()) return null
  const title =
    [...(group.obr ? [words(group.obr.field(4))] : []), code.text, code.codings[0]?.display].find(
      (text) => text,
    ) ?? ''
  const head = { kind: 'document' as const, ...shared, code, title }
  if (obx.text(2) === 'ED') return { ...head, ...encapsulated(obx.field(5)) }
  if (!isText(obx)) return null
  const text = textOf(result.lines)
  const isLong = text.length > mostObservationText
  return (isReport(obx, group) || isLong) && text.trim() !== '' ? { ...head, text } : null
}

/** Whether a result is a document by what it is, not by its length. */
function isReport(obx: Segment, { obr }: ResultGroup): boolean {
  return obx.text(2) === 'ED' || (isText(obx) && reportServices.has(obr?.text(24) ?? ''))
}

const mediaTypes: Record<string, string> = {
  PDF: 'application/pdf',
  JPEG: 'image/jpeg',
  JPG: 'image/jpeg',
  PNG: 'image/png',
  TIFF: 'image/tiff',
  GIF: 'image/gif',
  DICOM: 'application/dicom',
  RTF: 'application/rtf',
  XML: 'application/xml',
  HTML: 'text/html',
  HTM: 'text/html',
  TEXT: 'text/plain',
  TXT: 'text/plain',
  PLAIN: 'text/plain',
}

/** ED: application, type, subtype, encoding, data (v2.9, 2A.3.27). @throws Rejection for another encoding */
function encapsulated(field: FieldValue): Pick<DocumentEntry, 'text' | 'attachment'> {
  const [type, subtype, encoding] = [2, 3, 4].map((component) => field.component(component).trim())
  const bytes = encapsulatedBytes(field.wholeComponent(5), (encoding ?? '').toUpperCase())
  if (bytes.length === 0) throw new Rejection('value-missing', 'OBX-5 holds a file without content')
  const known =
    mediaTypes[(subtype ?? '').toUpperCase()] ?? (type?.toUpperCase() === 'TEXT' ? 'text/plain' : undefined)
  const contentType = known ?? (type?.includes('/') ? type : 'application/octet-stream')
  if (contentType === 'text/plain') return { text: bytes.toString('utf8') }
  if (contentType === 'text/html') return { text: textOfHtml(bytes.toString('utf8')) }
  return { text: '', attachment: { contentType, base64: bytes.toString('base64') } }
}

function encapsulatedBytes(data: string, encoding: string): Buffer {
  if (encoding === 'BASE64') return Buffer.from(data, 'base64')
  if (encoding === 'HEX') return Buffer.from(data.replace(/\s/g, ''), 'hex')
  if (encoding === 'A' || encoding === '') return Buffer.from(data, 'utf8')
  throw new Rejection('unsupported', `OBX-5 is encoded as "${encoding.slice(0, 20)}"`)
}
