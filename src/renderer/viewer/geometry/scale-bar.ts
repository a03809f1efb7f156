/** Choice of a scale bar: a round length that fits the given room. */
export interface ScaleBar {
  length: number
  /** share of the room, 0..1 */
  share: number
}

/** The largest of 1, 2, 5 x 10^n that is not longer than `room`, both in the same unit; null where there is no room. */
export function chooseScaleBar(room: number): ScaleBar | null {
  if (!Number.isFinite(room) || room <= 0) return null
  const power = 10 ** Math.floor(Math.log10(room))
  const length = [5, 2, 1].map((step) => step * power).find((candidate) => candidate <= room * (1 + 1e-9))
  return length === undefined ? null : { length, share: length / room }
}
