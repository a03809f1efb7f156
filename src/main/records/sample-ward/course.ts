/** A quantity over time as a generator writes it: straight lines between a few points. */

/** In falling order of hours before the end; before the first and behind the last point the line is level. */
export type Course = readonly (readonly [hoursAgo: number, value: number])[]

export function valueOnCourse(course: Course, hoursAgo: number): number {
  const next = course.findIndex(([hours]) => hours <= hoursAgo)
  if (next < 0) return course.at(-1)?.[1] ?? Number.NaN
  const [nextHours, nextValue] = course[next]!
  const [lastHours, lastValue] = course[next - 1] ?? [nextHours, nextValue]
  if (lastHours === nextHours) return nextValue
  return nextValue + ((lastValue - nextValue) * (hoursAgo - nextHours)) / (lastHours - nextHours)
}
