/**
 * What drove a risk, by groups of measurements: exact Shapley values in log-odds. They say what the model reacts to, not
 * what causes death.
 */
import {
  gridColumns,
  type Measurement,
  type MeasurementGrid,
} from '../../../shared/domain/models/measurement-grid'
import { sigmoid } from '../../../shared/domain/models/calibration'
import { shapleyValues } from './shapley'
import { gridUntil } from './stay-grid'
import type { StayModel, StayRunOptions } from './stay-model'

export interface GroupShare {
  /** name in the catalogue's groups */
  group: string
  /** natural logarithm of the odds; above 0 it raises the risk */
  logOdds: number
}

export interface RiskDrivers {
  /** with usual values at the same times of measurement */
  usualRisk: number
  risk: number
  /** of all groups, largest first; they add up to the difference of the two in log-odds */
  shares: GroupShare[]
}

export interface ChangeDrivers {
  riskBefore: number
  riskAfter: number
  /** log-odds: what the hours alone did, without any new measurement */
  timeAlone: number
  /** what the new measurements of each group did; with timeAlone they add up to the change in log-odds */
  shares: GroupShare[]
}

/** One group's cells: where they are, and what stands there when the group is in play and when it is not. */
interface Player {
  group: string
  cells: number[]
}

/**
 * Each group's values against usual ones. The times of measurement stay as they are, so that the shares speak of the
 * values alone. @param values grid of the stay, ending at the hour in question
 */
export async function explainRisk(
  stayModel: StayModel,
  values: Float32Array,
  options: StayRunOptions = {},
): Promise<RiskDrivers> {
  const usual = usualGrid(stayModel.measurements, values)
  const { none, all, shares } = await playGroups(stayModel, usual, values, options)
  return { usualRisk: sigmoid(none), risk: sigmoid(all), shares }
}

/** What the hours from `from` (over before) to `to` changed. @param values grid of the stay */
export async function explainChange(
  stayModel: StayModel,
  values: Float32Array,
  { from, to }: { from: number; to: number },
  options: StayRunOptions = {},
): Promise<ChangeDrivers> {
  const columns = stayModel.model.contract.input.features.length
  const [before, after] = [gridUntil(values, columns, from), gridUntil(values, columns, to)]
  const silent = withoutNews(stayModel.measurements, after, from)
  const [start] = await stayModel.logOdds([before], options)
  const { none, all, shares } = await playGroups(stayModel, silent, after, options)
  const riskBefore = start ?? NaN
  return { riskBefore: sigmoid(riskBefore), riskAfter: sigmoid(all), timeAlone: none - riskBefore, shares }
}

async function playGroups(
  stayModel: StayModel,
  without: Float32Array,
  withAll: Float32Array,
  options: StayRunOptions,
): Promise<{ none: number; all: number; shares: GroupShare[] }> {
  const players = playersOf(stayModel.measurements, without, withAll)
  const [none, all] = await stayModel.logOdds([without, withAll], options)
  const values = await shapleyValues(players.length, (coalitions) =>
    worthOf(stayModel, coalitions, players, without, withAll, options),
  )
  const shares = stayModel.measurements.groups.map(({ name }) => {
    const at = players.findIndex(({ group }) => group === name)
    return { group: name, logOdds: at < 0 ? 0 : (values[at] ?? NaN) }
  })
  shares.sort((one, other) => Math.abs(other.logOdds) - Math.abs(one.logOdds))
  return { none: none ?? NaN, all: all ?? NaN, shares }
}

/** Coalitions in pieces, so that their grids never lie in memory together. */
const coalitionsAtOnce = 64

async function worthOf(
  stayModel: StayModel,
  coalitions: readonly number[],
  players: readonly Player[],
  without: Float32Array,
  withAll: Float32Array,
  options: StayRunOptions,
): Promise<Float64Array> {
  const worths = new Float64Array(coalitions.length)
  for (let start = 0; start < coalitions.length; start += coalitionsAtOnce) {
    const grids = coalitions.slice(start, start + coalitionsAtOnce).map((mask) => {
      const grid = without.slice()
      players.forEach(({ cells }, player) => {
        if (mask & (1 << player)) for (const cell of cells) grid[cell] = withAll[cell] ?? 0
      })
      return grid
    })
    worths.set(await stayModel.logOdds(grids, options), start)
  }
  return worths
}

/** Groups in which the two grids differ at all; the others add nothing to any coalition. */
function playersOf(spec: MeasurementGrid, without: Float32Array, withAll: Float32Array): Player[] {
  const cellsOf = new Map<string, number[]>()
  forEachCell(spec, without.length, (cell, { group }) => {
    if (without[cell] === withAll[cell]) return
    const cells = cellsOf.get(group) ?? []
    cells.push(cell)
    cellsOf.set(group, cells)
  })
  return [...cellsOf].map(([group, cells]) => ({ group, cells }))
}

/** Every cell that belongs to a measurement. @param offset of the cell within the measurement's columns */
function forEachCell(
  spec: MeasurementGrid,
  length: number,
  visit: (cell: number, measurement: Measurement, offset: number) => void,
): void {
  const { names, placeOf } = gridColumns(spec)
  for (const measurement of [...spec.series, ...spec.statics]) {
    const place = placeOf.get(measurement.name) ?? 0
    const width = 'values' in measurement ? measurement.values.length : 2
    for (let row = 0; row < length; row += names.length)
      for (let offset = 0; offset < width; offset += 1) visit(row + place + offset, measurement, offset)
  }
}

/** Usual values wherever something was measured. */
function usualGrid(spec: MeasurementGrid, values: Float32Array): Float32Array {
  const usual = values.slice()
  forEachCell(spec, values.length, (cell, measurement, offset) => {
    if ('values' in measurement) {
      const known = choiceKnown(values, cell - offset, measurement.values.length)
      if (known) usual[cell] = measurement.values[offset] === measurement.usual ? 1 : 0
    } else if (offset === 0 && (values[cell + 1] ?? 0) > 0) usual[cell] = measurement.usual
  })
  return usual
}

const choiceKnown = (values: Float32Array, first: number, width: number): boolean =>
  values.subarray(first, first + width).some((value) => value > 0)

/** The grid with the hours gone by, but nothing measured from hour `from` on. */
function withoutNews(spec: MeasurementGrid, values: Float32Array, from: number): Float32Array {
  const { names } = gridColumns(spec)
  const silent = values.slice()
  forEachCell(spec, values.length, (cell, measurement) => {
    if ('pool' in measurement && cell >= from * names.length) silent[cell] = 0
  })
  return silent
}
