/** A table as it was read, before anyone has said what its parameters are. */
import type { TableForm } from '../pipeline'
import { Dictionary, GrowableNumbers } from './growable'
import { hashText, isEmptyCell, readCellNumber, readCellTime } from './read-cell'

/** Cells of one column, or of the value column of a long table. */
export interface RawCells {
  /** NaN where the cell is empty or no number */
  numbers: Float64Array
  /** place in `words` of a cell that is neither empty nor a number; -1 otherwise */
  wordOf: Int32Array
  words: readonly string[]
}

export interface RawTable {
  form: TableForm
  header: readonly string[]
  rows: number
  lines: Int32Array
  /** rows with another number of cells than the header, left out */
  malformed: number
  subjectOf: Int32Array
  subjectNames: readonly string[]
  /** minutes */
  times: Float64Array | null
  alike: Uint32Array
  long: {
    parameterOf: Int32Array
    parameterNames: readonly string[]
    unitOf: Int32Array | null
    unitWords: readonly string[]
    value: RawCells
  } | null
  /** of a wide table, those of subject and time left out */
  wide: { name: string; cells: RawCells }[] | null
}

class CellColumn {
  private readonly numbers = new GrowableNumbers()
  private readonly wordOf = new GrowableNumbers()
  private readonly words = new Dictionary()

  push(cell: string): void {
    const number = isEmptyCell(cell) ? NaN : readCellNumber(cell)
    this.numbers.push(number)
    this.wordOf.push(Number.isNaN(number) && !isEmptyCell(cell) ? this.words.numberOf(cell) : -1)
  }

  finish(): RawCells {
    return {
      numbers: this.numbers.finish(),
      wordOf: Int32Array.from(this.wordOf.finish()),
      words: this.words.names,
    }
  }
}

/** Takes rows in order and keeps what the steps need of them. */
export class RawTableBuilder {
  private readonly lines = new GrowableNumbers()
  private readonly subjectOf = new GrowableNumbers()
  private readonly subjects = new Dictionary()
  private readonly times = new GrowableNumbers()
  private readonly alike = new GrowableNumbers()
  private readonly parameterOf = new GrowableNumbers()
  private readonly parameters = new Dictionary()
  private readonly unitOf = new GrowableNumbers()
  private readonly units = new Dictionary()
  private readonly value = new CellColumn()
  private readonly columns: { name: string; at: number; cells: CellColumn }[]
  private readonly places: { subject: number; time: number; parameter: number; value: number; unit: number }
  private malformed = 0

  /** @param header names of the columns, each once; those that the form names are among them */
  constructor(
    private readonly header: readonly string[],
    private readonly form: TableForm,
  ) {
    const at = (name: string | null | undefined) => (name == null ? -1 : header.indexOf(name))
    const isLong = form.form === 'long'
    this.places = {
      subject: at(form.subject),
      time: at(form.time?.column),
      parameter: at(isLong ? form.parameter : null),
      value: at(isLong ? form.value : null),
      unit: at(isLong ? form.unit : null),
    }
    const { subject, time } = this.places
    this.columns = isLong
      ? []
      : header.flatMap((name, place) =>
          place === subject || place === time ? [] : [{ name, at: place, cells: new CellColumn() }],
        )
  }

  get rows(): number {
    return this.lines.length
  }

  addRow(line: number, texts: readonly string[]): void {
    if (texts.length !== this.header.length) {
      this.malformed++
      return
    }
    const cells = texts.map((text) => text.trim())
    const { subject, time, parameter, value, unit } = this.places
    this.lines.push(line)
    this.subjectOf.push(this.subjects.numberOf(subject < 0 ? String(this.rows - 1) : cells[subject]!))
    if (this.form.time) this.times.push(readCellTime(cells[time]!, this.form.time.unit))
    for (const part of hashText(cells.join('\u001f'))) this.alike.push(part)
    if (this.form.form === 'long') {
      this.parameterOf.push(this.parameters.numberOf(cells[parameter]!))
      this.value.push(cells[value]!)
      if (unit >= 0) this.unitOf.push(this.units.numberOf(cells[unit]!))
    } else for (const { at, cells: column } of this.columns) column.push(cells[at]!)
  }

  finish(): RawTable {
    const whole = (numbers: GrowableNumbers) => Int32Array.from(numbers.finish())
    const isLong = this.form.form === 'long'
    return {
      form: this.form,
      header: this.header,
      rows: this.rows,
      lines: whole(this.lines),
      malformed: this.malformed,
      subjectOf: whole(this.subjectOf),
      subjectNames: this.subjects.names,
      times: this.form.time ? this.times.finish() : null,
      alike: Uint32Array.from(this.alike.finish()),
      long: isLong
        ? {
            parameterOf: whole(this.parameterOf),
            parameterNames: this.parameters.names,
            unitOf: this.places.unit < 0 ? null : whole(this.unitOf),
            unitWords: this.units.names,
            value: this.value.finish(),
          }
        : null,
      wide: isLong ? null : this.columns.map(({ name, cells }) => ({ name, cells: cells.finish() })),
    }
  }
}
