/**
 * Every change of a run, in order, in columns of numbers (a million changes are some 30 MB). With it a run can be undone, any
 * moment of it shown again, and all of it exported.
 */
import { type ChangeReason, changeReasons } from '../report'

/** One change as numbers; `parameter` -1: the row was removed, `slip` '' for none. */
export interface LoggedChange {
  step: number
  row: number
  /** place in the parameter's own cells; -1 for a row */
  cell: number
  parameter: number
  reason: ChangeReason
  slip: string
  /** NaN for empty */
  before: number
  after: number
  marked: boolean
}

const reasonNumbers = new Map(changeReasons.map((reason, at) => [reason, at]))

export interface TalliedChange {
  step: number
  reason: ChangeReason
  parameter: number
  slip: string
  count: number
}

export class ChangeLog {
  length = 0
  private steps = new Int16Array(1024)
  private rows = new Int32Array(1024)
  private cells = new Int32Array(1024)
  private parameters = new Int32Array(1024)
  private reasons = new Uint8Array(1024)
  private slips = new Uint16Array(1024)
  private marks = new Uint8Array(1024)
  private befores = new Float64Array(1024)
  private afters = new Float64Array(1024)
  private readonly slipNames: string[] = ['']
  private readonly slipNumbers = new Map([['', 0]])
  private readonly tallies = new Map<number, TalliedChange>()

  add(change: LoggedChange): void {
    if (this.length === this.steps.length) this.grow()
    const at = this.length++
    this.steps[at] = change.step
    this.rows[at] = change.row
    this.cells[at] = change.cell
    this.parameters[at] = change.parameter
    this.reasons[at] = reasonNumbers.get(change.reason)!
    this.slips[at] = this.numberOf(change.slip)
    this.marks[at] = change.marked ? 1 : 0
    this.befores[at] = change.before
    this.afters[at] = change.after
    this.tally(at, change)
  }

  at(at: number): LoggedChange {
    return {
      step: this.steps[at]!,
      row: this.rows[at]!,
      cell: this.cells[at]!,
      parameter: this.parameters[at]!,
      reason: changeReasons[this.reasons[at]!]!,
      slip: this.slipNames[this.slips[at]!]!,
      before: this.befores[at]!,
      after: this.afters[at]!,
      marked: this.marks[at] === 1,
    }
  }

  /** Whether a change is of that step, reason and parameter; null: whichever. */
  fits(at: number, step: number | null, reason: ChangeReason | null, parameter: number | null): boolean {
    return (
      (step === null || this.steps[at] === step) &&
      (reason === null || this.reasons[at] === reasonNumbers.get(reason)) &&
      (parameter === null || this.parameters[at] === parameter)
    )
  }

  /** Counts by step, reason, parameter and slip. */
  talliesOf(step: number): TalliedChange[] {
    return [...this.tallies.values()].filter((tally) => tally.step === step)
  }

  private tally(at: number, { step, reason, parameter, slip }: LoggedChange): void {
    const key = ((step * 64 + this.reasons[at]!) * 8192 + parameter + 1) * 256 + this.slips[at]!
    const found = this.tallies.get(key)
    if (found) found.count++
    else this.tallies.set(key, { step, reason, parameter, slip, count: 1 })
  }

  private numberOf(slip: string): number {
    let number = this.slipNumbers.get(slip)
    if (number === undefined) {
      number = this.slipNames.push(slip) - 1
      this.slipNumbers.set(slip, number)
    }
    return number
  }

  private grow(): void {
    const size = this.steps.length * 2
    const into = <T extends { set: (from: T) => void }>(larger: T, from: T): T => (larger.set(from), larger)
    this.steps = into(new Int16Array(size), this.steps)
    this.rows = into(new Int32Array(size), this.rows)
    this.cells = into(new Int32Array(size), this.cells)
    this.parameters = into(new Int32Array(size), this.parameters)
    this.reasons = into(new Uint8Array(size), this.reasons)
    this.slips = into(new Uint16Array(size), this.slips)
    this.marks = into(new Uint8Array(size), this.marks)
    this.befores = into(new Float64Array(size), this.befores)
    this.afters = into(new Float64Array(size), this.afters)
  }
}
