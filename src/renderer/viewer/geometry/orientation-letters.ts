/**
 * The letters at the edges of an image: which side of the patient lies there (PS3.3 C.7.6.1.1.1 and C.7.6.2.1.1).
 * Patient coordinates are LPS: +x to the patient's left, +y to the back, +z to the head.
 */
import { screenAxesInImage, type ViewTurn } from './view-turn'

export interface EdgeLetters {
  left: string
  right: string
  top: string
  bottom: string
}

type Vector = readonly [number, number, number]

/** Directions that deviate from an axis by less than about six degrees have one letter; at most three are shown. */
const visibleShare = 0.1

/** Letters of a direction in patient coordinates, strongest first: [0.9, 0, 0.4] gives 'LH'. */
export function directionLetters(direction: Vector): string {
  const axes = [
    ['L', 'R'],
    ['P', 'A'],
    ['H', 'F'],
  ] as const
  return axes
    .map(([positive, negative], axis) => {
      const share = direction[axis] ?? 0
      return { letter: share > 0 ? positive : negative, share: Math.abs(share) }
    })
    .filter(({ share }) => share > visibleShare)
    .sort((a, b) => b.share - a.share)
    .map(({ letter }) => letter)
    .join('')
}

const opposites: Record<string, string> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' }

/** 'LH' to 'RF'. Letters of quadrupeds and of parts that have no opposite here give ''. */
export function oppositeLetters(letters: string): string {
  const turned = [...letters].map((letter) => opposites[letter])
  return turned.every((letter) => letter !== undefined) ? turned.join('') : ''
}

const combine = (row: Vector, column: Vector, [x, y]: readonly [number, number]): Vector => [
  row[0] * x + column[0] * y,
  row[1] * x + column[1] * y,
  row[2] * x + column[2] * y,
]

/** From Image Orientation (Patient): direction cosines of the first row and of the first column. */
export function lettersFromCosines(
  orientation: readonly [number, number, number, number, number, number],
  turn: ViewTurn,
): EdgeLetters {
  const row: Vector = [orientation[0], orientation[1], orientation[2]]
  const column: Vector = [orientation[3], orientation[4], orientation[5]]
  const { right, down } = screenAxesInImage(turn)
  const toRight = directionLetters(combine(row, column, right))
  const toBottom = directionLetters(combine(row, column, down))
  return {
    right: toRight,
    left: oppositeLetters(toRight),
    bottom: toBottom,
    top: oppositeLetters(toBottom),
  }
}

/** From Patient Orientation (0020,0020): the letters of the row and of the column direction, e.g. ['L', 'F']. */
export function lettersFromPatientOrientation(
  [row, column]: readonly [string, string],
  turn: ViewTurn,
): EdgeLetters {
  const of = ([x, y]: readonly [number, number]) =>
    x > 0 ? row : x < 0 ? oppositeLetters(row) : y > 0 ? column : oppositeLetters(column)
  const { right, down } = screenAxesInImage(turn)
  return {
    right: of(right),
    left: of([-right[0], -right[1]]),
    bottom: of(down),
    top: of([-down[0], -down[1]]),
  }
}
