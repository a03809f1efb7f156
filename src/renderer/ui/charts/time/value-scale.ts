/** The upright axis of a small chart: its ends and two to four round marks between them. */

export interface ValueScale {
  low: number
  high: number
  ticks: readonly number[]
  /** digits behind the point that tell the marks apart */
  decimals: number
}

/** Room above and below, as a share of the spread. */
const margin = 0.08

/** @param values at least one; equal ones get a spread of their own size */
export function valueScale(smallest: number, largest: number, mostTicks = 4): ValueScale {
  const spread = largest - smallest || Math.abs(largest) * 0.2 || 1
  const low = smallest - spread * margin - (largest === smallest ? spread / 2 : 0)
  const high = largest + spread * margin + (largest === smallest ? spread / 2 : 0)
  const { times, power } = roundStep(low, high, mostTicks)
  const step = times * 10 ** power
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)]
  const decimals = Math.max(0, -power + (times === 2.5 ? 1 : 0))
  const ticks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, decimals))),
  )
  return { low, high, ticks, decimals }
}

const roundTimes = [1, 2, 2.5, 5] as const

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that makes no more marks than wanted. */
function roundStep(low: number, high: number, mostTicks: number): { times: number; power: number } {
  for (let power = Math.floor(Math.log10((high - low) / mostTicks)) - 1; ; power += 1) {
    const times = roundTimes.find((candidate) => {
      const step = candidate * 10 ** power
      return Math.floor(high / step) - Math.ceil(low / step) + 1 <= mostTicks
    })
    if (times !== undefined) return { times, power }
  }
}

/** From the top, in pixels. */
export const heightOf = (value: number, { low, high }: ValueScale, top: number, height: number): number =>
  top + (1 - (value - low) / (high - low)) * height
