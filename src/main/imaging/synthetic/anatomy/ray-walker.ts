/** What a ray along y meets: stretches of one layer, later layers painted over earlier ones. Air around the body is left out. */
import type { Layer } from './layer'
import type { CutAlongRay } from './solid'

const most = 64

/** Reuses its arrays: a film has a million rays. After {@link walk}, stretches 0..count-1 are valid (in no order). */
export class RayWalker {
  count = 0
  from = new Float64Array(most)
  to = new Float64Array(most)
  /** index into the layers */
  layer = new Int32Array(most)
  private readonly cut = new Float64Array(2)
  private readonly cuts: { index: number; cut: CutAlongRay }[] = []

  constructor(readonly layers: readonly Layer[]) {}

  /** Chooses the height of the rays that follow. */
  setHeight(z: number): void {
    this.cuts.length = 0
    for (const [index, { solid }] of this.layers.entries()) {
      const cut = solid.atHeight(z)
      if (cut) this.cuts.push({ index, cut })
    }
  }

  walk(x: number): void {
    this.count = 0
    for (const { index, cut } of this.cuts) {
      if (cut(x, this.cut)) this.paint(this.cut[0] ?? 0, this.cut[1] ?? 0, index)
    }
  }

  private paint(from: number, to: number, layer: number): void {
    const { from: starts, to: ends, layer: layers } = this
    let kept = 0
    const before = this.count
    // Stretches split in two add one each; the new halves go behind those not yet looked at.
    let end = before
    for (let index = 0; index < before; index += 1) {
      const start = starts[index] ?? 0
      const stop = ends[index] ?? 0
      const at = layers[index] ?? 0
      if (stop <= from || start >= to) this.put(kept++, start, stop, at)
      else {
        if (stop > to) this.put(end++, to, stop, at)
        if (start < from) this.put(kept++, start, from, at)
      }
    }
    for (let index = before; index < end; index += 1) {
      this.put(kept++, starts[index] ?? 0, ends[index] ?? 0, layers[index] ?? 0)
    }
    this.put(kept++, from, to, layer)
    this.count = kept
  }

  private put(index: number, from: number, to: number, layer: number): void {
    this.from[index] = from
    this.to[index] = to
    this.layer[index] = layer
  }
}
