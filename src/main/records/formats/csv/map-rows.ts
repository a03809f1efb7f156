/** Turns rows of a table into entries of the record, as a mapping says. */
import type { Concept } from '../../../../shared/domain/record/coding'
import {
  contentId,
  type EntryContent,
  type EntryIdentity,
  type ObservationValue,
  type PatientKey,
  type RecordEntry,
  type ReferenceRange,
} from '../../../../shared/domain/record/entry'
import type { ReadOptions, RejectReason } from '../../../../shared/domain/record/read-item'
import type { RecordTime, Zone } from '../../../../shared/domain/record/times'
import {
  type CellValue,
  type CsvMapping,
  mappedColumns,
  type MeasuredThing,
  type TimeColumns,
  type UnitSource,
} from '../../../../shared/domain/record-import/csv-mapping'
import { timePattern } from '../../../../shared/domain/record-import/time-pattern'
import { readNumber } from '../text/read-number'
import type { RowOutcome, RowReader, Table } from './read-table'

type Reason = { code: RejectReason; detail: string }

/** A value, or why there is none; undefined where the cell is empty or says that nothing was found. */
type Read<T> = { value: T } | { reason: Reason; column: string } | undefined

interface Cells {
  /** '' where the cell is empty or has a word for missing */
  text: (column: string) => string
}

interface RowContext {
  patient: PatientKey
  encounterId: string | undefined
  time: RecordTime | undefined
  rowId: string
}

/** Columns that the mapping speaks of and the header does not have. */
export function missingColumns(mapping: CsvMapping, header: readonly string[]): string[] {
  return mappedColumns(mapping).filter((column) => !header.includes(column))
}

/** @returns the reader of the table's rows, or why the mapping does not fit this table */
export function mapRows(
  mapping: CsvMapping,
  options: ReadOptions,
  table: Pick<Table, 'header'>,
): RowReader | Reason {
  const absent = missingColumns(mapping, table.header)
  if (absent.length > 0) return { code: 'malformed', detail: `the table has no column ${absent.join(', ')}` }
  const twice = mappedColumns(mapping).find(
    (column) => table.header.indexOf(column) !== table.header.lastIndexOf(column),
  )
  if (twice !== undefined) return { code: 'malformed', detail: `two columns are called ${twice}` }
  const index = new Map(table.header.map((column, at) => [column, at]))
  const missing = new Set(mapping.missing.map(folded))
  const mapper = new RowMapper(mapping, options)
  return ({ cells }) =>
    mapper.read({
      text: (column) => {
        const cell = (cells[index.get(column)!] ?? '').trim()
        return missing.has(folded(cell)) ? '' : cell
      },
    })
}

const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()

class RowMapper {
  private readonly zone: Zone
  private readonly patients = new SaidLately()
  private readonly encounters = new SaidLately()
  private readonly known = new Map<string, MeasuredThing>()
  private readonly readTime: ((cells: Cells) => Read<RecordTime>) | null
  private readonly readBirthDate: ((cells: Cells) => Read<RecordTime>) | null
  private readonly readEnd: ((cells: Cells) => Read<RecordTime>) | null

  constructor(
    private readonly mapping: CsvMapping,
    private readonly options: ReadOptions,
  ) {
    const { rows, patient, time } = mapping
    this.zone = mapping.zone ?? options.zone
    this.readTime = time ? timeReader(time, this.zone) : null
    this.readBirthDate = patient.birthDate ? timeReader(patient.birthDate, this.zone) : null
    this.readEnd = rows.form === 'list' && rows.end ? timeReader(rows.end, this.zone) : null
    if (rows.form === 'long')
      for (const [text, thing] of Object.entries(rows.code.known)) this.known.set(folded(text), thing)
  }

