import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces a small file so that, whatever happens, either the old or the new content is there, whole and on the disk. */
export function writeAtomically(path: string, content: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`
  try {
    const descriptor = openSync(temporary, 'wx', 0o600)
    try {
      writeFileSync(descriptor, content)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(temporary, path)
  } catch (thrown) {
    rmSync(temporary, { force: true })
    throw thrown
  }
  syncFolder(dirname(path))
}

/** Puts a folder's entries on the disk. */
export function syncFolder(path: string): void {
  // Windows cannot open a folder to sync it; NTFS journals the entry itself.
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes sure the file exists with access for its owner only, before a library opens it with wider rights. */
export function ensurePrivateFile(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
}
