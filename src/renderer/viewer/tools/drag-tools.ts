/**
 * The tools behind mouse, wheel and touch. Cornerstone's tools package decides which tool has which button; what a tool
 * does is done by the cell under the pointer.
 */
import { addTool, BaseTool, Enums, ToolGroupManager, type Types } from '@cornerstonejs/tools'
import type { Cell } from '../core/cell'
import { imagePointAt, type CellSize } from '../geometry/view-state'
import type { Point } from '../geometry/affine'
import { measureLength } from '../geometry/measure'

const cells = new Map<HTMLDivElement, Cell>()

export function bindCell(element: HTMLDivElement, cell: Cell): () => void {
  cells.set(element, cell)
  return () => cells.delete(element)
}

interface DragEvent {
  detail: {
    element: HTMLDivElement
    deltaPoints: { canvas: Point }
    startPoints: { canvas: Point }
    currentPoints: { canvas: Point }
  }
}

interface WheelEventDetail {
  detail: { element: HTMLDivElement; wheel: { direction: number }; points: { canvas: Point } }
}

const sizeOf = (element: HTMLDivElement): CellSize => ({
  width: element.clientWidth,
  height: element.clientHeight,
})

/** Image coordinates (pixel edges) under a point of the cell; null where no image is shown. */
export function imagePointOf(cell: Cell, element: HTMLDivElement, at: Point): Point | null {
  const { view, loaded, frame } = cell.state.get()
  if (!view || !loaded || !frame) return null
  const { rows, columns } = loaded.description
  const image = { rows, columns, spacing: frame.image.pixelSpacingMm ?? ([1, 1] as const) }
  return imagePointAt(view, image, sizeOf(element), at)
}

abstract class CellTool extends BaseTool {
  constructor(toolProps: Types.PublicToolProps = {}) {
    super(toolProps, { supportedInteractionTypes: ['Mouse', 'Touch'], configuration: {} })
  }

  mouseDragCallback(event: DragEvent): void {
    const cell = cells.get(event.detail.element)
    if (cell) this.drag(cell, event.detail)
  }

  touchDragCallback(event: DragEvent): void {
    this.mouseDragCallback(event)
  }

  protected abstract drag(cell: Cell, detail: DragEvent['detail']): void
}

class WindowTool extends CellTool {
  static override toolName = 'window-level'
  protected drag(cell: Cell, { deltaPoints }: DragEvent['detail']): void {
    cell.dragWindowBy(deltaPoints.canvas)
  }
}

class PanTool extends CellTool {
  static override toolName = 'pan'
  protected drag(cell: Cell, { deltaPoints }: DragEvent['detail']): void {
    cell.pan(deltaPoints.canvas)
  }
}

/** Dragging down enlarges, around the point where the drag began. */
class ZoomTool extends CellTool {
  static override toolName = 'zoom'
  protected drag(cell: Cell, { deltaPoints, startPoints }: DragEvent['detail']): void {
    cell.zoom(Math.exp(deltaPoints.canvas[1] / 200), startPoints.canvas)
  }

  mouseWheelCallback({ detail }: WheelEventDetail): void {
    cells.get(detail.element)?.zoom(Math.exp(-0.12 * Math.sign(detail.wheel.direction)), detail.points.canvas)
  }
}

/** Drags through the stack: the whole height of the cell is the whole stack, but at least 4 px an image. */
class ScrollTool extends CellTool {
  static override toolName = 'scroll'
  #rest = 0

  protected drag(cell: Cell, { element, deltaPoints }: DragEvent['detail']): void {
    const perImage = Math.max(4, element.clientHeight / Math.max(1, cell.state.get().imageIds.length))
    this.#rest += deltaPoints.canvas[1] / perImage
    const steps = Math.trunc(this.#rest)
    this.#rest -= steps
    if (steps !== 0) cell.scrollBy(steps)
  }

  mouseWheelCallback({ detail }: WheelEventDetail): void {
    cells.get(detail.element)?.scrollBy(Math.sign(detail.wheel.direction))
  }
}

let measurementCount = 0

/** Draws a line from where the button went down to where it is. */
class LengthTool extends CellTool {
  static override toolName = 'length'
  #current: { id: string; startX: number; startY: number } | null = null

  protected drag(cell: Cell, { element, startPoints, currentPoints }: DragEvent['detail']): void {
    const [startX, startY] = startPoints.canvas
    if (!this.#current || this.#current.startX !== startX || this.#current.startY !== startY) {
      measurementCount += 1
      this.#current = { id: `length-${measurementCount}`, startX, startY }
    }
    const { imageIds, index, frame } = cell.state.get()
    const from = imagePointOf(cell, element, startPoints.canvas)
    const to = imagePointOf(cell, element, currentPoints.canvas)
    const imageId = imageIds[index]
    if (!from || !to || !frame || imageId === undefined) return
    cell.setMeasurement({
      id: this.#current.id,
      imageId,
      from,
      to,
      length: measureLength(from, to, frame.image),
    })
  }
}

const tools = [WindowTool, PanTool, ZoomTool, ScrollTool, LengthTool]

export function registerDragTools(): void {
  for (const tool of tools) addTool(tool)
}

export const dragToolNames = ['window-level', 'pan', 'zoom', 'scroll', 'length'] as const
export type DragToolName = (typeof dragToolNames)[number]
export const isDragToolName = (name: string): name is DragToolName =>
  dragToolNames.some((known) => known === name)

const groupId = 'cells'
const { MouseBindings, KeyboardBindings } = Enums

/** Fixed bindings: middle button pans, right button zooms, wheel scrolls, Ctrl and wheel zooms. The left button is the reader's choice. */
export function createToolGroup(primary: DragToolName): {
  add(viewportId: string, engineId: string): void
  remove(viewportId: string, engineId: string): void
  setPrimary(name: DragToolName): void
  destroy(): void
} {
  const group = ToolGroupManager.createToolGroup(groupId)
  if (!group) throw new Error('The tool group exists already.')
  for (const name of dragToolNames) group.addTool(name)
  const always: Record<DragToolName, { mouseButton: number; modifierKey?: number }[]> = {
    'window-level': [],
    pan: [{ mouseButton: MouseBindings.Auxiliary }],
    zoom: [
      { mouseButton: MouseBindings.Secondary },
      { mouseButton: MouseBindings.Wheel, modifierKey: KeyboardBindings.Ctrl },
    ],
    scroll: [{ mouseButton: MouseBindings.Wheel }],
    length: [],
  }
  const setPrimary = (wanted: DragToolName) => {
    for (const name of dragToolNames) {
      const bindings = [
        ...always[name],
        ...(name === wanted ? [{ mouseButton: MouseBindings.Primary }, { numTouchPoints: 1 }] : []),
      ]
      group.setToolPassive(name, { removeAllBindings: true })
      if (bindings.length > 0) group.setToolActive(name, { bindings })
    }
  }
  setPrimary(primary)
  return {
    add: (viewportId, engineId) => group.addViewport(viewportId, engineId),
    remove: (viewportId, engineId) => group.removeViewports(engineId, viewportId),
    setPrimary,
    destroy: () => ToolGroupManager.destroyToolGroup(groupId),
  }
}
