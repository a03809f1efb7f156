/** The stretch of time that a chart shows, and how it is moved. All times in ms since 1970, all functions pure. */

export interface TimeWindow {
  fromMs: number
  toMs: number
}

/** Below a minute two values of a monitor stand where one can click them. */
export const shortestMs = 60_000

/** Room beside the data, as a share of its length. */
const margin = 0.02

/** What is shown of everything: with some room, and never without length. */
export function around({ fromMs, toMs }: TimeWindow): TimeWindow {
  const room = Math.max((toMs - fromMs) * margin, shortestMs / 2)
  return { fromMs: fromMs - room, toMs: toMs + room }
}

/** Within the bounds and not shorter than a minute; what is longer than the bounds becomes them. */
export function held({ fromMs, toMs }: TimeWindow, bounds: TimeWindow): TimeWindow {
  const length = Math.max(shortestMs, toMs - fromMs)
  if (length >= bounds.toMs - bounds.fromMs) return bounds
  const middle = (fromMs + toMs) / 2
  const from = Math.min(Math.max(middle - length / 2, bounds.fromMs), bounds.toMs - length)
  return { fromMs: from, toMs: from + length }
}

/** @param factor below 1 shows less; @param at the share of the width that stays where it is, from 0 to 1 */
export function zoomed(window: TimeWindow, factor: number, at: number, bounds: TimeWindow): TimeWindow {
  const length = window.toMs - window.fromMs
  const wanted = Math.min(Math.max(shortestMs, length * factor), bounds.toMs - bounds.fromMs)
  const fixed = window.fromMs + length * at
  return held({ fromMs: fixed - wanted * at, toMs: fixed + wanted * (1 - at) }, bounds)
}

/** @param share of the width, to the right where positive */
export function panned(window: TimeWindow, share: number, bounds: TimeWindow): TimeWindow {
  const by = (window.toMs - window.fromMs) * share
  return held({ fromMs: window.fromMs + by, toMs: window.toMs + by }, bounds)
}

/** The last stretch of a length. */
export const lastOf = (bounds: TimeWindow, lengthMs: number): TimeWindow =>
  held({ fromMs: bounds.toMs - lengthMs, toMs: bounds.toMs }, bounds)