  *read(cells: Cells): Generator<RowOutcome, void, undefined> {
    const { mapping } = this
    const patient = mapping.patient.identifiers
      .map(({ column, system }) => ({ system, value: cells.text(column) }))
      .filter(({ value }) => value !== '')
    if (patient.length === 0) {
      yield {
        reason: { code: 'patient-missing', detail: 'no number of a patient' },
        column: mapping.patient.identifiers[0]!.column,
      }
      return
    }
    yield* this.readPatient(cells, patient)
    if (mapping.rows.form === 'patients') return

    const time = this.readTime?.(cells)
    if (time && 'reason' in time) return yield time
    if (!time && mapping.timeRequired)
      return yield {
        reason: { code: 'time-missing', detail: 'the row has no time' },
        column: mapping.time?.columns[0] ?? '',
      }
    const encounter = mapping.encounter === undefined ? '' : cells.text(mapping.encounter)
    if (encounter !== '') yield* this.readEncounter(encounter, patient)
    const context: RowContext = {
      patient,
      time: time?.value,
      encounterId: encounter === '' ? undefined : encounterId(encounter),
      rowId: mapping.rowId === undefined ? '' : cells.text(mapping.rowId),
    }
    if (mapping.rows.form === 'wide') yield* this.readWide(cells, context, mapping.rows)
    else if (mapping.rows.form === 'long') yield* this.readLong(cells, context, mapping.rows)
    else yield* this.readList(cells, context, mapping.rows)
  }

  /** Says a patient once for each time that what the rows say of them changes. */
  private *readPatient(cells: Cells, patient: PatientKey): Generator<RowOutcome, void, undefined> {
    const { name, sex } = this.mapping.patient
    if (name === undefined && !sex && !this.readBirthDate && this.mapping.rows.form !== 'patients') return
    const birthDate = this.readBirthDate?.(cells)
    if (birthDate && 'reason' in birthDate) yield birthDate
    const sexText = sex ? cells.text(sex.column) : ''
    const saidSex = Object.entries(sex?.words ?? {}).find(([word]) => folded(word) === folded(sexText))?.[1]
    if (sex && sexText !== '' && saidSex === undefined)
      yield {
        reason: { code: 'value-invalid', detail: `${sexText} is no word for a sex` },
        column: sex.column,
      }
    const entry: RecordEntry = {
      kind: 'patient',
      identity: this.identity(
        `patient/${patient.map(({ system, value }) => `${system}|${value}`).join('&')}`,
      ),
      patient,
      status: 'final',
      name: personName(name === undefined ? '' : cells.text(name)),
      sex: saidSex ?? 'U',
      ...(birthDate && 'value' in birthDate ? { birthDate: dayOf(birthDate.value) } : {}),
    }
    if (this.patients.isNew(entry.identity.id, JSON.stringify(entry))) yield { entry }
  }

  /** A table of values knows no more of a visit than its number; another source may say the rest. */
  private *readEncounter(encounter: string, patient: PatientKey): Generator<RowOutcome, void, undefined> {
    const entry: RecordEntry = {
      kind: 'encounter',
      identity: this.identity(encounterId(encounter)),
      patient,
      status: 'final',
      type: [],
      state: 'unknown',
      reason: [],
    }
    if (this.encounters.isNew(entry.identity.id, JSON.stringify(patient))) yield { entry }
  }

  private *readWide(
    cells: Cells,
    context: RowContext,
    rows: Extract<CsvMapping['rows'], { form: 'wide' }>,
  ): Generator<RowOutcome, void, undefined> {
    // prettier-ignore
    for (const target of rows.columns) {
      const text = cells.text(target.column)
      if (text === '') continue
      if (target.as === 'observation') yield this.observation(target, text, cells, context, target.column)
      else {
        const said = wordOf(text, target.yes) ? 'confirmed' : wordOf(text, target.no) ? 'refuted' : null
        if (said === null) yield { reason: notAWord(text), column: target.column }
        else yield { entry: this.finish({ ...this.common(context), kind: 'condition', code: target.code, verification: said, clinicalStatus: 'unknown' }, context, target.column), column: target.column }
      }
    }
  }

  private *readLong(
    cells: Cells,
    context: RowContext,
    rows: Extract<CsvMapping['rows'], { form: 'long' }>,
  ): Generator<RowOutcome, void, undefined> {
    // prettier-ignore
    const name = cells.text(rows.code.column)
    if (name === '')
      return yield {
        reason: { code: 'code-missing', detail: 'the row does not say what was measured' },
        column: rows.code.column,
      }
    const thing =
      this.known.get(folded(name)) ??
      (rows.code.others === 'keep' ? kept(name, rows.code.system ?? `local:${this.options.namespace}`) : null)
    if (!thing)
      return yield {
        reason: { code: 'code-missing', detail: `${name} has no meaning in the mapping` },
        column: rows.code.column,
      }
    const text = cells.text(rows.value)
    if (text === '')
      return yield { reason: { code: 'value-missing', detail: 'the row has no value' }, column: rows.value }
    const range = rows.referenceRange === undefined ? '' : cells.text(rows.referenceRange)
    const isKept = !this.known.has(folded(name))
    const outcome = this.observation(
      isKept && !readNumber(text, this.mapping.text.decimal) ? { ...thing, value: { type: 'text' } } : thing,
      text,
      cells,
      context,
      undefined,
      rows.unit,
      range,
    )
    yield 'reason' in outcome ? { ...outcome, column: outcome.column ?? rows.value } : outcome
  }

