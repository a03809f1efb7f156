/**
 * How the image is turned on the screen: first mirrored left to right in its own plane where `mirrored`, then rotated
 * clockwise. Every quarter turn and flip a reader asks for is one of these eight states.
 */
import type { Affine } from './affine'

export type QuarterTurn = 0 | 90 | 180 | 270
export interface ViewTurn {
  rotation: QuarterTurn
  mirrored: boolean
}

/**
 * The turn nearest to a map from image to screen (x to the right, y down). Labels come from what is really drawn, so
 * that no mistake in turning the image can put a wrong side on it.
 */
export function viewTurnOf([a, b, c, d]: Affine): ViewTurn {
  const mirrored = a * d - b * c < 0
  // Where the image's column direction points on the screen: straight down when upright, mirrored or not.
  const degrees = (Math.atan2(-c, d) * 180) / Math.PI
  return { rotation: quarter(Math.round(degrees / 90) * 90), mirrored }
}

export const upright: ViewTurn = { rotation: 0, mirrored: false }

const quarter = (degrees: number): QuarterTurn => (((((degrees % 360) + 360) % 360) / 90) * 90) as QuarterTurn

export const rotateBy = (turn: ViewTurn, degrees: 90 | -90 | 180): ViewTurn => ({
  ...turn,
  rotation: quarter(turn.rotation + degrees),
})

/** Mirrors what the reader sees left to right: H R(r) = R(-r) H. */
export const flipHorizontally = ({ rotation, mirrored }: ViewTurn): ViewTurn => ({
  rotation: quarter(-rotation),
  mirrored: !mirrored,
})

/** Mirrors what the reader sees top to bottom: V = R(180) H. */
export const flipVertically = ({ rotation, mirrored }: ViewTurn): ViewTurn => ({
  rotation: quarter(180 - rotation),
  mirrored: !mirrored,
})

/**
 * Image directions (x along a row, y down a column) that point to the right and to the bottom of the screen: the
 * inverse of the turn, applied to the screen's axes.
 */
export function screenAxesInImage({ rotation, mirrored }: ViewTurn): { right: Axis; down: Axis } {
  const turned: Record<QuarterTurn, { right: Axis; down: Axis }> = {
    0: { right: [1, 0], down: [0, 1] },
    90: { right: [0, -1], down: [1, 0] },
    180: { right: [-1, 0], down: [0, -1] },
    270: { right: [0, 1], down: [-1, 0] },
  }
  const { right, down } = turned[rotation]
  const mirror = ([x, y]: Axis): Axis => [(mirrored ? -x : x) + 0, y]
  return { right: mirror(right), down: mirror(down) }
}

type Axis = readonly [number, number]
