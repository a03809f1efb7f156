import { describe, expect, it } from 'vitest'
import {
  fitScale,
  fitted,
  imagePointAt,
  oneToOne,
  panBy,
  pixelZoom,
  stepOnScreen,
  turned,
  zoomBy,
  type ImageSize,
} from './view-state'
import { flipHorizontally, rotateBy, upright } from './view-turn'

const film: ImageSize = { columns: 200, rows: 100, spacing: [0.5, 0.5] }
const cell = { width: 400, height: 400 }

describe('fit', () => {
  it('shows the whole image, wide or turned on its side', () => {
    expect(fitScale(film, upright, cell)).toBe(4)
    expect(fitScale(film, rotateBy(upright, 90), cell)).toBe(4)
    expect(fitScale(film, rotateBy(upright, 90), { width: 400, height: 100 })).toBe(1)
  })

  it('minds pixels that are not square', () => {
    expect(fitScale({ columns: 100, rows: 100, spacing: [2, 1] }, upright, cell)).toBe(2)
  })

  it('is kept by a turn, and given up by a pan', () => {
    const view = fitted(film, upright, cell)
    expect(turned(view, film, { width: 100, height: 400 }, rotateBy(upright, 90)).scale).toBe(2)
    expect(panBy(view, film, [10, 0]).fitted).toBe(false)
  })
})

describe('pan', () => {
  it('moves the image with the pointer, however it is turned', () => {
    for (const turn of [upright, rotateBy(upright, 90), flipHorizontally(rotateBy(upright, -90))]) {
      const view = { ...fitted(film, turn, cell), scale: 8 }
      const held = imagePointAt(view, film, cell, [150, 180])
      const moved = panBy(view, film, [20, -30])
      const now = imagePointAt(moved, film, cell, [170, 150])
      expect(now[0]).toBeCloseTo(held[0])
      expect(now[1]).toBeCloseTo(held[1])
    }
  })

  it('keeps the middle of the cell on the image', () => {
    expect(panBy(fitted(film, upright, cell), film, [10_000, 0]).centre).toEqual([0, 50])
  })
})

describe('zoom', () => {
  it('keeps the point under the pointer', () => {
    const view = fitted(film, rotateBy(upright, 90), cell)
    const held = imagePointAt(view, film, cell, [100, 300])
    const zoomed = zoomBy(view, film, cell, 3, [100, 300])
    const now = imagePointAt(zoomed, film, cell, [100, 300])
    expect(now[0]).toBeCloseTo(held[0])
    expect(now[1]).toBeCloseTo(held[1])
    expect(zoomed.scale).toBeCloseTo(view.scale * 3)
  })

  it('ends at forty screen pixels for each image pixel', () => {
    const view = fitted(film, upright, cell)
    expect(pixelZoom(zoomBy(view, film, cell, 1e6, [0, 0]), film)).toBeCloseTo(40)
  })

  it('shows one image pixel on one pixel of a dense screen', () => {
    expect(pixelZoom(oneToOne(fitted(film, upright, cell), film, 2), film)).toBe(0.5)
  })
})

describe('stepOnScreen', () => {
  it('moves in the direction seen, and stays on pixel centres of the image', () => {
    const view = fitted(film, rotateBy(upright, 90), cell)
    expect(stepOnScreen(view, film, [100.2, 50.9], [0, 0])).toEqual([100.5, 50.5])
    expect(stepOnScreen(view, film, [100.5, 50.5], [10, 0])).toEqual([100.5, 40.5])
    expect(stepOnScreen(view, film, [100.5, 50.5], [0, 1000])).toEqual([199.5, 50.5])
  })
})
