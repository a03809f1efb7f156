/**
 * One cell of the viewer: a stack of images, which of them is shown, and how. All of it is here as one observable state;
 * Cornerstone only draws.
 */
import { cache, Enums, type RenderingEngine, type Types } from '@cornerstonejs/core'
import type { SeriesDetail } from '../../../shared/domain/worklist/worklist'
import { dragWindow, fileChoice, resolveWindow, type WindowChoice } from '../display/shown-window'
import type { Point } from '../geometry/affine'
import {
  fitted,
  oneToOne,
  panBy,
  stepOnScreen,
  turned,
  zoomBy,
  type CellSize,
  type ImageSize,
  type ViewState,
} from '../geometry/view-state'
import { measureLength } from '../geometry/measure'
import { upright, type ViewTurn } from '../geometry/view-turn'
import { loadedFrameOf } from '../image/frame-loader'
import { findFrame, seriesImageIds } from '../image/image-catalogue'
import { loadImage } from '../image/load-image'
import { codeOfThrown } from '../image/viewer-error'
import { applyPresentation } from './apply-presentation'
import { emptyState, type CellState, type Measurement } from './cell-state'
import { createCine } from './cine'
import { createObservable, type Observable, type Settable } from './observable'
import type { PlaceLink } from './place-link'
import { measureAffine, placeView } from './place-view'
import { createPrefetcher, prefetchLimit } from './prefetcher'
import type { Rendering } from './choose-rendering'

export interface CellOptions {
  engine: RenderingEngine
  viewportId: string
  element: HTMLDivElement
  rendering: Rendering
  smoothing: boolean
  /** the cells that may share their place with this one */
  link: PlaceLink
}

export class Cell {
  readonly #state: Settable<CellState> = createObservable<CellState>(emptyState)
  readonly #prefetcher = createPrefetcher()
  readonly #options: CellOptions
  #choice: WindowChoice | null = null
  #stackOf: readonly string[] | null = null
  #direction: 1 | -1 = 1
  /** the image of the state that was last shown, or found not to be showable */
  #settled: { imageIds: readonly string[]; index: number } | null = null
  #working = false
  #disposed = false
  readonly #cine = createCine(() => this.#nextCineFrame())

  constructor(options: CellOptions) {
    this.#options = options
    options.engine.enableElement({
      viewportId: options.viewportId,
      type: Enums.ViewportType.STACK,
      element: options.element,
      defaultOptions: { background: [0, 0, 0] },
    })
    // The cell itself takes the focus.
    options.element.removeAttribute('tabindex')
    options.link.add(this)
    this.#fitCanvas()
  }

  get state(): Observable<CellState> {
    return this.#state
  }

  get viewportId(): string {
    return this.#options.viewportId
  }

