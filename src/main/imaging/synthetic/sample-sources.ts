/** Where the sample patients lie: built beforehand by `scripts/samples`, never made from a patient's data. */
import { app } from 'electron'
import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folders to import, one for each origin. Empty where the samples were not built. */
export function sampleSources(): string[] {
  const folder = app.isPackaged
    ? join(process.resourcesPath, 'samples')
    : checkoutSamples(import.meta.dirname)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name))
    .sort()
}

function checkoutSamples(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return join(folder, '.cache', 'samples')
    if (dirname(folder) === folder) return join(from, 'samples')
  }
}
