/**
 * The columns of a model as a record answers them: for each the cell with the value, its date and the entries that it
 * follows from, or why there is none. Pure. Nothing is concluded from silence: no diagnosis is no "no".
 */
import type { TableColumn } from '../models/manifest'
import type { ObservationEntry } from '../record/entry'
import type { ConvertUnit } from '../scores/read-value'
import { completedYears } from './completed-years'
import { keepingTimes, type KeepingTime } from './keeping-times'
import {
  dateOf,
  diagnosisAt,
  type Fact,
  type KnownFacts,
  observationsAt,
  observationsOf,
  startOf,
} from './known-facts'
import type { AnswerWords, InputPlace, RiskBinding } from './risk-binding'
import type { RiskInput } from './risk-result'

export interface Moment {
  atMs: number
  convert: ConvertUnit
}

/** What a place gives: an answer, one that is too old to be used, or nothing. */
type Found = Pick<RiskInput, 'cell' | 'value' | 'unit' | 'recorded' | 'date' | 'keeps' | 'entryIds'> & {
  timeMs: number | null
}

/** LOINC of an age in years, for records without a birth date. */
const ageCodes = ['30525-0']
const weightCodes = ['29463-7', '3141-9']
const heightCodes = ['8302-2']

const day = 86_400_000

/** @param entered cells that were entered by hand, by column; they stand before those of the record */
export function resolveRiskInputs(
  columns: readonly TableColumn[],
  binding: RiskBinding | null,
  known: KnownFacts,
  entered: Readonly<Record<string, string>>,
  moment: Moment,
): RiskInput[] {
  return columns.map((column) => {
    const byHand = entered[column.name]?.trim() ?? ''
    if (byHand !== '') return enteredInput(column, byHand)
    const places = binding?.inputs[column.name] ?? []
    let tooOld: RiskInput | null = null
    for (const place of places) {
      const found = look(place, column, known, moment)
      if (!found) continue
      const input = toInput(column, found, moment.atMs)
      if (input.state !== 'too-old') return input
      tooOld ??= input
    }
    return tooOld ?? missingInput(column)
  })
}

const described = (column: TableColumn): Pick<RiskInput, 'column' | 'title' | 'allowed'> => ({
  column: column.name,
  title: column.title,
  allowed:
    column.cells.kind === 'number'
      ? { kind: 'number', low: column.cells.low, high: column.cells.high }
      : { kind: 'choice', choices: column.cells.choices.map(({ cell, title }) => ({ cell, title })) },
})

const nothing = {
  cell: null,
  value: null,
  unit: null,
  recorded: null,
  date: null,
  ageDays: null,
  keeps: null,
}

const missingInput = (column: TableColumn): RiskInput => ({
  ...described(column),
  ...nothing,
  unit: column.unit,
  state: 'missing',
  entryIds: [],
})

/** @param cell as the table writes it; '' for not known */
export function enteredInput(column: TableColumn, cell: string): RiskInput {
  if (cell === '') return missingInput(column)
  const value = column.cells.kind === 'number' ? Number(cell) : null
  return {
    ...described(column),
    ...nothing,
    cell,
    value,
    unit: column.unit,
    state: isOutside(column, value) ? 'out-of-range' : 'entered',
    entryIds: [],
  }
}

function isOutside({ cells }: TableColumn, value: number | null): boolean {
  return cells.kind === 'number' && value !== null && !(value >= cells.low && value <= cells.high)
}

function toInput(column: TableColumn, { timeMs, ...found }: Found, atMs: number): RiskInput {
  const ageDays = timeMs === null ? null : Math.max(0, Math.floor((atMs - timeMs) / day))
  const limit = found.keeps === null ? null : keepingTimes[found.keeps].days
  const isOld = limit !== null && ageDays !== null && ageDays > limit
  const state = isOld ? 'too-old' : isOutside(column, found.value) ? 'out-of-range' : 'record'
  return { ...described(column), ...found, ageDays, state, ...(isOld && { cell: null }) }
}

