/** What a ray from front to back meets, as stretches of one material, later layers over earlier ones. */
import { hounsfield, type Chest } from './chest'

export interface Stretch {
  from: number
  to: number
  hu: number
  lung: boolean
}

/** Stretches of the layers along the ray at (x, z), in the measures of {@link Chest} before scaling; air is left out. */
export function stretchesAlongRay(chest: Chest, x: number, z: number): Stretch[] {
  let stretches: Stretch[] = []
  for (const layer of chest.layers) {
    const cut = layer.solid.cut(x, z)
    if (!cut) continue
    // Lung fills the space inside the trunk only, whatever its ellipsoids reach.
    const isLung = layer.name === 'lung'
    const [from, to] = isLung ? inside(stretches, cut) : cut
    if (to <= from) continue
    stretches = carve(stretches, from, to)
    stretches.push({ from, to, hu: layer.hu(z), lung: isLung })
  }
  return stretches
}

/** The part of the cut at least 5 mm under the skin. */
function inside(stretches: readonly Stretch[], cut: readonly [number, number]): [number, number] {
  let front = Infinity
  let back = -Infinity
  for (const { from, to, hu } of stretches) {
    if (hu === hounsfield.lung) continue
    front = Math.min(front, from)
    back = Math.max(back, to)
  }
  return [Math.max(cut[0], front + 7), Math.min(cut[1], back - 7)]
}

function carve(stretches: readonly Stretch[], from: number, to: number): Stretch[] {
  const left: Stretch[] = []
  for (const stretch of stretches) {
    if (stretch.to <= from || stretch.from >= to) {
      left.push(stretch)
      continue
    }
    if (stretch.from < from) left.push({ ...stretch, to: from })
    if (stretch.to > to) left.push({ ...stretch, from: to })
  }
  return left
}

/** Share of lung air that the clouds of consolidation replace at a point, 0..0.95. */
export function cloudShare(chest: Chest, x: number, y: number, z: number): number {
  let share = 0
  for (const { center, radiusMm, share: most } of chest.clouds) {
    const distance = ((x - center.x) ** 2 + (y - center.y) ** 2 + (z - center.z) ** 2) / (2 * radiusMm * radiusMm)
    if (distance < 6) share += most * Math.exp(-distance)
  }
  return Math.min(0.95, share)
}