  private observation(
    thing: MeasuredThing,
    text: string,
    cells: Cells,
    context: RowContext,
    column: string | undefined,
    rowUnit?: UnitSource,
    range = '',
  ): RowOutcome {
    const read = this.readValue(thing.value, text, cells, rowUnit)
    if ('reason' in read) return { ...read, ...(column === undefined ? {} : { column }) }
    const unit = read.value.type === 'quantity' ? read.value.quantity.unit : ''
    const entry = this.finish(
      {
        ...this.common(context),
        kind: 'observation',
        code: thing.code,
        value: read.value,
        ...(thing.category ? { category: [{ system: observationCategories, code: thing.category }] } : {}),
        ...(range === '' ? {} : { referenceRange: [referenceRange(range, unit, this.mapping.text.decimal)] }),
      },
      context,
      column ?? '',
    )
    return column === undefined ? { entry } : { entry, column }
  }

  private readValue(
    spec: CellValue,
    text: string,
    cells: Cells,
    rowUnit: UnitSource | undefined,
  ): { value: ObservationValue } | { reason: Reason } {
    switch (spec.type) {
      case 'text':
        return { value: { type: 'text', text } }
      case 'boolean': {
        const yes = wordOf(text, spec.yes)
        return yes || wordOf(text, spec.no)
          ? { value: { type: 'boolean', boolean: yes } }
          : { reason: notAWord(text) }
      }
      case 'concept': {
        const concept = Object.entries(spec.words).find(([word]) => folded(word) === folded(text))?.[1]
        return concept ? { value: { type: 'concept', concept } } : { reason: notAWord(text) }
      }
      case 'quantity': {
        const number = readNumber(text, this.mapping.text.decimal)
        if (!number)
          return { reason: { code: 'value-invalid', detail: `${text.slice(0, 100)} is no number` } }
        const unit = unitOf(spec.unit.from === 'none' && rowUnit ? rowUnit : spec.unit, cells)
        if (unit === '') return { reason: { code: 'unit-missing', detail: 'the value has no unit' } }
        return { value: { type: 'quantity', quantity: { ...number, unit } } }
      }
    }
  }

  private *readList(
    cells: Cells,
    context: RowContext,
    rows: Extract<CsvMapping['rows'], { form: 'list' }>,
  ): Generator<RowOutcome, void, undefined> {
    // prettier-ignore
    const coded = rows.code ? cells.text(rows.code.column) : ''
    const text = rows.text === undefined ? '' : cells.text(rows.text)
    if (coded === '' && text === '')
      return yield {
        reason: { code: 'code-missing', detail: 'the row has neither code nor words' },
        column: rows.code?.column ?? rows.text!,
      }
    const code: Concept = {
      codings:
        coded === '' || !rows.code
          ? []
          : [{ system: rows.code.system, code: coded, ...(text === '' ? {} : { display: text }) }],
      ...(text === '' ? {} : { text }),
    }
    const end = this.readEnd?.(cells)
    if (end && 'reason' in end) return yield end
    const common = { ...this.common(context), ...(end ? { end: end.value } : {}), code }
    const dose = rows.dose === undefined ? '' : cells.text(rows.dose)
    yield { entry: this.finish(listContent(rows.as, common, dose), context, '') }
  }

  private common({ patient, encounterId, time }: RowContext) {
    return {
      patient,
      status: 'final' as const,
      ...(encounterId === undefined ? {} : { encounterId }),
      ...(time ? { start: time } : {}),
    }
  }

  private finish(content: EntryContent, { rowId }: RowContext, column: string): RecordEntry {
    const id = rowId === '' ? contentId(content) : `${rowId}#${column}`
    return { ...content, identity: this.identity(id) }
  }

  private identity(id: string): EntryIdentity {
    return { namespace: this.options.namespace, id }
  }
}

const observationCategories = 'http://terminology.hl7.org/CodeSystem/observation-category'

const encounterId = (encounter: string): string => `encounter/${encounter}`

/** Remembers what was said last of the latest ids, so that a table with a row for each value does not repeat it. */
class SaidLately {
  private readonly said = new Map<string, string>()