function look(place: InputPlace, column: TableColumn, known: KnownFacts, moment: Moment): Found | null {
  switch (place.from) {
    case 'age':
      return age(place, known, moment)
    case 'sex':
      return sex(place, known)
    case 'quantity':
      return quantity(place, known, moment)
    case 'weight-and-height':
      return bodyMassIndex(place.keeps, known, moment)
    case 'limit':
      return limit(place, known, moment)
    case 'answer':
      return answer(place, known, moment)
    case 'own-code':
      return ownCell(place, column, known, moment)
    case 'diagnosis':
      return diagnosis(place, known, moment)
    case 'measured':
      return measured(place, known, moment)
  }
}

const plain = { value: null, unit: null, recorded: null, date: null, keeps: null, timeMs: null }

function age(
  { most, classes }: Extract<InputPlace, { from: 'age' }>,
  known: KnownFacts,
  moment: Moment,
): Found | null {
  const told = ageInYears(known, moment)
  if (!told) return null
  const { years, entryIds, date } = told
  const recorded = { value: years, unit: 'a' }
  if (classes) {
    const cell = classes.findLast(({ fromYears }) => fromYears <= years)?.cell
    return cell === undefined ? null : { ...plain, cell, recorded, date, entryIds }
  }
  const value = most === undefined ? years : Math.min(most, years)
  return {
    ...plain,
    cell: String(value),
    value,
    unit: 'a',
    recorded: value === years ? null : recorded,
    date,
    entryIds,
  }
}

/** Completed years with where they are known from; null where the record leaves open which. */
export function ageInYears(
  known: KnownFacts,
  moment: Moment,
): { years: number; entryIds: number[]; date: string | null } | null {
  if (known.birthDate) {
    const { time, entryId } = known.birthDate
    const years = completedYears(time, moment.atMs)
    return years === null ? null : { years, entryIds: entryId === null ? [] : [entryId], date: null }
  }
  const stated = newestNumber(known, ageCodes, 'a', moment)
  if (!stated) return null
  const since = Math.floor((moment.atMs - startOf(stated.fact.entry)) / (365.25 * day))
  return {
    years: Math.floor(stated.value) + Math.max(0, since),
    entryIds: [stated.fact.entryId],
    date: dateOf(stated.fact.entry),
  }
}

function sex({ female, male }: Extract<InputPlace, { from: 'sex' }>, known: KnownFacts): Found | null {
  const { sex: said, entryId } = known.sex
  if (said !== 'F' && said !== 'M') return null
  return { ...plain, cell: said === 'F' ? female : male, entryIds: entryId === null ? [] : [entryId] }
}

interface Number {
  value: number
  recorded: { value: number; unit: string }
  fact: Fact<ObservationEntry>
}

/** A value with `<` or `>` is no number that a model could use. */
function newestNumber(
  known: KnownFacts,
  loinc: readonly string[],
  unit: string,
  { atMs, convert }: Moment,
): Number | null {
  for (const fact of observationsAt(known, loinc, atMs)) {
    const { value, code } = fact.entry
    if (value.type !== 'quantity' || value.quantity.comparator) continue
    const { quantity: recorded } = value
    const own = code.codings.find((coding) => loinc.includes(coding.code))?.code
    const converted = convert(recorded.value, recorded.unit, unit, own)
    if (converted.ok)
      return { value: converted.value, recorded: { value: recorded.value, unit: recorded.unit }, fact }
  }
  return null
}

function quantity(
  { loinc, unit, keeps }: Extract<InputPlace, { from: 'quantity' }>,
  known: KnownFacts,
  moment: Moment,
): Found | null {
  const found = newestNumber(known, loinc, unit, moment)
  if (!found) return null
  const { value, recorded, fact } = found
  return {
    cell: cellOf(value),
    value,
    unit,
    recorded: recorded.unit === unit ? null : recorded,
    date: dateOf(fact.entry),
    timeMs: startOf(fact.entry),
    keeps,
    entryIds: [fact.entryId],
  }
}

/** Twelve digits: the graph keeps seven. */
const cellOf = (value: number): string => String(Number(value.toPrecision(12)))

function bodyMassIndex(keeps: KeepingTime, known: KnownFacts, moment: Moment): Found | null {
  const weight = newestNumber(known, weightCodes, 'kg', moment)
  const height = newestNumber(known, heightCodes, 'm', moment)
  if (!weight || !height || height.value <= 0) return null
  const value = weight.value / height.value ** 2
  return {
    cell: cellOf(value),
    value,
    unit: 'kg/m2',
    recorded: null,
    date: dateOf(weight.fact.entry),
    timeMs: startOf(weight.fact.entry),
    keeps,
    entryIds: [weight.fact.entryId, height.fact.entryId],
  }
}

