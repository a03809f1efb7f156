/** What the tables of MIMIC-III (Johnson et al., Scientific Data 2016; mimic.mit.edu/docs/iii) have in common. */
import type { EntryIdentity, PatientKey } from '../../../../shared/domain/record/entry'
import type { ReadOptions, RejectReason } from '../../../../shared/domain/record/read-item'
import { parseIsoTime, type RecordTime } from '../../../../shared/domain/record/times'
import type { MimicDictionaries } from './dictionaries'

export interface MimicOptions extends ReadOptions {
  /** names of the items; without them items keep their numbers, and laboratory values have no LOINC code */
  dictionaries?: Partial<MimicDictionaries>
}

/** Thrown by a table's reader for a row that it cannot take, and caught by the reader of all tables. */
export class MimicRejection extends Error {
  constructor(
    readonly code: RejectReason,
    detail: string,
  ) {
    super(detail)
  }
}

export const mimicSubjects = 'urn:mimic-iii:subject'
export const mimicChartItems = 'local:mimic-iii/d_items'
export const mimicLabItems = 'local:mimic-iii/d_labitems'

/** One row of a table, its cells by their names. */
export class MimicRow {
  constructor(
    private readonly table: string,
    private readonly columns: ReadonlyMap<string, number>,
    private readonly cells: readonly string[],
    private readonly options: MimicOptions,
  ) {}

  /** '' where the cell is empty or the table has no such column */
  cell(name: string): string {
    return this.cells[this.columns.get(name) ?? -1]?.trim() ?? ''
  }

  /** The cell as it is, blanks and row ends too. */
  text(name: string): string {
    return this.cells[this.columns.get(name) ?? -1] ?? ''
  }

  /** A number that MIMIC gives out. @throws MimicRejection where it is none */
  id(name: string, reason: RejectReason): string {
    const id = this.optionalId(name)
    if (id === undefined) throw new MimicRejection(reason, `${name} is no number`)
    return id
  }

  /** Numbers of admissions and stays are written with decimals by tools that made them numbers with gaps. */
  optionalId(name: string): string | undefined {
    return /^(\d{1,12})(?:\.0+)?$/.exec(this.cell(name))?.[1]
  }

  get patient(): PatientKey {
    return [{ system: mimicSubjects, value: this.id('SUBJECT_ID', 'patient-missing') }]
  }

  /** By the row's own number: the same row of another copy of the table is the same statement. */
  identity(): EntryIdentity {
    return this.identityOf(this.id('ROW_ID', 'malformed'))
  }

  identityOf(id: string): EntryIdentity {
    return { namespace: this.options.namespace, id: `${this.table}/${id}` }
  }

  /** undefined for an empty cell. @throws MimicRejection for what is no time */
  time(name: string): RecordTime | undefined {
    const text = this.cell(name)
    if (text === '') return undefined
    const time = parseIsoTime(text, this.options.zone)
    if (!time) throw new MimicRejection('time-invalid', `${name} ${text.slice(0, 60)} is no time`)
    return time
  }

  requiredTime(name: string): RecordTime {
    const time = this.time(name)
    if (!time) throw new MimicRejection('time-missing', `${name} is empty`)
    return time
  }

  /** The day of a cell that MIMIC fills with midnight because it only knows the day. */
  day(name: string): RecordTime | undefined {
    const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(this.cell(name))
    if (this.cell(name) === '') return undefined
    const time = match ? parseIsoTime(match[0], this.options.zone) : null
    if (!time) throw new MimicRejection('time-invalid', `${name} ${this.cell(name).slice(0, 60)} is no date`)
    return time
  }

  /** `identity.id` of the ICU stay of the row, else of its admission. */
  get encounter(): { encounterId?: string } {
    const stay = this.optionalId('ICUSTAY_ID')
    if (stay !== undefined) return { encounterId: `ICUSTAYS/${stay}` }
    const admission = this.optionalId('HADM_ID')
    return admission === undefined ? {} : { encounterId: `ADMISSIONS/${admission}` }
  }
}
