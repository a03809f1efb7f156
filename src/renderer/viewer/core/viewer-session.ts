/** The open viewer: rendering engine, tool group and cells. Everything it holds is freed by {@link ViewerSession.dispose}. */
import { cache, RenderingEngine } from '@cornerstonejs/core'
import type { RenderingPreference } from '../../../shared/domain/settings/settings'
import type { StudyDetail } from '../../../shared/domain/worklist/worklist'
import { catalogueSize, catalogueStudy, forgetStudy, seriesImageIds } from '../image/image-catalogue'
import { bindCell, createToolGroup, type DragToolName } from '../tools/drag-tools'
import { Cell } from './cell'
import type { Rendering } from './choose-rendering'
import { PlaceLink } from './place-link'
import { startViewer } from './start-viewer'

let sessionCount = 0

export interface SessionOptions {
  rendering: RenderingPreference
  smoothing: boolean
  primaryTool: DragToolName
}

export class ViewerSession {
  readonly rendering: Rendering
  readonly #engine: RenderingEngine
  readonly #tools: ReturnType<typeof createToolGroup>
  readonly #cells = new Map<Cell, () => void>()
  readonly #link = new PlaceLink()
  #smoothing: boolean
  #study: StudyDetail | null = null
  #cellCount = 0

  constructor(options: SessionOptions) {
    this.rendering = startViewer(options.rendering)
    sessionCount += 1
    this.#engine = new RenderingEngine(`viewer-${sessionCount}`)
    this.#tools = createToolGroup(options.primaryTool)
    this.#smoothing = options.smoothing
  }

  /** Makes a study's images known, and forgets those of the study before, with their pixels. */
  open(study: StudyDetail): void {
    if (this.#study?.study.id === study.study.id) return
    this.#close()
    this.#study = study
    catalogueStudy(study)
  }

  #close(): void {
    const study = this.#study
    if (!study) return
    for (const cell of this.#cells.keys()) cell.clear()
    for (const imageId of study.series.flatMap(seriesImageIds)) {
      if (cache.getImageLoadObject(imageId)) cache.removeImageLoadObject(imageId, { force: true })
    }
    forgetStudy(study)
    this.#study = null
  }

  addCell(element: HTMLDivElement): Cell {
    this.#cellCount += 1
    const cell = new Cell({
      engine: this.#engine,
      viewportId: `cell-${this.#cellCount}`,
      element,
      rendering: this.rendering,
      smoothing: this.#smoothing,
      link: this.#link,
    })
    this.#tools.add(cell.viewportId, this.#engine.id)
    this.#cells.set(cell, bindCell(element, cell))
    return cell
  }

  /** Without effect for a cell that is gone already. */
  removeCell(cell: Cell): void {
    const unbind = this.#cells.get(cell)
    if (!unbind) return
    unbind()
    this.#cells.delete(cell)
    this.#tools.remove(cell.viewportId, this.#engine.id)
    cell.dispose()
  }

  setPrimaryTool(name: DragToolName): void {
    this.#tools.setPrimary(name)
  }

  setSmoothing(smoothing: boolean): void {
    this.#smoothing = smoothing
    for (const cell of this.#cells.keys()) cell.setSmoothing(smoothing)
  }

  /** Links zoom, pan and turn of all cells, from where `leader` is, or sets them free. */
  setLinked(linked: boolean, leader: Cell | null): void {
    this.#link.set(linked, leader?.state.get().view ?? null)
  }

  /** What is held at this moment, for measurements and tests of leaks. */
  usage(): { cachedBytes: number; viewports: number; instances: number } {
    return {
      cachedBytes: cache.getCacheSize(),
      viewports: this.#engine.getViewports().length,
      instances: catalogueSize(),
    }
  }

  /** Frees viewports, textures and every decoded pixel: after a lock nothing of a patient stays in memory. */
  dispose(): void {
    this.#close()
    for (const cell of [...this.#cells.keys()]) this.removeCell(cell)
    this.#tools.destroy()
    this.#engine.destroy()
    cache.purgeCache()
  }
}
