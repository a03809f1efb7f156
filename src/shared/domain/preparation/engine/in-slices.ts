/** Long work in slices: at each one its caller may look whether it is still wanted. */

/** Yields how much is done, 0 to 1, and returns what came of it. */
export type InSlices<T> = Generator<number, T, undefined>

/** A part of a longer work, which goes from one share of it to another. */
export function* partOf<T>(work: InSlices<T>, from: number, to: number): InSlices<T> {
  for (;;) {
    const next = work.next()
    if (next.done === true) return next.value
    yield from + (to - from) * next.value
  }
}
