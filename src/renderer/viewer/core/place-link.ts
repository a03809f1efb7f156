/**
 * Zoom, pan and turn that the cells of a viewer share while the reader compares what lies over one film: what one cell
 * does, all do. Scale (CSS px for each mm) and middle are the same in each; a fitted view is fitted in each cell's own size.
 */
import type { ViewState } from '../geometry/view-state'

export interface PlacedCell {
  /** Shows the image there, without telling the link. */
  place(view: ViewState): void
}

export class PlaceLink {
  readonly #cells = new Set<PlacedCell>()
  #on = false
  #view: ViewState | null = null

  add(cell: PlacedCell): void {
    this.#cells.add(cell)
  }

  remove(cell: PlacedCell): void {
    this.#cells.delete(cell)
  }

  /** Where a cell begins that has no place of its own yet; null while nothing is shared. */
  get view(): ViewState | null {
    return this.#view
  }

  /** Links the cells, which all go where `view` is (null: each stays until one of them moves), or sets them free where they are. */
  set(on: boolean, view: ViewState | null): void {
    this.#on = on
    this.#view = null
    if (on && view) this.#share(view, null)
  }

  /** A cell was moved by the reader. */
  moved(by: PlacedCell, view: ViewState): void {
    if (this.#on) this.#share(view, by)
  }

  #share(view: ViewState, from: PlacedCell | null): void {
    this.#view = view
    for (const cell of this.#cells) if (cell !== from) cell.place(view)
  }
}
