import { describe, expect, it } from 'vitest'
import type { ViewState } from '../geometry/view-state'
import { upright } from '../geometry/view-turn'
import { PlaceLink, type PlacedCell } from './place-link'

const view = (scale: number): ViewState => ({ scale, centre: [10, 20], turn: upright, fitted: false })

/** A cell that notes where it was put. */
class NotingCell implements PlacedCell {
  readonly scales: number[] = []
  place({ scale }: ViewState): void {
    this.scales.push(scale)
  }
}

function linkOf(count: number): { link: PlaceLink; cells: NotingCell[] } {
  const link = new PlaceLink()
  const cells = Array.from({ length: count }, () => new NotingCell())
  for (const cell of cells) link.add(cell)
  return { link, cells }
}

describe('cells whose place is linked', () => {
  it('follow the one that is moved, which is not told of its own move', () => {
    const { link, cells } = linkOf(3)
    link.set(true, null)
    if (cells[1]) link.moved(cells[1], view(2))
    expect(cells.map(({ scales }) => scales)).toEqual([[2], [], [2]])
    expect(link.view).toEqual(view(2))
  })

  it('go to the place that is given when the link is made', () => {
    const { link, cells } = linkOf(2)
    link.set(true, view(3))
    expect(cells.map(({ scales }) => scales)).toEqual([[3], [3]])
  })

  it('stay where they are when they are set free, and move alone from then on', () => {
    const { link, cells } = linkOf(2)
    link.set(true, view(3))
    link.set(false, null)
    if (cells[0]) link.moved(cells[0], view(5))
    expect(cells.map(({ scales }) => scales)).toEqual([[3], [3]])
    expect(link.view).toBeNull()
  })

  it('are left alone once they are gone', () => {
    const { link, cells } = linkOf(2)
    link.set(true, null)
    if (cells[1]) link.remove(cells[1])
    if (cells[0]) link.moved(cells[0], view(2))
    expect(cells[1]?.scales).toEqual([])
  })
})
