/**
 * A first mapping for a table, from its header and some rows, for a person to complete. What the table does not say is not
 * filled in but asked: units, the order of day and month, whose number identifies the patient.
 */
import { type CsvMapping, csvMappingFormat, type MeasuredThing, type TimeColumns } from './csv-mapping'
import {
  conceptOf,
  headerWords,
  knownObservation,
  type KnownObservation,
  normalWords,
} from './known-observations'
import { fittingTimePatterns } from './time-pattern'

/** What a person has to decide or look at before the mapping is used. */
export type MappingQuestion =
  | { code: 'patient-column-unknown' }
  | { code: 'time-column-unknown' }
  | { code: 'time-pattern-unknown'; column: string }
  | { code: 'time-pattern-ambiguous'; column: string; patterns: string[] }
  | { code: 'zone-unknown' }
  | { code: 'unit-unknown'; column: string }
  | { code: 'value-not-a-number'; column: string }
  | { code: 'sex-word-unknown'; column: string; word: string }
  | { code: 'column-unused'; column: string }
  | { code: 'nothing-recognised' }

export interface MappingProposal {
  /** null where no column names the patient or none an observation: there is nothing to begin with */
  mapping: CsvMapping | null
  questions: MappingQuestion[]
}

export interface TableSample {
  header: readonly string[]
  /** some rows, each as wide as the header */
  rows: readonly (readonly string[])[]
}

type Role =
  | 'patient'
  | 'name'
  | 'sex'
  | 'birthDate'
  | 'encounter'
  | 'time'
  | 'date'
  | 'clock'
  | 'code'
  | 'value'
  | 'unit'
  | 'range'
  | 'rowId'

const roleWords: Record<Role, readonly string[]> = {
  patient: [
    'patient id',
    'patientid',
    'patient',
    'subject id',
    'subject',
    'mrn',
    'pid',
    'record id',
    'recordid',
    'id',
    'medical record number',
    '患者id',
    '患者编号',
    '病人id',
    '病人编号',
    '病历号',
    '病案号',
    '住院号',
    '门诊号',
    '就诊卡号',
    '登记号',
    '编号',
  ],
  name: ['name', 'patient name', '姓名', '患者姓名', '病人姓名'],
  sex: ['sex', 'gender', '性别'],
  birthDate: ['birth date', 'birthdate', 'date of birth', 'dob', '出生日期', '出生年月', '生日'],
  encounter: [
    'encounter',
    'encounter id',
    'visit',
    'visit id',
    'admission id',
    'hadm id',
    'stay id',
    '就诊号',
    '住院次数',
    '就诊流水号',
  ],
  time: [
    'time',
    'datetime',
    'date time',
    'timestamp',
    'chart time',
    'charttime',
    'measured at',
    'collected at',
    'collection time',
    'sample time',
    'observation time',
    'effective',
    '检验时间',
    '检查时间',
    '采样时间',
    '采集时间',
    '测量时间',
    '报告时间',
    '记录时间',
    '时间',
  ],
  date: [
    'date',
    'visit date',
    'sample date',
    'collection date',
    'measurement date',
    '日期',
    '检查日期',
    '检验日期',
    '采样日期',
    '就诊日期',
    '测量日期',
  ],
  clock: ['clock', 'time of day', 'hour', '时刻'],
  code: [
    'parameter',
    'test',
    'test name',
    'item',
    'item name',
    'analyte',
    'code',
    'loinc',
    'observation',
    'measurement',
    '项目',
    '项目名称',
    '检验项目',
    '检查项目',
    '指标',
    '参数',
  ],
  value: [
    'value',
    'result',
    'result value',
    'valuenum',
    '结果',
    '检验结果',
    '结果值',
    '数值',
    '测量值',
    '值',
  ],
  unit: ['unit', 'units', 'uom', 'valueuom', '单位'],
  range: ['reference range', 'ref range', 'normal range', '参考范围', '参考值', '正常值'],
  rowId: ['row id', 'rowid', 'order id', 'specimen id', 'result id', '申请单号', '报告单号', '流水号'],
}

/** Words that say that there is no value. A dash alone and a blank do too; zero and -1 may be values. */
export const usualMissingWords = [
  '-',
  '--',
  '/',
  'na',
  'n/a',
  'nan',
  'null',
  'none',
  'nil',
  '.',
  '?',
  '未查',
  '未测',
  '无',
  '缺失',
  '空',
]

const sexWords: Record<string, 'M' | 'F' | 'O' | 'U'> = {
  m: 'M',
  male: 'M',
  man: 'M',
  男: 'M',
  男性: 'M',
  f: 'F',
  female: 'F',
  woman: 'F',
  女: 'F',
  女性: 'F',
  other: 'O',
  其他: 'O',
  u: 'U',
  unknown: 'U',
  未知: 'U',
  不详: 'U',
}

const yesWords = ['yes', 'y', 'true', 'positive', '是', '有', '阳性']
const noWords = ['no', 'n', 'false', 'negative', '否', '无', '阴性']

