/**
 * Where the image lies in its cell. The viewer keeps this itself and places it on the renderer, so that GPU and CPU
 * agree, and zoom, pan and turns are plain arithmetic. Image coordinates are pixel edges: 0 to columns, 0 to rows.
 */
import type { Point } from './affine'
import { screenAxesInImage, type ViewTurn } from './view-turn'

export interface ImageSize {
  columns: number
  rows: number
  /** between rows and between columns, mm; 1 where unknown */
  spacing: readonly [number, number]
}

export interface CellSize {
  width: number
  height: number
}

export interface ViewState {
  /** CSS px for each mm (for each px where the spacing is unknown) */
  scale: number
  /** image coordinates at the middle of the cell */
  centre: Point
  turn: ViewTurn
  /** the image fills the cell and keeps doing so when the cell changes */
  fitted: boolean
}

export const minimumZoom = 0.02
export const maximumZoom = 40

const lies = (turn: ViewTurn) => turn.rotation === 90 || turn.rotation === 270

/** The scale at which the whole turned image just fits. */
export function fitScale({ columns, rows, spacing }: ImageSize, turn: ViewTurn, cell: CellSize): number {
  const [width, height] = [columns * spacing[1], rows * spacing[0]]
  const [shownWidth, shownHeight] = lies(turn) ? [height, width] : [width, height]
  return Math.min(cell.width / shownWidth, cell.height / shownHeight)
}

export const fitted = (image: ImageSize, turn: ViewTurn, cell: CellSize): ViewState => ({
  scale: fitScale(image, turn, cell),
  centre: [image.columns / 2, image.rows / 2],
  turn,
  fitted: true,
})

/** Image distance that a distance on the screen covers. */
function toImageDistance(view: ViewState, { spacing }: ImageSize, [dx, dy]: Point): Point {
  const { right, down } = screenAxesInImage(view.turn)
  const along = (axis: 0 | 1) => (right[axis] * dx + down[axis] * dy) / view.scale
  return [along(0) / spacing[1], along(1) / spacing[0]]
}

/** Image coordinates under a point of the cell. */
export function imagePointAt(view: ViewState, image: ImageSize, cell: CellSize, at: Point): Point {
  const [x, y] = toImageDistance(view, image, [at[0] - cell.width / 2, at[1] - cell.height / 2])
  return [view.centre[0] + x, view.centre[1] + y]
}

/** Moves the image by a distance on the screen. The middle of the cell stays on the image. */
export function panBy(view: ViewState, image: ImageSize, distance: Point): ViewState {
  const [dx, dy] = toImageDistance(view, image, distance)
  const inside = (value: number, size: number) => Math.min(size, Math.max(0, value))
  return {
    ...view,
    centre: [inside(view.centre[0] - dx, image.columns), inside(view.centre[1] - dy, image.rows)],
    fitted: false,
  }
}

/** CSS px for each image px; of the narrower direction where pixels are not square. */
export const pixelZoom = (view: ViewState, { spacing }: ImageSize): number =>
  view.scale * Math.min(spacing[0], spacing[1])

/** Enlarges by `factor` around a point of the cell, which keeps its place. */
export function zoomBy(
  view: ViewState,
  image: ImageSize,
  cell: CellSize,
  factor: number,
  at: Point,
): ViewState {
  const current = pixelZoom(view, image)
  const wanted = Math.min(maximumZoom, Math.max(Math.min(minimumZoom, current), current * factor))
  const held = imagePointAt(view, image, cell, at)
  const scaled: ViewState = { ...view, scale: (view.scale * wanted) / current, fitted: false }
  const now = imagePointAt(scaled, image, cell, at)
  return { ...scaled, centre: [view.centre[0] + held[0] - now[0], view.centre[1] + held[1] - now[1]] }
}

/** One image pixel on one pixel of the screen; `deviceRatio` is screen pixels for each CSS px. */
export const oneToOne = (view: ViewState, image: ImageSize, deviceRatio: number): ViewState => ({
  ...view,
  scale: 1 / deviceRatio / Math.min(image.spacing[0], image.spacing[1]),
  fitted: false,
})

/** Turns the view; a fitted image is fitted again, otherwise scale and middle stay. */
export const turned = (view: ViewState, image: ImageSize, cell: CellSize, turn: ViewTurn): ViewState =>
  view.fitted ? fitted(image, turn, cell) : { ...view, turn }

/** The point whole image pixels away in the screen's directions, held to pixel centres of the image. */
export function stepOnScreen(view: ViewState, image: ImageSize, from: Point, [dx, dy]: Point): Point {
  const { right, down } = screenAxesInImage(view.turn)
  const inside = (value: number, size: number) => Math.min(size - 0.5, Math.max(0.5, Math.floor(value) + 0.5))
  return [
    inside(from[0] + right[0] * dx + down[0] * dy, image.columns),
    inside(from[1] + right[1] * dx + down[1] * dy, image.rows),
  ]
}
