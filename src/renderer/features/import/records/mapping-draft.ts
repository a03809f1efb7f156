/** A mapping while a person works on it: a meaning for each column, and what is still to be said before it can be used. */
import {
  type CellValue,
  CsvMapping,
  csvMappingFormat,
  mappedColumns,
  type MeasuredThing,
  type UnitSource,
} from '../../../../shared/domain/record-import/csv-mapping'
import { headerWords, knownObservation } from '../../../../shared/domain/record-import/known-observations'
import { usualMissingWords } from '../../../../shared/domain/record-import/propose-mapping'
import type { TablePreview } from '../../../../shared/domain/record-import/table-preview'
import { fittingTimePatterns, timePattern } from '../../../../shared/domain/record-import/time-pattern'
import { codedAs } from './observation-choice'

export type Form = CsvMapping['rows']['form']
export const forms: readonly Form[] = ['wide', 'long', 'list', 'patients']

/** What a column may be in each form of table; the first say whom and when a row is about. */
const everywhere = ['patient', 'name', 'sex', 'birthDate'] as const
const withTime = [...everywhere, 'time', 'encounter', 'rowId'] as const
export const rolesOf = {
  wide: [...withTime, 'observation', 'condition', 'unit'],
  long: [...withTime, 'code', 'value', 'unit', 'range'],
  list: [...withTime, 'code', 'text', 'end', 'dose'],
  patients: everywhere,
} as const
export type Role = (typeof rolesOf)[Form][number]

/** Meanings that are read as times. */
export const timeRoles = ['time', 'birthDate', 'end'] as const
export type TimeRole = (typeof timeRoles)[number]
const noDoubt: MappingDraft['ambiguous'] = { time: [], birthDate: [], end: [] }

/** Roles that several columns may have. */
const shared = new Set<Role>(['patient', 'observation', 'condition', 'time', 'birthDate', 'end', 'unit'])
/** Date and clock may stand in two columns. */
const upToTwo = new Set<Role>(['time', 'birthDate', 'end'])

export interface ColumnDraft {
  name: string
  role: Role | null
  /** made by the program and not yet touched by a person */
  proposed: boolean
  /** who gives out the patient numbers */
  system: string
  /** of a column with values, or with a disease that a patient has or has not */
  thing: MeasuredThing
}

type Sexes = NonNullable<CsvMapping['patient']['sex']>['words']

export interface MappingDraft {
  name: string
  text: CsvMapping['text']
  missing: string[]
  zone: string
  form: Form
  columns: ColumnDraft[]
  timePatterns: string[]
  /** orders of day and month that fit as well: a person must choose */
  ambiguous: Record<TimeRole, readonly string[]>
  birthPatterns: string[]
  endPatterns: string[]
  timeRequired: boolean
  sexWords: Sexes
  long: { known: Record<string, MeasuredThing>; others: 'keep' | 'refuse'; system: string; unit: UnitSource }
  list: { as: 'condition' | 'medication' | 'allergy' | 'procedure'; system: string }
}

type WholeProblem =
  | 'name'
  | 'patient'
  | 'time'
  | 'timePattern'
  | 'timeOrder'
  | 'birthPattern'
  | 'birthOrder'
  | 'endPattern'
  | 'nothing'
  | 'codeColumn'
  | 'valueColumn'
  | 'listColumn'
  | 'rowUnit'
  | 'sexWords'
export type DraftProblem = { code: WholeProblem } | { code: 'unit' | 'yesWords' | 'twice'; column: string }

const noUnit: UnitSource = { from: 'none' }

/** A column that nobody has said anything of: its header's own words, a number, no unit. */
export function plainThing(header: string): MeasuredThing {
  const { name, unit } = headerWords(header)
  const known = knownObservation(name)
  const source: UnitSource = unit === '' ? noUnit : { from: 'mapping', unit }
  const value: CellValue = known?.value === 'text' ? { type: 'text' } : { type: 'quantity', unit: source }
  return known
    ? { code: codedAs(known, unit, header), category: known.category, value }
    : { code: { codings: [], text: header }, value }
}

const blank = (name: string, text: CsvMapping['text']): CsvMapping => ({
  format: csvMappingFormat,
  name,
  text,
  missing: usualMissingWords,
  patient: { identifiers: [{ column: '', system: '' }] },
  timeRequired: true,
  rows: { form: 'patients' },
})