  isNew(id: string, content: string): boolean {
    if (this.said.get(id) === content) return false
    this.said.delete(id)
    if (this.said.size >= 10_000) this.said.delete(this.said.keys().next().value!)
    this.said.set(id, content)
    return true
  }
}

function timeReader({ columns, patterns }: TimeColumns, zone: Zone): (cells: Cells) => Read<RecordTime> {
  const compiled = patterns.map((pattern) => timePattern(pattern)).filter((pattern) => pattern !== null)
  return (cells) => {
    const text = columns
      .map((column) => cells.text(column))
      .join(' ')
      .trim()
    if (text === '') return undefined
    for (const pattern of compiled) {
      const time = pattern.read(text, zone)
      if (time) return { value: time }
    }
    return {
      reason: {
        code: 'time-invalid',
        detail: `${text.slice(0, 100)} does not follow ${patterns.join(' or ')}`,
      },
      column: columns[0]!,
    }
  }
}

const wordOf = (text: string, words: readonly string[]): boolean =>
  words.some((word) => folded(word) === folded(text))

const notAWord = (text: string): Reason => ({
  code: 'value-invalid',
  detail: `${text.slice(0, 100)} has no meaning in the mapping`,
})

function unitOf(source: UnitSource, cells: Cells): string {
  if (source.from === 'mapping') return source.unit
  return source.from === 'column' ? cells.text(source.column) : ''
}

const kept = (text: string, system: string): MeasuredThing => ({
  code: { codings: [{ system, code: text.slice(0, 200) }], text },
  value: { type: 'quantity', unit: { from: 'none' } },
})

/** `Zhang^San` and plain names; a name in Chinese characters is the ideographic group too, as DICOM has it. */
function personName(text: string): { alphabetic: string; ideographic: string; phonetic: string } {
  return { alphabetic: text, ideographic: /\p{Script=Han}/u.test(text) ? text : '', phonetic: '' }
}

const dayOf = (time: RecordTime): RecordTime =>
  time.precision === 'year' || time.precision === 'month' || time.precision === 'day'
    ? time
    : { iso: localDay(time), precision: 'day' }

/** The day of an instant where it was written, not in UTC. */
const localDay = ({ iso, offsetMinutes = 0 }: RecordTime): string =>
  new Date(Date.parse(iso) + offsetMinutes * 60_000).toISOString().slice(0, 10)

const rangeForm = /^\s*([<>≤≥]?\s*-?\d+(?:[.,]\d+)?)?\s*(?:[-–~～—]{1,2}\s*(-?\d+(?:[.,]\d+)?))?\s*$/

/** `3.9-6.1`, `<5.2`, `>1`; anything else is kept in its words. */
export function referenceRange(text: string, unit: string, decimal: '.' | ','): ReferenceRange {
  const match = rangeForm.exec(text.normalize('NFKC'))
  const low = match?.[1] === undefined ? null : readNumber(match[1], decimal)
  const high = match?.[2] === undefined ? null : readNumber(match[2], decimal)
  if (!low) return { text: text.slice(0, 500) }
  const at = (value: number) => ({ value, unit })
  if (high)
    return low.comparator || high.value < low.value
      ? { text: text.slice(0, 500) }
      : { low: at(low.value), high: at(high.value), text }
  if (low.comparator?.startsWith('<')) return { high: at(low.value), text }
  return low.comparator ? { low: at(low.value), text } : { text: text.slice(0, 500) }
}

type ListContent<K> = Extract<EntryContent, { kind: K }>
type ListCommon = Pick<
  ListContent<'condition'>,
  'patient' | 'status' | 'code' | 'encounterId' | 'start' | 'end'
>

function listContent(
  as: 'condition' | 'medication' | 'allergy' | 'procedure',
  common: ListCommon,
  dose: string,
): EntryContent {
  // prettier-ignore
  switch (as) {
    case 'condition':
      return { ...common, kind: 'condition', clinicalStatus: common.end ? 'resolved' : 'unknown', verification: 'unknown' }
    case 'medication':
      return { ...common, kind: 'medication', act: 'statement', state: 'unknown', ...(dose === '' ? {} : { doseText: dose.slice(0, 500) }) }
    case 'allergy':
      return { ...common, kind: 'allergy', type: 'unknown', category: [], clinicalStatus: 'unknown', verification: 'unknown', reactions: [] }
    case 'procedure':
      return { ...common, kind: 'procedure', state: 'unknown' }
  }
}
