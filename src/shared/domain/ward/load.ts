/** Beds and movements of a ward over time. Pure. */
import { z } from 'zod'
import { isPresent, type Stay } from './place'

export const LoadStep = z.enum(['hour', 'day'])
export type LoadStep = z.infer<typeof LoadStep>

export const LoadPoint = z.object({
  /** begin of the hour or the day, ms */
  fromMs: z.number(),
  toMs: z.number(),
  /** who was there at its end */
  occupied: z.number().int(),
  /** stays that began and that ended within it */
  arrivals: z.number().int(),
  departures: z.number().int(),
})
export type LoadPoint = z.infer<typeof LoadPoint>

export const stepMs: Record<LoadStep, number> = { hour: 3_600_000, day: 86_400_000 }

/**
 * Stretches of equal length that end with `untilMs`, the earliest first. The last one ends now, not at a full hour: an empty
 * rest of an hour would look like a ward that is being emptied.
 */
export function stretchesUntil(
  untilMs: number,
  step: LoadStep,
  count: number,
): { fromMs: number; toMs: number }[] {
  const length = stepMs[step]
  return Array.from({ length: count }, (_, index) => {
    const toMs = untilMs - (count - 1 - index) * length
    return { fromMs: toMs - length, toMs }
  })
}

/** @param stays on the wards that are asked about */
export function loadOf(
  stays: readonly Stay[],
  stretches: readonly { fromMs: number; toMs: number }[],
): LoadPoint[] {
  return stretches.map(({ fromMs, toMs }) => ({
    fromMs,
    toMs,
    occupied: new Set(stays.filter((stay) => isPresent(stay, toMs)).map(({ patientId }) => patientId)).size,
    arrivals: stays.filter(({ startMs }) => startMs > fromMs && startMs <= toMs).length,
    departures: stays.filter(({ endMs }) => endMs !== null && endMs > fromMs && endMs <= toMs).length,
  }))
}