/** Begins with the program's proposal, or with nothing but the columns. */
export function startDraft(preview: TablePreview, text: CsvMapping['text'], zone: string): MappingDraft {
  const name = preview.fileName.replace(/\.(csv|tsv|txt)?(\.gz)?$/i, '')
  const mapping = preview.proposal ?? blank(name === '' ? 'table' : name, text)
  const draft = draftOf(
    { ...mapping, text: { ...mapping.text, ...text, decimal: mapping.text.decimal } },
    preview.header,
    zone,
  )
  const samples = (column: number) => preview.rows.map((row) => row[column] ?? '')
  return {
    ...draft,
    form: preview.proposal ? draft.form : 'wide',
    columns: draft.columns.map((column) => ({ ...column, proposed: column.role !== null })),
    ambiguous: {
      time: orders(draft, 'time', samples),
      birthDate: orders(draft, 'birthDate', samples),
      end: [],
    },
  }
}

/** An existing mapping, laid over the columns of a table. */
export function draftOf(mapping: CsvMapping, header: readonly string[], zone: string): MappingDraft {
  const { patient, rows } = mapping
  const roles = rolesIn(mapping)
  const things = new Map<string, MeasuredThing>()
  if (rows.form === 'wide')
    for (const { column, ...target } of rows.columns)
      things.set(
        column,
        target.as === 'observation'
          ? target
          : { code: target.code, value: { type: 'boolean', yes: target.yes, no: target.no } },
      )
  return {
    name: mapping.name,
    text: mapping.text,
    missing: mapping.missing,
    zone: mapping.zone === undefined ? zone : String(mapping.zone),
    form: rows.form,
    columns: header.map((name) => ({
      name,
      role: roles.get(name) ?? null,
      proposed: false,
      system: patient.identifiers.find(({ column }) => column === name)?.system ?? '',
      thing: things.get(name) ?? plainThing(name),
    })),
    timePatterns: mapping.time?.patterns ?? [],
    ambiguous: noDoubt,
    birthPatterns: patient.birthDate?.patterns ?? [],
    endPatterns: rows.form === 'list' ? (rows.end?.patterns ?? []) : [],
    timeRequired: mapping.timeRequired,
    sexWords: patient.sex?.words ?? {},
    long:
      rows.form === 'long'
        ? {
            known: rows.code.known,
            others: rows.code.others,
            system: rows.code.system ?? '',
            unit: rows.unit,
          }
        : { known: {}, others: 'keep', system: '', unit: noUnit },
    list:
      rows.form === 'list'
        ? { as: rows.as, system: rows.code?.system ?? '' }
        : { as: 'condition', system: '' },
  }
}

function rolesIn({ patient, rows, time, encounter, rowId }: CsvMapping): Map<string, Role> {
  const roles = new Map<string, Role>()
  const set = (role: Role, ...columns: (string | undefined)[]) => {
    for (const column of columns) if (column !== undefined) roles.set(column, role)
  }
  if (rows.form === 'wide') {
    for (const target of rows.columns) {
      if (
        target.as === 'observation' &&
        target.value.type === 'quantity' &&
        target.value.unit.from === 'column'
      )
        set('unit', target.value.unit.column)
      set(target.as, target.column)
    }
  } else if (rows.form === 'long') {
    set('code', rows.code.column)
    set('value', rows.value)
    set('range', rows.referenceRange)
    if (rows.unit.from === 'column') set('unit', rows.unit.column)
  } else if (rows.form === 'list') {
    set('code', rows.code?.column)
    set('text', rows.text)
    set('end', ...(rows.end?.columns ?? []))
    set('dose', rows.dose)
  }
  set('rowId', rowId)
  set('encounter', encounter)
  set('time', ...(time?.columns ?? []))
  set('birthDate', ...(patient.birthDate?.columns ?? []))
  set('sex', patient.sex?.column)
  set('name', patient.name)
  set('patient', ...patient.identifiers.map(({ column }) => column))
  return roles
}

export const columnsWith = (draft: Pick<MappingDraft, 'columns'>, role: Role): string[] =>
  draft.columns.filter((column) => column.role === role).map(({ name }) => name)

/** Gives a column a meaning; one that only one column may have goes over from the other. */
export function setRole(
  draft: MappingDraft,
  index: number,
  role: Role | null,
  samples: (column: number) => readonly string[],
): MappingDraft {
  const before = draft.columns[index]?.role ?? null
  const holders = draft.columns.flatMap((column, at) => (column.role === role && at !== index ? [at] : []))
  const isAlone = role !== null && (!shared.has(role) || (role === 'unit' && draft.form === 'long'))
  const isFull = isAlone || (role !== null && upToTwo.has(role) && holders.length > 1)
  const leaves = isFull ? holders[0] : undefined
  const columns = draft.columns.map((column, at): ColumnDraft => {
    if (at === index) return { ...column, role, proposed: false }
    return at === leaves ? { ...column, role: null, proposed: false } : column
  })
  const changed = { ...draft, columns, long: rowUnit({ ...draft, columns }, index, role) }
  const patterns = (of: Role) => (role === of || before === of ? patternsFor(changed, of, samples) : null)
  return {
    ...changed,
    timePatterns: patterns('time') ?? draft.timePatterns,
    ambiguous: Object.fromEntries(
      timeRoles.map((of) => [
        of,
        role === of || before === of ? orders(changed, of, samples) : draft.ambiguous[of],
      ]),
    ) as MappingDraft['ambiguous'],
    birthPatterns: patterns('birthDate') ?? draft.birthPatterns,
    endPatterns: patterns('end') ?? draft.endPatterns,
  }
}

