/** What ties a package on the disk to the one that was added: a digest of what the manifest does not name by its hash. */
import { createHash } from 'node:crypto'
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { largestGoldenBytes, mostFiles } from './limits'

/**
 * SHA-256 over the names and SHA-256 of manifest.json, CARD.md and the files in golden/, in order of name. Weights and
 * preparation are left out: the manifest names their hash, and they are checked whenever they are loaded. Null where a file cannot be read
 * or is not of the kind that a package holds.
 */
export async function packageDigest(folder: string): Promise<string | null> {
  try {
    const golden = await readdir(join(folder, 'golden')).catch(() => [])
    if (golden.length > mostFiles) return null
    const names = ['CARD.md', 'manifest.json', ...golden.sort().map((name) => `golden/${name}`)]
    const whole = createHash('sha256')
    for (const name of names) {
      const info = await lstat(join(folder, name))
      if (!info.isFile() || info.size > largestGoldenBytes) return null
      const content = createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex')
      whole.update(`${name}\n${content}\n`)
    }
    return whole.digest('hex')
  } catch {
    return null
  }
}
