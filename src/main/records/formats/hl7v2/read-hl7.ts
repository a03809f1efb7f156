/** HL7 v2 files: results (ORU, OUL) and admissions (ADT) into entries of the record (HL7 v2.1 to v2.9, delimited form). */
import { type PatientKey, RecordEntry } from '../../../../shared/domain/record/entry'
import {
  mostRawCharacters,
  type ReadItem,
  type ReadOptions,
} from '../../../../shared/domain/record/read-item'
import { Rejection } from '../rejection'
import { utf8Mark } from '../text/decode-text'
import { characterSetOf, declaredCharacterSet, decodeMessage } from './character-sets'
import { hl7Time, statedZone } from './hl7-time'
import { allergyEntry, conditionEntry, procedureEntry } from './map/map-admission'
import { encounterEntry, mergedPatient, patientEntry, personKey } from './map/map-patient'
import {
  completeOrder,
  continues,
  type GroupContext,
  type Result,
  resultEntries,
  type ResultGroup,
} from './map/map-result'
import { type MessageContext, visitId } from './map/message-context'
import { parseMessage, type Segment } from './message'
import { splitMessages } from './split-messages'

export interface Hl7ReadOptions extends ReadOptions {
  /** label of the Encoding Standard for messages that name no character set and are not in UTF-8 */
  fallbackCharacterSet?: string
  /** told of each segment that the record keeps nothing of (`NK1`, `IN1`, …), and of each message (`message SIU`) */
  skipped?: (what: string) => void
  mostMessageBytes?: number
  /** whether an order that is corrected comes with all of its results, as it does unless a sender is known to do otherwise */
  correctionsAreComplete?: boolean
}

const defaultMessageBytes = 64 * 1024 * 1024
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** Reads message by message; the memory is that of the largest message. */
export async function* readHl7(
  bytes: AsyncIterable<Uint8Array>,
  options: Hl7ReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const limit = options.mostMessageBytes ?? defaultMessageBytes
  const skipped = options.skipped ?? (() => undefined)
  for await (const found of splitMessages(bytes, limit, skipped)) {
    const row = `message ${found.number}`
    if (found.kind === 'message') yield* messageItems(found.lines, row, found.isUtf8, { ...options, skipped })
    else if (found.kind === 'too-large')
      yield rejected(row, new Rejection('too-large', `the message is longer than ${limit} bytes`), [
        latin1(found.lines[0] ?? new Uint8Array(0)),
      ])
    else
      yield rejected(
        row,
        new Rejection('malformed', 'these lines belong to no message: none before them begins with MSH'),
        found.lines.map(latin1),
      )
  }
}

type KnownOptions = Hl7ReadOptions & { skipped: (what: string) => void }

function messageItems(lines: Uint8Array[], row: string, isUtf8: boolean, options: KnownOptions): ReadItem[] {
  let texts: string[] | null = null
  try {
    const label = isUtf8 ? 'utf-8' : labelOf(lines, options)
    texts = lines.map((line) => decodeMessage(line, label))
    const segments = parseMessage(texts, (bytes) => new TextDecoder(label).decode(bytes))
    return new MessageReading(segments, row, options).items()
  } catch (error) {
    if (!(error instanceof Rejection)) throw error
    return [rejected(row, error, texts ?? lines.map(latin1))]
  }
}

function labelOf(lines: Uint8Array[], { fallbackCharacterSet }: KnownOptions): string {
  const [header = new Uint8Array(0)] = lines
  return characterSetOf(Buffer.concat(lines), declaredCharacterSet(header), fallbackCharacterSet)
}

/** @param lines of a message by itself, that can be read again */
const rejected = (row: string, { code, detail }: Rejection, lines: string[]): ReadItem => ({
  kind: 'rejected',
  source: { row },
  reason: { code, detail },
  raw: `${utf8Mark}${lines.join('\r')}`.slice(0, mostRawCharacters),
})

const readTypes = new Set(['ORU', 'OUL', 'ADT'])
/** Events of ADT that give up one number of a person for another (v2.9, chapter 3.3: merge and change of identifiers). */
const mergeEvents = new Set(['A18', 'A30', 'A34', 'A36', 'A39', 'A40', 'A46', 'A47'])
const statements = { DG1: conditionEntry, AL1: allergyEntry, IAM: allergyEntry, PR1: procedureEntry }
/** They only hold the others together. */
const silent = new Set(['MSH', 'EVN', 'PV2'])

/** One message, segment by segment. */
class MessageReading {
  private readonly found: ReadItem[] = []
  private readonly header: Segment
  private readonly event: string
  private readonly row: string
  private readonly shared: Omit<MessageContext, 'patient' | 'encounterId'>
  private readonly seen = new Map<string, number>()
  private patient: PatientKey | null = null
  private encounterId: string | undefined
  private part: Segment[] = []
  private orc: Segment | undefined
  private group: ResultGroup | null = null

  constructor(
    private readonly segments: Segment[],
    row: string,
    private readonly options: KnownOptions,
  ) {
    const [header] = segments
    if (!header) throw new Rejection('malformed', 'the message is empty')
    this.header = header
    const zone = statedZone(header.text(7)) ?? options.zone
    this.event =
      header.field(9).component(2).trim() || (segments.find(({ name }) => name === 'EVN')?.text(1) ?? '')
    const control = header.text(10)
    this.row = control === '' ? row : `message ${control}`
    const sender = header.text(4) || header.text(3) || options.namespace
    this.shared = {
      namespace: options.namespace,
      sender,
      zone,
      sentAt: hl7Time(header.field(7), 'MSH-7', zone),
    }
  }