/** In a table of results the column with units is the unit of every row. */
function rowUnit(draft: MappingDraft, index: number, role: Role | null): MappingDraft['long'] {
  const column = draft.columns[index]?.name ?? ''
  const { unit } = draft.long
  if (draft.form !== 'long') return draft.long
  if (role === 'unit') return { ...draft.long, unit: { from: 'column', column } }
  return unit.from === 'column' && unit.column === column ? { ...draft.long, unit: noUnit } : draft.long
}

/** Texts of the columns that make up a time, joined as the reader joins them. */
export function timeTexts(
  draft: Pick<MappingDraft, 'columns' | 'missing'>,
  role: Role,
  samples: (column: number) => readonly string[],
): string[] {
  const places = draft.columns.flatMap((column, at) => (column.role === role ? [at] : []))
  const missing = new Set(draft.missing)
  const rows = Math.max(0, ...places.map((place) => samples(place).length))
  return Array.from({ length: rows }, (_, row) => places.map((place) => samples(place)[row]?.trim() ?? ''))
    .map((cells) =>
      cells
        .map((cell) => (missing.has(cell.toLowerCase()) ? '' : cell))
        .join(' ')
        .trim(),
    )
    .filter((text) => text !== '')
}

function patternsFor(
  draft: MappingDraft,
  role: Role,
  samples: (column: number) => readonly string[],
): string[] {
  const fitting = fittingTimePatterns(timeTexts(draft, role, samples))
  const [first] = fitting
  return first === undefined ? [] : [first]
}

const beginsWithDay = (pattern: string): boolean => /^D.M[^M]/.test(pattern)
const beginsWithMonth = (pattern: string): boolean => /^M.D/.test(pattern)

/** Forms that read every text, where day and month cannot be told apart by them. */
function orders(
  draft: MappingDraft,
  role: TimeRole,
  samples: (column: number) => readonly string[],
): string[] {
  const fitting = fittingTimePatterns(timeTexts(draft, role, samples))
  return fitting.some(beginsWithDay) && fitting.some(beginsWithMonth) ? fitting : []
}

export const withColumn = (
  draft: MappingDraft,
  index: number,
  change: Partial<ColumnDraft>,
): MappingDraft => ({
  ...draft,
  columns: draft.columns.map((column, at) =>
    at === index ? { ...column, ...change, proposed: false } : column,
  ),
})

/** Whether a text is one or more patterns of times. */
export const arePatterns = (patterns: readonly string[]): boolean =>
  patterns.length > 0 && patterns.every((pattern) => timePattern(pattern) !== null)

/** What is missing before the mapping can be used. A quantity without unit is: there is no default one. */
export function problemsOf(draft: MappingDraft): DraftProblem[] {
  const has = (role: Role) => draft.columns.some((column) => column.role === role)
  const problems: DraftProblem[] = []
  const need = (isThere: boolean, code: WholeProblem) => {
    if (!isThere) problems.push({ code })
  }
  need(draft.name.trim() !== '', 'name')
  need(has('patient'), 'patient')
  if (draft.form !== 'patients') {
    need(has('time') || !draft.timeRequired, 'time')
    if (has('time')) need(arePatterns(draft.timePatterns), 'timePattern')
    need(!has('time') || draft.ambiguous.time.length === 0, 'timeOrder')
  }
  if (has('birthDate')) {
    need(arePatterns(draft.birthPatterns), 'birthPattern')
    need(draft.ambiguous.birthDate.length === 0, 'birthOrder')
  }
  if (has('sex')) need(Object.keys(draft.sexWords).length > 0, 'sexWords')
  if (draft.form === 'list' && has('end'))
    need(arePatterns(draft.endPatterns) && draft.ambiguous.end.length === 0, 'endPattern')
  problems.push(...formProblems(draft, has), ...repeatedHeaders(draft))
  return problems
}

function formProblems(draft: MappingDraft, has: (role: Role) => boolean): DraftProblem[] {
  switch (draft.form) {
    case 'wide':
      return has('observation') || has('condition')
        ? draft.columns.flatMap(wideProblems)
        : [{ code: 'nothing' }]
    case 'long':
      return [
        ...(has('code') ? [] : [{ code: 'codeColumn' as const }]),
        ...(has('value') ? [] : [{ code: 'valueColumn' as const }]),
        ...(isRowUnitNeeded(draft) ? [{ code: 'rowUnit' as const }] : []),
      ]
    case 'list':
      return has('code') || has('text') ? [] : [{ code: 'listColumn' }]
    case 'patients':
      return []
  }
}

