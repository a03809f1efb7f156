/**
 * How the columns of a delimited table become entries of the record: made by a person (with a proposal to begin with), kept
 * as JSON, used again for the next file of the same kind.
 */
import { z } from 'zod'
import { Sex } from '../imaging/instance'
import { Concept } from '../record/coding'
import { timePattern } from './time-pattern'

/** Name of a column as its header says it; in a table without header its number from 1. */
const Column = z.string().max(500)

const words = z.array(z.string().max(200)).max(500)

const TimePatternText = z
  .string()
  .max(60)
  .refine((text) => timePattern(text) !== null, { message: 'a pattern has a year and each part once' })

/** One column with date and time, or a date's and a time's column whose texts are joined by a blank. Patterns are tried in order. */
export const TimeColumns = z.strictObject({
  columns: z.array(Column).min(1).max(2),
  patterns: z.array(TimePatternText).min(1).max(20),
})
export type TimeColumns = z.infer<typeof TimeColumns>

/** Where a value's unit comes from. `none`: nobody knows yet, and values are kept back until someone says. */
export const UnitSource = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('mapping'), unit: z.string().min(1).max(100) }),
  z.strictObject({ from: z.literal('column'), column: Column }),
  z.strictObject({ from: z.literal('none') }),
])
export type UnitSource = z.infer<typeof UnitSource>

/** What a cell's text means. Words are compared without regard to case and outer blanks; one that is not listed is refused. */
export const CellValue = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('quantity'), unit: UnitSource }),
  z.strictObject({ type: z.literal('concept'), words: z.record(z.string().max(200), Concept) }),
  z.strictObject({ type: z.literal('boolean'), yes: words.min(1), no: words }),
  z.strictObject({ type: z.literal('text') }),
])
export type CellValue = z.infer<typeof CellValue>

const Category = z.enum(['vital-signs', 'laboratory', 'social-history', 'survey', 'exam'])

const MeasuredThing = z.strictObject({ code: Concept, category: Category.optional(), value: CellValue })
export type MeasuredThing = z.infer<typeof MeasuredThing>

/** A table with a column for each observation, or for each disease that a patient has or has not. */
const WideRows = z.strictObject({
  form: z.literal('wide'),
  columns: z
    .array(
      z.discriminatedUnion('as', [
        z.strictObject({ as: z.literal('observation'), column: Column, ...MeasuredThing.shape }),
        z.strictObject({
          as: z.literal('condition'),
          column: Column,
          code: Concept,
          yes: words.min(1),
          no: words,
        }),
      ]),
    )
    .min(1)
    .max(2_000),
})

/** A table with a row for each observation. */
const LongRows = z.strictObject({
  form: z.literal('long'),
  code: z.strictObject({
    column: Column,
    /** what the texts of the column mean */
    known: z.record(z.string().max(300), MeasuredThing),
    /** `keep`: others are kept under the column's own text with the unit of `unit`; `refuse`: they wait for a meaning */
    others: z.enum(['keep', 'refuse']),
    /** code system of the texts themselves, for those that are kept */
    system: z.string().min(1).max(300).optional(),
  }),
  value: Column,
  /** of the values whose meaning states none of its own */
  unit: UnitSource,
  referenceRange: Column.optional(),
})

/** A table with a row for each diagnosis, medicine, allergy or procedure. */
const ListRows = z.strictObject({
  form: z.literal('list'),
  as: z.enum(['condition', 'medication', 'allergy', 'procedure']),
  code: z.strictObject({ column: Column, system: z.string().min(1).max(300) }).optional(),
  text: Column.optional(),
  /** the end of what the row's time begins */
  end: TimeColumns.optional(),
  /** of a medicine: its instruction in words */
  dose: Column.optional(),
})

/** A table of patients only. */
const PatientRows = z.strictObject({ form: z.literal('patients') })

export const csvMappingFormat = 'vesalius-csv-mapping-1'

export const CsvMapping = z
  .strictObject({
    format: z.literal(csvMappingFormat),
    name: z.string().trim().min(1).max(200),
    text: z.strictObject({
      /** absent: found out */
      encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252']).optional(),
      delimiter: z.enum([',', ';', '\t', '|']).optional(),
      /** number of the row (empty rows not counted) that names the columns; 0: none does, and columns are called 1, 2, 3 … */
      headerRow: z.number().int().min(0).max(1_000),
      decimal: z.enum(['.', ',']),
    }),
    /** cell texts that say nothing, besides the empty one */
    missing: words,
    /** of times without one: `UTC`, an IANA name or minutes east of UTC; absent: as the import is told */
    zone: z.union([z.string().min(1).max(60), z.number().int().min(-840).max(840)]).optional(),
    patient: z.strictObject({
      identifiers: z
        .array(z.strictObject({ column: Column, system: z.string().max(300) }))
        .min(1)
        .max(10),
      name: Column.optional(),
      sex: z.strictObject({ column: Column, words: z.record(z.string().max(100), Sex) }).optional(),
      birthDate: TimeColumns.optional(),
    }),
    /** the sender's own number of a row: a later file that has it again corrects the row instead of adding one */
    rowId: Column.optional(),
    /** number of the hospital stay or visit */
    encounter: Column.optional(),
    time: TimeColumns.optional(),
    /** whether rows without a time are kept: in a table of habits the time may not matter, among measurements it does */
    timeRequired: z.boolean(),
    rows: z.discriminatedUnion('form', [WideRows, LongRows, ListRows, PatientRows]),
  })
  .refine(({ rows }) => rows.form !== 'list' || rows.code !== undefined || rows.text !== undefined, {
    message: 'a list has a column with codes or one with words',
    path: ['rows'],
  })
  .refine(({ time, timeRequired }) => time !== undefined || !timeRequired, {
    message: 'a required time has a column',
    path: ['time'],
  })
export type CsvMapping = z.infer<typeof CsvMapping>

/** Every column that a mapping speaks of, each once, in the order of its parts. */
export function mappedColumns(mapping: CsvMapping): string[] {
  const { patient, rows } = mapping
  const unitColumns = (value: CellValue) =>
    value.type === 'quantity' && value.unit.from === 'column' ? [value.unit.column] : []
  const named = [
    ...patient.identifiers.map(({ column }) => column),
    patient.name,
    patient.sex?.column,
    ...(patient.birthDate?.columns ?? []),
    mapping.rowId,
    mapping.encounter,
    ...(mapping.time?.columns ?? []),
  ]
  if (rows.form === 'wide')
    for (const target of rows.columns)
      named.push(target.column, ...(target.as === 'observation' ? unitColumns(target.value) : []))
  if (rows.form === 'long') {
    named.push(rows.code.column, rows.value, rows.referenceRange)
    if (rows.unit.from === 'column') named.push(rows.unit.column)
    for (const thing of Object.values(rows.code.known)) named.push(...unitColumns(thing.value))
  }
  if (rows.form === 'list') named.push(rows.code?.column, rows.text, rows.dose, ...(rows.end?.columns ?? []))
  return [...new Set(named.filter((column) => column !== undefined))]
}
