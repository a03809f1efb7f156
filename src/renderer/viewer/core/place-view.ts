/** Puts a {@link ViewState} on a Cornerstone stack viewport and reads back where the image really lies. */
import type { Types } from '@cornerstonejs/core'
import { affineThrough, type Affine, type Point } from '../geometry/affine'
import type { ImageSize, ViewState } from '../geometry/view-state'
import { screenAxesInImage } from '../geometry/view-turn'

type Mode = 'webgl2' | 'cpu'

/** The GPU renderer counts from pixel centres, the CPU renderer from pixel edges. */
const edgeOffset = (mode: Mode): number => (mode === 'webgl2' ? 0.5 : 0)

interface Plane {
  origin: readonly number[]
  row: readonly number[]
  column: readonly number[]
  spacing: readonly number[]
}

function planeOf(viewport: Types.IStackViewport): Plane | null {
  // Its type leaves out that there is none before the first image.
  const data = viewport.getImageData() as ReturnType<Types.IStackViewport['getImageData']> | undefined
  if (!data) return null
  const direction = Array.from(data.direction)
  return {
    origin: Array.from(data.origin),
    row: direction.slice(0, 3),
    column: direction.slice(3, 6),
    spacing: Array.from(data.spacing),
  }
}

const toWorld = ({ origin, row, column, spacing }: Plane, [x, y]: Point, mode: Mode): Types.Point3 => {
  const at = (axis: 0 | 1 | 2) =>
    (origin[axis] ?? 0) +
    (row[axis] ?? 0) * (x - edgeOffset(mode)) * (spacing[0] ?? 1) +
    (column[axis] ?? 0) * (y - edgeOffset(mode)) * (spacing[1] ?? 1)
  return [at(0), at(1), at(2)]
}

/** From image coordinates (pixel edges) to CSS px in the cell, as drawn. */
export function measureAffine(viewport: Types.IStackViewport, mode: Mode): Affine | null {
  const plane = planeOf(viewport)
  if (!plane) return null
  const on = (point: Point): Point => {
    const [x, y] = viewport.worldToCanvas(toWorld(plane, point, mode))
    return [x, y]
  }
  const affine = affineThrough(on([0, 0]), on([1, 0]), on([0, 1]))
  return affine.every(Number.isFinite) ? affine : null
}

const cameraDistance = 1000

function placeOnGpu(viewport: Types.IStackViewport, view: ViewState, cellHeight: number): void {
  const plane = planeOf(viewport)
  if (!plane) return
  const axes = screenAxesInImage(view.turn)
  const inPatient = ([x, y]: Point): Types.Point3 => {
    const at = (axis: number) => (plane.row[axis] ?? 0) * x + (plane.column[axis] ?? 0) * y
    return [at(0), at(1), at(2)]
  }
  const right = inPatient(axes.right)
  const down = inPatient(axes.down)
  const viewUp: Types.Point3 = [-down[0], -down[1], -down[2]]
  // The camera looks against this: right x up.
  const viewPlaneNormal: Types.Point3 = [
    right[1] * viewUp[2] - right[2] * viewUp[1],
    right[2] * viewUp[0] - right[0] * viewUp[2],
    right[0] * viewUp[1] - right[1] * viewUp[0],
  ]
  const focalPoint = toWorld(plane, view.centre, 'webgl2')
  const position: Types.Point3 = [
    focalPoint[0] + viewPlaneNormal[0] * cameraDistance,
    focalPoint[1] + viewPlaneNormal[1] * cameraDistance,
    focalPoint[2] + viewPlaneNormal[2] * cameraDistance,
  ]
  viewport.setCamera({
    viewUp,
    viewPlaneNormal,
    focalPoint,
    position,
    parallelScale: cellHeight / 2 / view.scale,
  })
}

interface CpuElement {
  viewport: {
    scale: number
    rotation: number
    hflip: boolean
    vflip: boolean
    translation: { x: number; y: number }
  }
}

function placeOnCpu(viewport: Types.IStackViewport, view: ViewState, image: ImageSize): void {
  const element = (viewport as unknown as { _cpuFallbackEnabledElement: CpuElement })
    ._cpuFallbackEnabledElement
  const ratio = window.devicePixelRatio || 1
  const [rowSpacing, columnSpacing] = image.spacing
  const narrow = Math.min(rowSpacing, columnSpacing)
  // The translation is in the screen's directions, in pixels of the image; a turn swaps which spacing they have.
  const { right, down } = screenAxesInImage(view.turn)
  const dx = (image.columns / 2 - view.centre[0]) * columnSpacing
  const dy = (image.rows / 2 - view.centre[1]) * rowSpacing
  const upright = right[0] !== 0
  const x = (right[0] * dx + right[1] * dy) / (upright ? columnSpacing : rowSpacing)
  const y = (down[0] * dx + down[1] * dy) / (upright ? rowSpacing : columnSpacing)
  Object.assign(element.viewport, {
    scale: view.scale * narrow * ratio,
    rotation: view.turn.rotation,
    hflip: view.turn.mirrored,
    vflip: false,
    translation: { x, y },
  })
  // Makes Cornerstone compute its transform anew.
  viewport.setCamera({})
}

export function placeView(
  viewport: Types.IStackViewport,
  view: ViewState,
  image: ImageSize,
  cellHeight: number,
  mode: Mode,
): void {
  if (mode === 'webgl2') placeOnGpu(viewport, view, cellHeight)
  else placeOnCpu(viewport, view, image)
}
