import { basename } from 'node:path'

/** Stems for exported overlays: the input's own name; a number is added where two inputs share a name. */
export class OverlayNames {
  private readonly used = new Set<string>()
  private readonly counts = new Map<string, number>()

  /** A stem that this object has not given before. */
  next(inputPath: string): string {
    const name = basename(inputPath)
    // Compared without case: on Windows and macOS `A` and `a` are one file.
    const key = name.toLowerCase()
    let stem = name
    for (
      let count = this.counts.get(key) ?? 1;
      this.used.has(stem.toLowerCase());
      stem = `${name}-${count}`
    ) {
      this.counts.set(key, ++count)
    }
    this.used.add(stem.toLowerCase())
    return stem
  }
}
