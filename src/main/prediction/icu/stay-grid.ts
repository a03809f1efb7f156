/** From the measurements of a stay to the grid that the model reads, and what had to be done to them. */
import {
  gridColumns,
  type Measurement,
  type MeasurementGrid,
} from '../../../shared/domain/models/measurement-grid'
import { cleanValue } from './clean-value'
import type { Stay } from './stay'

export interface ValueCount {
  parameter: string
  count: number
}

/** What a reader must know about the values behind an answer. */
export interface StayReport {
  /** measured values that were used */
  used: number
  /** parameters without a usable value: filled by the model's own rule */
  neverTaken: string[]
  repaired: ValueCount[]
  refused: ValueCount[]
  /** before admission or after the hours of the window */
  outsideWindow: number
  /** parameters that the model does not know */
  unknown: ValueCount[]
  /** rows without a readable minute or value */
  unreadable: number
}

export interface StayGrid {
  /** hours x columns, row by row; see gridColumns */
  values: Float32Array
  report: StayReport
}

/** Makes grids of one shape; keeps its working memory between stays. */
export class GridMaker {
  readonly columns: number
  readonly measurements: readonly Measurement[]
  /** index of a parameter by its name, for Stay.add */
  readonly indexOf: ReadonlyMap<string, number>
  private readonly places: readonly number[]
  private readonly sums: Float64Array

  constructor(readonly grid: MeasurementGrid) {
    const { names, placeOf } = gridColumns(grid)
    this.columns = names.length
    this.measurements = [...grid.series, ...grid.statics]
    this.indexOf = new Map(this.measurements.map(({ name }, index) => [name, index]))
    this.places = this.measurements.map(({ name }) => placeOf.get(name) ?? 0)
    this.sums = new Float64Array(grid.hours * names.length)
  }

  /**
   * A cell of a series holds the mean (or sum, or last, as the catalogue says) of its hour and how many values there were;
   * sums are taken in double precision in the order of the rows. Minute 60 x hours belongs to the last hour. What is known
   * at admission stands in every hour that is over.
   * @param hours how many hours are over, at most those of the window: rows beyond stay empty
   */
  make(stay: Stay, hours: number = this.grid.hours): StayGrid {
    const counts = { repaired: new Map<string, number>(), refused: new Map<string, number>() }
    const taken = new Set<string>()
    let [used, outsideWindow] = [0, 0]
    const last = hours === this.grid.hours ? 60 * hours : 60 * hours - 1
    const { sums } = this
    sums.fill(0)
    stay.forEach((minute, parameter, raw) => {
      const measurement = this.measurements[parameter]
      if (!measurement) return
      if (minute < 0 || minute > last) {
        outsideWindow += 1
        return
      }
      const cleaned = cleanValue(raw, measurement, this.grid.missing)
      if (cleaned.what === 'missing') return
      if (cleaned.what !== 'kept') add(counts[cleaned.what], measurement.name)
      if (cleaned.what === 'refused') return
      taken.add(measurement.name)
      used += 1
      this.put(
        measurement,
        this.places[parameter] ?? 0,
        Math.min(hours - 1, Math.floor(minute / 60)),
        cleaned.value,
      )
    })
    return {
      values: this.finish(hours),
      report: {
        used,
        neverTaken: this.measurements.map(({ name }) => name).filter((name) => !taken.has(name)),
        repaired: listed(counts.repaired),
        refused: listed(counts.refused),
        outsideWindow,
        unknown: listed(stay.unknown),
        unreadable: stay.unreadable,
      },
    }
  }

  private put(measurement: Measurement, place: number, hour: number, value: number): void {
    const { sums } = this
    if ('pool' in measurement) {
      const cell = hour * this.columns + place
      sums[cell] = (measurement.pool === 'last' ? 0 : (sums[cell] ?? 0)) + value
      sums[cell + 1] = (sums[cell + 1] ?? 0) + 1
    } else if (measurement.kind === 'number') {
      sums[place] = value
      sums[place + 1] = 1
    } else {
      measurement.values.forEach((each, index) => (sums[place + index] = each === value ? 1 : 0))
    }
  }

  /** Statics were collected in the first row. */
  private finish(hours: number): Float32Array {
    const values = new Float32Array(this.sums.length)
    for (let hour = 0; hour < hours; hour += 1) {
      const row = hour * this.columns
      values[row] = 1
      this.measurements.forEach((measurement, index) => {
        const place = this.places[index] ?? 0
        if ('pool' in measurement) {
          const [sum, count] = [this.sums[row + place] ?? 0, this.sums[row + place + 1] ?? 0]
          values[row + place] = measurement.pool === 'mean' && count > 0 ? sum / count : sum
          values[row + place + 1] = count
        } else {
          const width = measurement.kind === 'number' ? 2 : measurement.values.length
          for (let at = place; at < place + width; at += 1) values[row + at] = this.sums[at] ?? 0
        }
      })
    }
    return values
  }
}

const add = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
const listed = (counts: ReadonlyMap<string, number>): ValueCount[] =>
  [...counts].map(([parameter, count]) => ({ parameter, count }))

/** The grid as it stood after `hours`: later rows empty. What the model would have been given then. */
export function gridUntil(values: Float32Array, columns: number, hours: number): Float32Array {
  const cut = new Float32Array(values.length)
  cut.set(values.subarray(0, hours * columns))
  return cut
}