/** Of a table of results: whether values could come without a unit. */
const isRowUnitNeeded = ({ long }: MappingDraft): boolean =>
  long.unit.from === 'none' &&
  (long.others === 'keep' ||
    Object.values(long.known).some(({ value }) => value.type === 'quantity' && value.unit.from === 'none'))

function wideProblems({ name, role, thing: { value } }: ColumnDraft): DraftProblem[] {
  if (role === 'observation' && value.type === 'quantity' && value.unit.from === 'none')
    return [{ code: 'unit', column: name }]
  const wordless = value.type === 'boolean' && value.yes.length === 0
  return (role === 'observation' && wordless) ||
    (role === 'condition' && (value.type !== 'boolean' || wordless))
    ? [{ code: 'yesWords', column: name }]
    : []
}

/** A column is found by its name: two of one name cannot be told apart. */
function repeatedHeaders({ columns }: MappingDraft): DraftProblem[] {
  const names = columns.map(({ name }) => name)
  const used = new Set(columns.filter(({ role }) => role !== null).map(({ name }) => name))
  return [...used]
    .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
    .map((column) => ({ code: 'twice', column }))
}

/** The mapping, or null while something is missing. */
export function mappingOf(draft: MappingDraft): CsvMapping | null {
  if (problemsOf(draft).length > 0) return null
  const parsed = CsvMapping.safeParse(candidate(draft))
  return parsed.success && mappedColumns(parsed.data).every((column) => column !== '') ? parsed.data : null
}

function candidate(draft: MappingDraft): unknown {
  const [name] = columnsWith(draft, 'name')
  const [sex] = columnsWith(draft, 'sex')
  const [rowId] = columnsWith(draft, 'rowId')
  const [encounter] = columnsWith(draft, 'encounter')
  const birthDate = columnsWith(draft, 'birthDate')
  const time = draft.form === 'patients' ? [] : columnsWith(draft, 'time')
  return {
    format: csvMappingFormat,
    name: draft.name.trim(),
    text: draft.text,
    missing: draft.missing,
    zone: /^-?\d+$/.test(draft.zone) ? Number(draft.zone) : draft.zone,
    patient: {
      identifiers: draft.columns
        .filter(({ role }) => role === 'patient')
        .map(({ name: column, system }) => ({ column, system })),
      ...(name === undefined ? {} : { name }),
      ...(sex === undefined ? {} : { sex: { column: sex, words: draft.sexWords } }),
      ...(birthDate.length === 0 ? {} : { birthDate: { columns: birthDate, patterns: draft.birthPatterns } }),
    },
    ...(rowId === undefined || draft.form === 'patients' ? {} : { rowId }),
    ...(encounter === undefined || draft.form === 'patients' ? {} : { encounter }),
    ...(time.length === 0 ? {} : { time: { columns: time, patterns: draft.timePatterns } }),
    timeRequired: time.length > 0 && draft.timeRequired,
    rows: rowsOf(draft),
  }
}

function rowsOf(draft: MappingDraft): unknown {
  const [code] = columnsWith(draft, 'code')
  switch (draft.form) {
    case 'wide':
      return { form: 'wide', columns: draft.columns.flatMap(wideColumn) }
    case 'long': {
      const [range] = columnsWith(draft, 'range')
      const { system, ...long } = draft.long
      return {
        form: 'long',
        code: { column: code, known: long.known, others: long.others, ...(system === '' ? {} : { system }) },
        value: columnsWith(draft, 'value')[0],
        unit: long.unit,
        ...(range === undefined ? {} : { referenceRange: range }),
      }
    }
    case 'list': {
      const [text] = columnsWith(draft, 'text')
      const [dose] = columnsWith(draft, 'dose')
      const end = columnsWith(draft, 'end')
      return {
        form: 'list',
        as: draft.list.as,
        ...(code === undefined
          ? {}
          : { code: { column: code, system: draft.list.system === '' ? 'local:table' : draft.list.system } }),
        ...(text === undefined ? {} : { text }),
        ...(end.length === 0 ? {} : { end: { columns: end, patterns: draft.endPatterns } }),
        ...(dose === undefined ? {} : { dose }),
      }
    }
    case 'patients':
      return { form: 'patients' }
  }
}

function wideColumn({ name, role, thing }: ColumnDraft): unknown[] {
  if (role === 'observation') return [{ as: 'observation', column: name, ...thing }]
  if (role !== 'condition' || thing.value.type !== 'boolean') return []
  return [{ as: 'condition', column: name, code: thing.code, yes: thing.value.yes, no: thing.value.no }]
}