  get #viewport(): Types.IStackViewport {
    return this.#options.engine.getViewport<Types.IStackViewport>(this.#options.viewportId)
  }

  get element(): HTMLDivElement {
    return this.#options.element
  }

  get size(): CellSize {
    const { clientWidth, clientHeight } = this.#options.element
    return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) }
  }

  get #imageSize(): ImageSize | null {
    const { frame, loaded } = this.#state.get()
    if (!frame || !loaded) return null
    const { rows, columns } = loaded.description
    return { rows, columns, spacing: frame.image.pixelSpacingMm ?? [1, 1] }
  }

  /** Shows a series from its `index`-th image. A new series starts fitted, upright, with the file's own window. */
  show(series: SeriesDetail, index = 0): void {
    this.stopCine()
    this.#prefetcher.stop()
    this.#choice = null
    const imageIds = seriesImageIds(series)
    const { cine } = this.#state.get()
    const first = imageIds[0] ? findFrame(imageIds[0])?.image : null
    this.#state.set({
      ...emptyState,
      series,
      imageIds,
      index: Math.min(Math.max(0, index), Math.max(0, imageIds.length - 1)),
      status: imageIds.length > 0 ? 'loading' : 'error',
      errorCode: imageIds.length > 0 ? null : 'DICOM_NO_PIXELS',
      cine: {
        playing: false,
        framesPerSecond: first?.frameTimeMs
          ? Math.min(60, Math.max(1, Math.round(1000 / first.frameTimeMs)))
          : cine.framesPerSecond,
      },
    })
    void this.#work()
  }

  clear(): void {
    this.stopCine()
    this.#prefetcher.stop()
    this.#state.set(emptyState)
    this.#stackOf = null
    this.#settled = null
  }

  goTo(index: number): void {
    const { imageIds, index: current } = this.#state.get()
    const wanted = Math.min(imageIds.length - 1, Math.max(0, index))
    if (imageIds.length === 0 || wanted === current) return
    this.#direction = wanted > current ? 1 : -1
    this.#state.patch({ index: wanted })
    void this.#work()
  }

  scrollBy(steps: number): void {
    this.goTo(this.#state.get().index + steps)
  }

  /** Loads and shows until the image shown is the one asked for; what comes in between is shown as it comes. */
  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    while (!this.#disposed) {
      const { imageIds, index } = this.#state.get()
      const imageId = imageIds[index]
      if (imageId === undefined) break
      if (this.#settled?.imageIds === imageIds && this.#settled.index === index) break
      await this.#showImage(imageIds, index, imageId)
    }
    this.#working = false
    this.#prefetch()
  }

  async #showImage(imageIds: readonly string[], index: number, imageId: string): Promise<void> {
    const stillOpen = () => !this.#disposed && this.#state.get().imageIds === imageIds
    if (!cache.isLoaded(imageId)) this.#state.patch({ status: 'loading' })
    try {
      const image = await loadImage(imageId)
      if (!stillOpen()) return
      if (this.#stackOf === imageIds) await this.#viewport.setImageIdIndex(index)
      else await this.#viewport.setStack([...imageIds], index)
      if (!stillOpen()) return
      this.#stackOf = imageIds
      this.#settled = { imageIds, index }
      this.#shown(imageId, image)
    } catch (thrown) {
      if (!stillOpen()) return
      this.#settled = { imageIds, index }
      const frame = findFrame(imageId)
      this.#state.patch({
        status: 'error',
        errorCode: codeOfThrown(thrown),
        frame,
        loaded: null,
        affine: null,
        probe: null,
        cursor: null,
      })
    }
  }

  #shown(imageId: string, image: Types.IImage): void {
    const frame = findFrame(imageId)
    const loaded = loadedFrameOf(image)
    if (!frame || !loaded) return
    this.#state.patch({ status: 'ready', errorCode: null, frame, loaded, probe: null, cursor: null })
    this.#present()
  }

  #prefetch(): void {
    const { imageIds, index, loaded } = this.#state.get()
    if (this.#disposed || !loaded) return
    this.#prefetcher.around(imageIds, index, this.#direction, prefetchLimit(loaded.samples.byteLength))
  }

  /** Puts window and place on the viewport and draws. */
  #present(): void {
    const { frame, loaded, inverted } = this.#state.get()
    const image = this.#imageSize
    if (!frame || !loaded || !image || this.#disposed) return
    const { rendering, smoothing, link } = this.#options
    const view = this.#state.get().view ?? link.view
    const shown = resolveWindow(this.#choice ?? fileChoice(frame.image), frame.image, loaded)
    const cell = this.size
    const placed = !view || view.fitted ? fitted(image, view?.turn ?? upright, cell) : view
    const viewport = this.#viewport
    applyPresentation(viewport, { shown, inverted, smoothing }, frame.image, loaded, rendering.mode)
    placeView(viewport, placed, image, cell.height, rendering.mode)
    viewport.render()
    this.#state.patch({ shown, view: placed, affine: measureAffine(viewport, rendering.mode) })
  }

  // Window

  setWindow(choice: WindowChoice): void {
    this.#choice = choice
    this.#present()
  }

  /** Back to what each file asks for. */
  setFileWindow(): void {
    this.#choice = null
    this.#present()
  }

  dragWindowBy(distance: Point): void {
    const { shown, loaded, frame } = this.#state.get()
    if (!shown || !loaded || !frame || loaded.description.samplesPerPixel === 3) return
    const range = Math.abs((loaded.largest - loaded.smallest) * loaded.slope * frame.image.rescaleSlope)
    this.setWindow({ kind: 'manual', window: dragWindow(shown, distance, range) })
  }

  invert(): void {
    this.#state.patch({ inverted: !this.#state.get().inverted })
    this.#present()
  }

  // Place

  #changeView(change: (view: ViewState, image: ImageSize, cell: CellSize) => ViewState): void {
    const { view } = this.#state.get()
    const image = this.#imageSize
    if (!view || !image) return
    const changed = change(view, image, this.size)
    this.place(changed)
    this.#options.link.moved(this, changed)
  }

  /** Puts the image there, in this cell only. */
  place(view: ViewState): void {
    this.#state.patch({ view })
    this.#present()
  }

  pan(distance: Point): void {
    this.#changeView((view, image) => panBy(view, image, distance))
  }

  zoom(factor: number, at?: Point): void {
    this.#changeView((view, image, cell) =>
      zoomBy(view, image, cell, factor, at ?? [cell.width / 2, cell.height / 2]),
    )
  }

  turn(change: (turn: ViewTurn) => ViewTurn): void {
    this.#changeView((view, image, cell) => turned(view, image, cell, change(view.turn)))
  }

  fit(): void {
    this.#changeView((view, image, cell) => fitted(image, view.turn, cell))
  }

  oneToOne(): void {
    this.#changeView((view, image) => oneToOne(view, image, window.devicePixelRatio || 1))
  }

  /** Window, inversion, turn and place as the file asks for; the image number stays. */
  reset(): void {
    this.#choice = null
    this.#state.patch({ inverted: false, measurements: [], cursor: null })
    this.#changeView((_, image, cell) => fitted(image, upright, cell))
  }

  setSmoothing(smoothing: boolean): void {
    this.#options.smoothing = smoothing
    this.#present()
  }

  // Cine

  toggleCine(): void {
    const { cine, imageIds } = this.#state.get()
    if (cine.playing) {
      this.stopCine()
      return
    }
    if (imageIds.length < 2) return
    this.#state.patch({ cine: { ...cine, playing: true } })
    this.#cine.start(cine.framesPerSecond)
  }

  stopCine(): void {
    this.#cine.stop()
    const { cine } = this.#state.get()
    if (cine.playing) this.#state.patch({ cine: { ...cine, playing: false } })
  }

  setCineSpeed(framesPerSecond: number): void {
    const { cine } = this.#state.get()
    this.#state.patch({ cine: { ...cine, framesPerSecond } })
    if (cine.playing) this.#cine.start(framesPerSecond)
  }

  /** While a frame is still loading the film waits for it rather than leaving frames out. */
  #nextCineFrame(): boolean {
    if (this.#working) return false
    const { index, imageIds } = this.#state.get()
    this.#direction = 1
    this.#state.patch({ index: (index + 1) % imageIds.length })
    void this.#work()
    return true
  }

  // Measuring

  /** What the pointer points at; it takes over from the keyboard's cursor. */
  setProbe(probe: Point | null): void {
    this.#state.patch({ probe, cursor: null })
  }

  /** Moves the keyboard's cursor by image pixels in the screen's directions; it starts in the middle of what is shown. */
  moveCursor(distance: Point): void {
    const { view, cursor } = this.#state.get()
    const image = this.#imageSize
    if (!view || !image) return
    const at = cursor
      ? stepOnScreen(view, image, cursor.at, distance)
      : stepOnScreen(view, image, view.centre, [0, 0])
    this.#state.patch({ cursor: { at, from: cursor?.from ?? null }, probe: at })
  }

  /** Sets the first point of a length at the keyboard's cursor, then the second. */
  measureAtCursor(): void {
    const { cursor, imageIds, index, frame, measurements } = this.#state.get()
    const imageId = imageIds[index]
    if (!cursor) this.moveCursor([0, 0])
    else if (!cursor.from) this.#state.patch({ cursor: { ...cursor, from: cursor.at } })
    else if (frame && imageId !== undefined) {
      const { from, at: to } = cursor
      const id = `cursor-${measurements.length + 1}`
      this.setMeasurement({ id, imageId, from, to, length: measureLength(from, to, frame.image) })
      this.#state.patch({ cursor: { at: to, from: null } })
    }
  }

  setMeasurement(measurement: Measurement): void {
    const others = this.#state.get().measurements.filter(({ id }) => id !== measurement.id)
    this.#state.patch({ measurements: [...others, measurement] })
  }

  removeMeasurements(): void {
    this.#state.patch({ measurements: [] })
  }

  // Life

  /** Call when the cell's element has another size. */
  resized(): void {
    if (this.#disposed) return
    this.#fitCanvas()
    this.#present()
  }

  #fitCanvas(): void {
    const { engine, rendering, element } = this.#options
    if (rendering.mode === 'webgl2') {
      engine.resize(false, true)
      return
    }
    // Cornerstone's CPU renderer sizes its canvas in CSS px, which is coarse on dense screens.
    const canvas = element.querySelector('canvas')
    if (!canvas) return
    const ratio = window.devicePixelRatio || 1
    const { width, height } = this.size
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }

  dispose(): void {
    this.stopCine()
    this.#disposed = true
    this.#prefetcher.stop()
    this.#options.link.remove(this)
    this.#options.engine.disableElement(this.#options.viewportId)
  }
}
