import { describe, expect, it } from 'vitest'
import type { Affine } from './affine'
import {
  flipHorizontally,
  flipVertically,
  rotateBy,
  screenAxesInImage,
  upright,
  viewTurnOf,
  type QuarterTurn,
  type ViewTurn,
} from './view-turn'

const all: ViewTurn[] = ([0, 90, 180, 270] as QuarterTurn[]).flatMap((rotation) =>
  [false, true].map((mirrored) => ({ rotation, mirrored })),
)

/** The map from image to screen that a turn is, at scale 2: the inverse (transpose) of the screen's axes in the image. */
const affineOf = (turn: ViewTurn): Affine => {
  const { right, down } = screenAxesInImage(turn)
  return [2 * right[0], 2 * down[0], 2 * right[1], 2 * down[1], 30, 40]
}

describe('view turns', () => {
  it('come back after four quarter turns or two flips', () => {
    for (const turn of all) {
      expect([0, 1, 2, 3].reduce((now) => rotateBy(now, 90), turn)).toEqual(turn)
      expect(flipHorizontally(flipHorizontally(turn))).toEqual(turn)
      expect(flipVertically(flipVertically(turn))).toEqual(turn)
    }
  })

  it('make a half turn of two different flips', () => {
    for (const turn of all) expect(flipVertically(flipHorizontally(turn))).toEqual(rotateBy(turn, 180))
  })

  it('rotate clockwise: the right of the screen shows what was on top', () => {
    expect(screenAxesInImage(rotateBy(upright, 90)).right).toEqual([0, -1])
  })

  it('are read back from the map that draws them', () => {
    for (const turn of all) expect(viewTurnOf(affineOf(turn))).toEqual(turn)
  })
})
