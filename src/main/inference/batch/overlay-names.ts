import { basename } from 'node:path'

/** Names for exported overlays: the input's name and the finding's; a number is added where two inputs share a name. */
export class OverlayNames {
  private readonly used = new Map<string, number>()

  /** A file name that this object has not given before, `<input's name>[-n].<label>.png`. */
  next(inputPath: string, label: string): string {
    const stem = basename(inputPath)
    for (;;) {
      // Compared without case: on Windows and macOS `A` and `a` are one file.
      const key = `${stem}.${label}`.toLowerCase()
      const count = (this.used.get(key) ?? 0) + 1
      this.used.set(key, count)
      if (count === 1) return `${stem}.${label}.png`
      const numbered = `${stem}-${count}`
      const numberedKey = `${numbered}.${label}`.toLowerCase()
      if (!this.used.has(numberedKey)) {
        this.used.set(numberedKey, 1)
        return `${numbered}.${label}.png`
      }
    }
  }
}