  items(): ReadItem[] {
    const type = this.header.text(9)
    if (type === '') throw new Rejection('malformed', 'MSH-9 does not tell the type of the message')
    if (!readTypes.has(type)) {
      this.options.skipped(`message ${type}`)
      return []
    }
    this.segments.forEach((segment, index) => this.take(segment, this.segments[index + 1]))
    this.endGroup()
    return this.found
  }

  private take(segment: Segment, next: Segment | undefined): void {
    switch (segment.name) {
      case 'PID':
        this.takePatient(segment)
        return
      case 'MRG':
        this.takeMerge(segment)
        return
      case 'PV1':
        this.takeVisit(segment, next?.name === 'PV2' ? next : undefined)
        return
      case 'ORC':
        this.endGroup()
        this.orc = segment
        return
      case 'OBR':
        this.beginGroup(segment)
        return
      case 'OBX':
        this.takeResult(segment)
        return
      case 'NTE':
        this.group?.results.at(-1)?.notes.push(segment)
        return
      case 'SPM':
        if (this.group) this.group.specimen = segment
        return
      case 'DG1':
      case 'AL1':
      case 'IAM':
      case 'PR1': {
        const read = statements[segment.name]
        this.add(segment, [segment], () => [read(segment, this.context())])
        return
      }
      default:
        if (!silent.has(segment.name)) this.options.skipped(segment.name)
    }
  }

  private takePatient(pid: Segment): void {
    this.endGroup()
    this.patient = null
    this.encounterId = undefined
    this.part = [pid]
    this.patient = personKey(pid)
    // In a merge the PID only says who stays.
    const isPlain = this.header.text(9) !== 'ADT' || !mergeEvents.has(this.event)
    if (isPlain) this.add(pid, [], () => [patientEntry(pid, this.context())])
  }

  private takeMerge(mrg: Segment): void {
    if (!mergeEvents.has(this.event)) {
      this.options.skipped('MRG')
      return
    }
    this.add(mrg, [mrg], () => [mergedPatient(mrg, this.context().patient, this.context())])
  }

  private takeVisit(pv1: Segment, pv2: Segment | undefined): void {
    this.encounterId = visitId(pv1.field(19))
    this.part.push(pv1)
    if (this.header.text(9) !== 'ADT') return
    this.add(pv1, pv2 ? [pv2] : [], () => [encounterEntry(pv1, pv2, this.event, this.context())])
  }

  private beginGroup(obr: Segment): void {
    const { orc } = this
    this.endGroup()
    this.group = { orc, obr, specimen: undefined, results: [] }
  }

  private takeResult(obx: Segment): void {
    this.group ??= { orc: this.orc, obr: undefined, specimen: undefined, results: [] }
    const last = this.group.results.at(-1)
    if (last && continues(last, obx)) last.lines.push(obx)
    else this.group.results.push({ lines: [obx], notes: [] })
  }

  /** Results are read when all of their group is known: notes and specimen stand behind them. */
  private endGroup(): void {
    const { group } = this
    this.group = null
    this.orc = undefined
    if (!group || group.results.length === 0) return
    const read = group.results.map((result) => this.addResult(result, group))
    // Of a result that cannot be read nobody knows whether it is one of those that would end.
    const { obr } = group
    if (!obr || this.options.correctionsAreComplete === false || read.includes(null)) return
    const said = read.flatMap((entries) => entries ?? [])
    this.add(obr, [], () => completeOrder(said, this.groupContext(group)))
  }

  private addResult(result: Result, group: ResultGroup): RecordEntry[] | null {
    const [obx] = result.lines
    if (!obx) return []
    const around = [group.orc, group.obr].filter((segment) => segment !== undefined)
    return this.add(obx, [...around, ...result.lines, ...result.notes], () =>
      resultEntries(result, this.groupContext(group)),
    )
  }

  private groupContext(group: ResultGroup): GroupContext {
    return { ...this.context(), group, seen: this.seen }
  }

  /**
   * @param segments besides header, patient and visit that the statement needs to be read again
   * @returns what was said; null where it cannot be taken
   */
  private add(
    segment: Segment,
    segments: Segment[],
    read: () => (RecordEntry | null)[],
  ): RecordEntry[] | null {
    const row = `${this.row} ${segment.name} ${segment.place}`
    try {
      const entries = read().flatMap((entry) => (entry ? [checked(entry)] : []))
      for (const entry of entries) this.found.push({ kind: 'entry', source: { row }, entry })
      return entries
    } catch (error) {
      if (!(error instanceof Rejection)) throw error
      const lines = [this.header, ...this.part, ...segments].map(({ raw }) => raw)
      this.found.push(rejected(row, error, lines))
      return null
    }
  }

  /** @throws Rejection where no PID came before */
  private context(): MessageContext {
    if (!this.patient) throw new Rejection('patient-missing', 'no PID comes before')
    return { ...this.shared, patient: this.patient, encounterId: this.encounterId }
  }
}

/** @throws Rejection where a rule of the record is broken, such as a text that is too long */
function checked(entry: RecordEntry): RecordEntry {
  const result = RecordEntry.safeParse(entry)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Rejection('entry-invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
}