function limit(
  place: Extract<InputPlace, { from: 'limit' }>,
  known: KnownFacts,
  moment: Moment,
): Found | null {
  const found = newestNumber(known, place.loinc, place.unit, moment)
  if (!found) return null
  const isBeyond = place.side === 'above' ? found.value > place.limit : found.value < place.limit
  const cell = isBeyond ? place.cell : place.otherwise
  if (cell === null) return null
  const { entry, entryId } = found.fact
  const { recorded } = found
  return {
    ...plain,
    cell,
    recorded,
    date: dateOf(entry),
    timeMs: startOf(entry),
    keeps: place.keeps,
    entryIds: [entryId],
  }
}

/** The newest answer counts, also where it is one that the model has no cell for. */
function answer(
  { loinc, answers, keeps }: Extract<InputPlace, { from: 'answer' }>,
  known: KnownFacts,
  moment: Moment,
): Found | null {
  const [fact] = observationsAt(known, loinc, moment.atMs)
  const cell = fact && cellSaid(fact.entry, answers)
  if (!fact || cell === null || cell === undefined) return null
  const { entry, entryId } = fact
  return { ...plain, cell, date: dateOf(entry), timeMs: startOf(entry), keeps, entryIds: [entryId] }
}

function cellSaid({ value }: ObservationEntry, answers: readonly AnswerWords[]): string | null {
  const codes = value.type === 'concept' ? value.concept.codings.map(({ code }) => code) : []
  const words =
    value.type === 'text'
      ? [value.text]
      : value.type === 'concept'
        ? [value.concept.text ?? '', ...value.concept.codings.map(({ display }) => display ?? '')]
        : []
  const said = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '')
  const byCode = answers.find((each) => codes.some((code) => each.codes.includes(code)))
  return (byCode ?? answers.find((each) => said.some((word) => each.words.includes(word))))?.cell ?? null
}

/** A number is taken as the column's own: the table's code system says so. */
function ownCell(
  { system, code, keeps }: Extract<InputPlace, { from: 'own-code' }>,
  column: TableColumn,
  known: KnownFacts,
  { atMs }: Moment,
): Found | null {
  const [fact] = observationsOf(known, system, [code], atMs)
  const cell = fact && cellWritten(fact.entry, system, column)
  if (!fact || cell === null || cell === undefined) return null
  const { entry, entryId } = fact
  const isNumber = column.cells.kind === 'number'
  return {
    ...plain,
    cell,
    value: isNumber ? Number(cell) : null,
    unit: isNumber ? column.unit : null,
    date: dateOf(entry),
    timeMs: startOf(entry),
    keeps,
    entryIds: [entryId],
  }
}

function cellWritten({ value }: ObservationEntry, system: string, { cells }: TableColumn): string | null {
  if (value.type === 'quantity' && !value.quantity.comparator) {
    const cell = cellOf(value.quantity.value)
    return cells.kind === 'number' || cells.choices.some((choice) => choice.cell === cell) ? cell : null
  }
  if (cells.kind === 'number') return null
  const said =
    value.type === 'text'
      ? [value.text]
      : value.type === 'concept'
        ? value.concept.codings.filter((each) => each.system === system).map(({ code }) => code)
        : []
  return cells.choices.find(({ cell }) => said.includes(cell))?.cell ?? null
}

function diagnosis(
  { icd10, cell }: Extract<InputPlace, { from: 'diagnosis' }>,
  known: KnownFacts,
  { atMs }: Moment,
): Found | null {
  const fact = diagnosisAt(known, icd10, atMs)
  return fact && { ...plain, cell, date: dateOf(fact.entry), entryIds: [fact.entryId] }
}

function measured(
  { loinc, days, cell }: Extract<InputPlace, { from: 'measured' }>,
  known: KnownFacts,
  { atMs }: Moment,
): Found | null {
  const [fact] = observationsAt(known, loinc, atMs)
  if (!fact || atMs - startOf(fact.entry) > days * day) return null
  return { ...plain, cell, date: dateOf(fact.entry), timeMs: startOf(fact.entry), entryIds: [fact.entryId] }
}
