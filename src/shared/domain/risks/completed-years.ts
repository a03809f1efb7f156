import { type RecordTime, timeBounds } from '../record/times'

/** Completed years at an instant; null where the birth date leaves open how many, or lies behind it. */
export function completedYears(birth: RecordTime, atMs: number): number | null {
  const { startMs, endMs } = timeBounds(birth)
  const [most, least] = [yearsBetween(startMs, atMs), yearsBetween(endMs, atMs)]
  return most === least && least >= 0 ? least : null
}

function yearsBetween(fromMs: number, toMs: number): number {
  const [from, to] = [new Date(fromMs), new Date(toMs)]
  const years = to.getUTCFullYear() - from.getUTCFullYear()
  const months = to.getUTCMonth() - from.getUTCMonth()
  const isBefore = months < 0 || (months === 0 && to.getUTCDate() < from.getUTCDate())
  return isBefore ? years - 1 : years
}