export function proposeMapping(sample: TableSample, name: string): MappingProposal {
  const questions: MappingQuestion[] = []
  const roles = findRoles(sample.header)
  const decimal = decimalOf(sample)
  const patient = roles.get('patient')
  if (patient === undefined) questions.push({ code: 'patient-column-unknown' })

  const missing = new Set(usualMissingWords)
  const textsOf = (column: number) =>
    sample.rows
      .map((row) => (row[column] ?? '').trim())
      .filter((text) => text !== '' && !missing.has(text.toLowerCase()))
  const time = proposeTime(sample, roles, textsOf, questions)
  if (!time) questions.push({ code: 'time-column-unknown' })
  else if (!time.patterns.every(hasZone)) questions.push({ code: 'zone-unknown' })

  const used = new Set(roles.values())
  const rows = isLong(roles)
    ? proposeLong(sample, roles, textsOf, questions)
    : proposeWide(sample, used, textsOf, decimal, questions)
  for (const [column, header] of sample.header.entries())
    if (!used.has(column)) questions.push({ code: 'column-unused', column: header })
  if (!rows) questions.push({ code: 'nothing-recognised' })
  if (patient === undefined || !rows) return { mapping: null, questions }

  const header = (role: Role) => {
    const column = roles.get(role)
    return column === undefined ? undefined : sample.header[column]
  }
  const birthDate = proposeDates(sample.header, [roles.get('birthDate')], textsOf, questions)
  const sex = proposeSex(sample.header, roles.get('sex'), textsOf, questions)
  const nameColumn = header('name')
  const rowId = header('rowId')
  const encounter = header('encounter')
  return {
    mapping: {
      format: csvMappingFormat,
      name,
      text: { headerRow: 1, decimal },
      missing: usualMissingWords,
      patient: {
        identifiers: [{ column: sample.header[patient]!, system: '' }],
        ...(nameColumn === undefined ? {} : { name: nameColumn }),
        ...(sex ? { sex } : {}),
        ...(birthDate ? { birthDate } : {}),
      },
      ...(rowId === undefined ? {} : { rowId }),
      ...(encounter === undefined ? {} : { encounter }),
      ...(time ? { time } : {}),
      timeRequired: time !== undefined,
      rows,
    },
    questions,
  }
}

/** The first column for each role; of two words for the same role the earlier one in its list wins. */
function findRoles(header: readonly string[]): Map<Role, number> {
  const names = header.map((text) => normalWords(text).replaceAll(' ', ''))
  const found = new Map<Role, number>()
  const taken = new Set<number>()
  for (const [role, words] of Object.entries(roleWords) as [Role, readonly string[]][]) {
    for (const word of words) {
      const column = names.findIndex((text, index) => text === word.replaceAll(' ', '') && !taken.has(index))
      if (column < 0) continue
      found.set(role, column)
      taken.add(column)
      break
    }
  }
  return found
}

const isLong = (roles: Map<Role, number>): boolean => roles.has('code') && roles.has('value')

const hasZone = (pattern: string): boolean => pattern.endsWith('Z') || !/[Hh]/.test(pattern)

function proposeTime(
  { header }: TableSample,
  roles: Map<Role, number>,
  textsOf: (column: number) => string[],
  questions: MappingQuestion[],
): TimeColumns | undefined {
  const { time, date, clock } = {
    time: roles.get('time'),
    date: roles.get('date'),
    clock: roles.get('clock'),
  }
  if (date === undefined) return proposeDates(header, [time], textsOf, questions)
  // A date beside a column of clock times: both together are the time.
  const second = clock ?? time
  const isClock =
    second !== undefined && textsOf(second).every((text) => /^\d{1,2}:\d{2}(:\d{2})?$/.test(text))
  if (second !== undefined && !isClock) return proposeDates(header, [second], textsOf, questions)
  return proposeDates(header, isClock ? [date, second] : [date], textsOf, questions)
}

function proposeDates(
  header: readonly string[],
  columns: readonly (number | undefined)[],
  textsOf: (column: number) => string[],
  questions: MappingQuestion[],
): TimeColumns | undefined {
  const known = columns.filter((column) => column !== undefined)
  const first = known[0]
  if (first === undefined) return undefined
  const [firstTexts, secondTexts] = [textsOf(first), known[1] === undefined ? null : textsOf(known[1])]
  const texts =
    secondTexts?.length === firstTexts.length
      ? firstTexts.map((text, index) => `${text} ${secondTexts[index]!}`)
      : firstTexts
  const patterns = fittingPatterns(texts)
  const names = known.map((column) => header[column]!)
  if (patterns.length === 0) {
    questions.push({ code: 'time-pattern-unknown', column: names[0]! })
    return undefined
  }
  if (patterns.some(isDayFirst) && patterns.some(isMonthFirst))
    questions.push({ code: 'time-pattern-ambiguous', column: names[0]!, patterns })
  return { columns: names, patterns: unambiguous(patterns) }
}

/** Patterns that fit all texts, else those that together fit all: a column may mix times with and without seconds. */
function fittingPatterns(texts: readonly string[]): string[] {
  const all = fittingTimePatterns(texts)
  if (all.length > 0 || texts.length === 0) return all
  const each = texts.map((text) => fittingTimePatterns([text]))
  return each.some((patterns) => patterns.length === 0) ? [] : [...new Set(each.flat())]
}

