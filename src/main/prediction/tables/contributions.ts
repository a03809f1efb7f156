/**
 * What each column of a row adds to the model's log-odds, against people with usual values: Shapley values, sampled over
 * orders of the columns (Strumbelj and Kononenko 2014, doi:10.1007/s10115-013-0679-x). Backgrounds are drawn column by column
 * from the summary that the manifest holds, so no training row travels with the model; what columns have in common in the
 * population is therefore not part of the background. For the additive part of the model no order matters: it comes out
 * exactly, and is also given by itself.
 */
import { SeededRandom } from '../../../shared/domain/local-check/seeded-random'
import { AppException } from '../../../shared/result'
import type { NamedTensors } from '../../inference/golden'
import type { RunOptions } from '../../inference/inference-client'
import type { TableModel } from '../../inference/model-registry'
import { joined, type RunsGraphs } from './assess-rows'

export interface Contribution {
  column: string
  /** as the graph was fed; null for an empty cell */
  value: number | null
  /** added to the log-odds of the graph (before calibration), against the background */
  logOdds: number
  /** the share of it that the column adds whatever the other columns hold; null where the graph does not say */
  alone: number | null
}

export interface Contributions {
  /** log-odds of people with usual values, mean over the background */
  base: number
  /** log-odds of the row: base and all contributions together, but for rounding */
  total: number
  /** in the order of the columns */
  contributions: Contribution[]
}

const usualOrders = 96

/** Rejects with AppException as InferenceClient.run. @param orders how many orders of the columns are tried, an even number */
export async function contributionsOf(
  inference: RunsGraphs,
  model: TableModel,
  values: Float32Array,
  { orders = usualOrders, ...options }: RunOptions & { orders?: number } = {},
): Promise<Contributions> {
  const { input, findings, additive } = model.contract
  const { columns } = input
  const paths = samplePaths(columns, values, orders)
  const rows = [values, ...paths.flatMap((path) => path.rows)]
  const { outputs } = await inference.run(model, { [input.name]: joined(rows) }, options)
  const logit = dataOf(outputs, findings.name)
  const sums = new Float64Array(columns.length)
  let base = 0
  for (const [number, { order }] of paths.entries()) {
    const start = startOf(number, columns.length)
    base += at(logit, start) / orders
    for (const [step, column] of order.entries())
      sums[column]! += (at(logit, start + step + 1) - at(logit, start + step)) / orders
  }
  const alone = additive && additiveParts(dataOf(outputs, additive.name), columns.length, orders)
  const contributions = columns.map(({ name }, column): Contribution => {
    const value = at(values, column)
    return {
      column: name,
      value: Number.isNaN(value) ? null : value,
      logOdds: sums[column]!,
      alone: alone?.[column] ?? null,
    }
  })
  return { base, total: at(logit, 0), contributions }
}

/** Row of the batch at which a path begins; the first row is the one that is explained. */
const startOf = (path: number, columns: number): number => 1 + path * (columns + 1)

/** The row's own term of each column less the mean of those of the backgrounds. */
function additiveParts(terms: Float32Array, columns: number, paths: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    let mean = 0
    for (let path = 0; path < paths; path++)
      mean += at(terms, startOf(path, columns) * columns + column) / paths
    return at(terms, column) - mean
  })
}

interface Path {
  order: readonly number[]
  /** from the background to the row, one column at a time: columns + 1 rows */
  rows: Float32Array[]
}

type Columns = TableModel['contract']['input']['columns']

/**
 * Each order comes with its reverse, which cancels part of the noise. Backgrounds are spread over each column's summary as
 * its shares say, in a shuffled order.
 */
function samplePaths(columns: Columns, values: Float32Array, count: number): Path[] {
  const random = new SeededRandom(1)
  const backgrounds = columns.map(({ background }) => random.shuffled(spread(background, count)))
  let order: readonly number[] = columns.map((_, column) => column)
  return Array.from({ length: count }, (_, path) => {
    order = path % 2 === 0 ? random.shuffled(order) : order.toReversed()
    const row = Float32Array.from(backgrounds, (background) => background[path] ?? NaN)
    const rows = [row.slice()]
    for (const column of order) {
      row[column] = at(values, column)
      rows.push(row.slice())
    }
    return { order, rows }
  })
}

/** `count` values in which each comes as often as its share says. */
function spread(background: Columns[number]['background'], count: number): number[] {
  const whole = background.reduce((sum, { share }) => sum + share, 0)
  const found: number[] = []
  let passed = 0
  for (const { value, share } of background) {
    passed += share
    while (found.length < Math.round((passed / whole) * count)) found.push(value)
  }
  return found
}

function dataOf(outputs: NamedTensors, name: string): Float32Array {
  const tensor = outputs[name]
  if (!tensor) throw new AppException('INFERENCE_FAILED', `The model gave no ${name}.`)
  return tensor.data
}

function at(data: Float32Array, index: number): number {
  const value = data[index]
  if (value === undefined) throw new AppException('INFERENCE_FAILED', 'The model gave too few values.')
  return value
}
