/** Fewer points of a curve for a plot of a given width, without losing a peak. */

interface Point {
  timeMs: number
  value: number
}

/**
 * Each stretch of equal length keeps its first, smallest, largest and last point, in their order; so the drawn line covers the
 * same pixels as the whole curve would, with at most `mostPoints` points (M4: Jugel et al., PVLDB 2014;7:797).
 * @param points in the order of time
 */
export function thinOut<P extends Point>(points: readonly P[], mostPoints: number): P[] {
  const [first, last] = [points[0], points.at(-1)]
  if (points.length <= mostPoints || !first || !last) return [...points]
  const stretches = Math.max(1, Math.floor(mostPoints / 4))
  const lengthMs = (last.timeMs - first.timeMs) / stretches || 1
  const kept: P[] = []
  let begin = 0
  while (begin < points.length) {
    const stretch = stretchOf(points[begin] as P, first.timeMs, lengthMs, stretches)
    let end = begin + 1
    while (end < points.length && stretchOf(points[end] as P, first.timeMs, lengthMs, stretches) === stretch)
      end += 1
    kept.push(...outline(points, begin, end))
    begin = end
  }
  return kept
}

const stretchOf = ({ timeMs }: Point, firstMs: number, lengthMs: number, stretches: number) =>
  Math.min(stretches - 1, Math.floor((timeMs - firstMs) / lengthMs))

function outline<P extends Point>(points: readonly P[], begin: number, end: number): P[] {
  let [smallest, largest] = [begin, begin]
  for (let index = begin; index < end; index += 1) {
    if ((points[index] as P).value < (points[smallest] as P).value) smallest = index
    if ((points[index] as P).value > (points[largest] as P).value) largest = index
  }
  const indexes = [...new Set([begin, smallest, largest, end - 1])].toSorted((a, b) => a - b)
  return indexes.map((index) => points[index] as P)
}
