/**
 * How far a map can be believed: the film is taken away place by place, most important first (deletion), or put back in
 * that order (insertion), and the label's log-odds are followed (Petsiuk et al., RISE, BMVC 2018). The
 * same with places in random order is chance. Places are squares, for the map as for chance: single pixels in random order
 * would be noise, which a network answers to for other reasons.
 */
import type { CurveFigure, Faithfulness } from '../../../shared/domain/analysis/explanation'
import { sigmoid } from '../../../shared/domain/models/calibration'
import { SeededRandom } from '../../imaging/synthetic/random'
import type { Evaluator } from './evaluator'
import { type HiddenFilm, type InputShape, placesOf, writeWithout } from './film-tensor'
import type { FaithfulnessParameters } from './parameters'

/** A map of any grid over the whole input; rows top to bottom. */
export interface PlaceMap {
  rows: number
  columns: number
  values: Float32Array
}

/** Which square each pixel of the input belongs to. */
export interface Squares {
  groups: Uint16Array
  count: number
}

export function squaresOf({ rows, columns }: InputShape, side: number): Squares {
  const across = Math.ceil(columns / side)
  const groups = new Uint16Array(rows * columns)
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      groups[y * columns + x] = Math.floor(y / side) * across + Math.floor(x / side)
  return { groups, count: across * Math.ceil(rows / side) }
}

/** The squares by the mean of the map in them, highest first; equals in order of place. */
export function rankSquares(map: PlaceMap, shape: InputShape, { groups, count }: Squares): number[] {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  for (let place = 0; place < placesOf(shape); place++) {
    sums[groups[place]!]! += sampleMap(map, shape, place)
    sizes[groups[place]!]! += 1
  }
  const mean = sums.map((sum, square) => sum / sizes[square]!)
  return Array.from({ length: count }, (_, square) => square).sort(
    (one, other) => mean[other]! - mean[one]! || one - other,
  )
}

/** The map's value at a pixel of the input, bilinear between the centres of its cells, held at the borders. */
function sampleMap({ rows, columns, values }: PlaceMap, shape: InputShape, place: number): number {
  if (rows === shape.rows && columns === shape.columns) return values[place]!
  const along = (position: number, size: number, cells: number) => {
    const centre = Math.min(cells - 1, Math.max(0, ((position + 0.5) / size) * cells - 0.5))
    const low = Math.floor(centre)
    return { low, high: Math.min(cells - 1, low + 1), share: centre - low }
  }
  const x = along(place % shape.columns, shape.columns, columns)
  const y = along(Math.floor(place / shape.columns), shape.rows, rows)
  const at = (row: number, column: number) => values[row * columns + column]!
  const top = at(y.low, x.low) * (1 - x.share) + at(y.low, x.high) * x.share
  const bottom = at(y.high, x.low) * (1 - x.share) + at(y.high, x.high) * x.share
  return top * (1 - y.share) + bottom * y.share
}

/** What all methods share on one film: its ends and its chance. */
export interface Chance {
  film: number
  hidden: number
  /** log-odds after each step of each random order, without the two ends */
  orders: Float64Array[]
}

/** Runs of the graph that {@link measureChance} makes, and those of {@link measureFaithfulness}. */
export const chanceRuns = ({ steps, randomOrders }: FaithfulnessParameters): number =>
  2 + randomOrders * (steps - 1)
export const curveRuns = ({ steps }: FaithfulnessParameters): number => 2 * (steps - 1)

export async function measureChance(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  parameters: FaithfulnessParameters,
): Promise<Chance> {
  const ends = await evaluator.logOdds(2, (index, image) =>
    image.set(index === 0 ? hidden.film : hidden.fill),
  )
  const squares = squaresOf(hidden.shape, parameters.place)
  const random = new SeededRandom(parameters.seed)
  const orders: Float64Array[] = []
  for (let order = 0; order < parameters.randomOrders; order++) {
    orders.push(await deletionCurve(evaluator, hidden, squares, shuffled(squares.count, random), parameters))
  }
  return { film: ends[0]!, hidden: ends[1]!, orders }
}

export async function measureFaithfulness(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  map: PlaceMap,
  chance: Chance,
  parameters: FaithfulnessParameters,
): Promise<Faithfulness> {
  const squares = squaresOf(hidden.shape, parameters.place)
  const order = rankSquares(map, hidden.shape, squares)
  const deleted = await deletionCurve(evaluator, hidden, squares, order, parameters)
  // Putting back the best first is taking away the worst first, read from its end.
  const reversed = await deletionCurve(evaluator, hidden, squares, order.toReversed(), parameters)
  return summarise(deleted, reversed.toReversed(), chance)
}

/** Log-odds after each of the steps between nothing and everything hidden. */
function deletionCurve(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  { groups, count }: Squares,
  order: readonly number[],
  { steps }: FaithfulnessParameters,
): Promise<Float64Array> {
  return evaluator.logOdds(steps - 1, (index, image) => {
    const taken = new Uint8Array(count)
    for (const square of order.slice(0, Math.round(((index + 1) / steps) * count))) taken[square] = 1
    writeWithout(image, hidden, groups, taken)
  })
}

/**
 * @param deleted log-odds while the film is taken away, @param inserted while it is put back; both without their ends
 */
export function summarise(deleted: Float64Array, inserted: Float64Array, chance: Chance): Faithfulness {
  const { film, hidden, orders } = chance
  const whole = (inner: Float64Array, from: number, to: number) => [from, ...inner, to]
  const deletion = meanHeight(whole(deleted, film, hidden))
  const insertion = meanHeight(whole(inserted, hidden, film))
  const chances = orders.map((inner) => meanHeight(whole(inner, film, hidden)))
  const random: CurveFigure = {
    logOdds: mean(chances.map(({ logOdds }) => logOdds)),
    probability: mean(chances.map(({ probability }) => probability)),
  }
  const met = [film, hidden, ...deleted, ...inserted, ...orders.flatMap((order) => [...order])]
  const range = Math.max(...met) - Math.min(...met)
  // The mean of what each curve is better than chance by; chance itself is the same for both and cancels.
  const gain = (insertion.logOdds - deletion.logOdds) / 2
  return {
    deletion,
    insertion,
    random,
    randomSpread: spread(chances.map(({ logOdds }) => logOdds)),
    randomOrders: orders.length,
    steps: deleted.length + 1,
    score: range > unchanged ? Math.min(1, Math.max(-1, gain / range)) : null,
    filmLogOdds: film,
    hiddenLogOdds: hidden,
  }
}

/** log-odds; a smaller change is float32's own */
const unchanged = 1e-4

/** Trapezia over equal steps, divided by the whole. */
function meanHeight(curve: readonly number[]): CurveFigure {
  const area = (values: readonly number[]) =>
    values.slice(1).reduce((sum, value, at) => sum + (value + values[at]!) / 2, 0) / (values.length - 1)
  return { logOdds: area(curve), probability: Math.min(1, Math.max(0, area(curve.map(sigmoid)))) }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Standard deviation of a sample. */
function spread(values: readonly number[]): number {
  if (values.length < 2) return 0
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

/** Fisher and Yates. */
function shuffled(count: number, random: SeededRandom): number[] {
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1))
    const kept = order[last]!
    order[last] = order[other]!
    order[other] = kept
  }
  return order
}