const isDayFirst = (pattern: string): boolean => /^D.M[^M]/.test(pattern)
const isMonthFirst = (pattern: string): boolean => /^M.D/.test(pattern)

/** Where both orders fit, the proposal takes day first and asks. */
const unambiguous = (patterns: string[]): string[] =>
  patterns.some(isDayFirst) ? patterns.filter((pattern) => !isMonthFirst(pattern)) : patterns

function proposeSex(
  header: readonly string[],
  column: number | undefined,
  textsOf: (column: number) => string[],
  questions: MappingQuestion[],
): CsvMapping['patient']['sex'] {
  if (column === undefined) return undefined
  const words: Record<string, 'M' | 'F' | 'O' | 'U'> = {}
  for (const text of new Set(textsOf(column))) {
    const sex = sexWords[text.toLowerCase()]
    if (sex) words[text] = sex
    else questions.push({ code: 'sex-word-unknown', column: header[column]!, word: text })
  }
  return Object.keys(words).length === 0 ? undefined : { column: header[column]!, words }
}

/** A comma where numbers have one and no number has a point. */
function decimalOf({ rows }: TableSample): '.' | ',' {
  const cells = rows.flat()
  const withComma = cells.filter((cell) => /^\s*[<>]?\s*-?\d+,\d+\s*$/.test(cell)).length
  const withPoint = cells.filter((cell) => /^\s*[<>]?\s*-?\d+\.\d+\s*$/.test(cell)).length
  return withComma > 0 && withPoint === 0 ? ',' : '.'
}

function proposeLong(
  { header }: TableSample,
  roles: Map<Role, number>,
  textsOf: (column: number) => string[],
  questions: MappingQuestion[],
): CsvMapping['rows'] {
  const codeColumn = roles.get('code')!
  const unitColumn = roles.get('unit')
  const known: Record<string, MeasuredThing> = {}
  for (const text of new Set(textsOf(codeColumn))) {
    const { name, unit } = headerWords(text)
    const observation = knownObservation(name)
    if (!observation) continue
    known[text] = measured(
      observation,
      text,
      unitColumn === undefined ? unit : '',
      unitColumn === undefined ? undefined : header[unitColumn],
    )
    if (unitColumn === undefined && unit === '' && !observation.value)
      questions.push({ code: 'unit-unknown', column: text })
  }
  if (unitColumn === undefined) questions.push({ code: 'unit-unknown', column: header[roles.get('value')!]! })
  const range = roles.get('range')
  return {
    form: 'long',
    code: { column: header[codeColumn]!, known, others: 'keep' },
    value: header[roles.get('value')!]!,
    unit: unitColumn === undefined ? { from: 'none' } : { from: 'column', column: header[unitColumn]! },
    ...(range === undefined ? {} : { referenceRange: header[range]! }),
  }
}

function measured(known: KnownObservation, text: string, unit: string, unitColumn?: string): MeasuredThing {
  const value: MeasuredThing['value'] =
    known.value === 'text'
      ? { type: 'text' }
      : {
          type: 'quantity',
          unit:
            unitColumn !== undefined
              ? { from: 'column', column: unitColumn }
              : unit === ''
                ? { from: 'none' }
                : { from: 'mapping', unit },
        }
  return { code: conceptOf(known, unit, text), category: known.category, value }
}

const number = (decimal: '.' | ',') =>
  decimal === ','
    ? /^[<>≤≥]?\s*[+-]?\d+(,\d+)?(e[+-]?\d+)?$/i
    : /^[<>≤≥]?\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

function proposeWide(
  { header }: TableSample,
  used: Set<number>,
  textsOf: (column: number) => string[],
  decimal: '.' | ',',
  questions: MappingQuestion[],
): CsvMapping['rows'] | null {
  const columns: Extract<CsvMapping['rows'], { form: 'wide' }>['columns'] = []
  for (const [column, text] of header.entries()) {
    if (used.has(column)) continue
    const { name, unit } = headerWords(text)
    const known = knownObservation(name)
    if (!known) continue
    const texts = textsOf(column)
    used.add(column)
    if (isYesNo(texts)) {
      columns.push({
        as: 'observation',
        column: text,
        code: conceptOf(known, '', text),
        category: known.category,
        value: { type: 'boolean', yes: yesWords, no: noWords },
      })
      continue
    }
    if (known.value !== 'text' && !texts.every((cell) => number(decimal).test(cell)))
      questions.push({ code: 'value-not-a-number', column: text })
    if (known.value !== 'text' && unit === '') questions.push({ code: 'unit-unknown', column: text })
    columns.push({ as: 'observation', column: text, ...measured(known, text, unit) })
  }
  return columns.length === 0 ? null : { form: 'wide', columns }
}

const isYesNo = (texts: readonly string[]): boolean =>
  texts.length > 0 && texts.every((text) => [...yesWords, ...noWords].includes(text.toLowerCase()))
