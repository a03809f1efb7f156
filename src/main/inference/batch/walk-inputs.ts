/** The inputs of a batch command in order: files as given, folders all the way down by name. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppError } from '../../../shared/result'

export type BatchInput = { path: string; error?: never } | { path: string; error: AppError }

/**
 * Streams, one folder's names in memory at a time. Hidden entries (a leading dot) inside folders are passed over. A
 * path that is not there, or a folder that cannot be read, comes as an input with its error.
 */
export async function* walkInputs(paths: readonly string[]): AsyncGenerator<BatchInput> {
  for (const path of paths) {
    const found = await stat(path).catch(() => null)
    if (!found) yield { path, error: { code: 'FILE_NOT_FOUND', message: 'There is no such file or folder.' } }
    else if (found.isDirectory()) yield* walkFolder(path)
    else yield { path }
  }
}

async function* walkFolder(folder: string): AsyncGenerator<BatchInput> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null)
  if (!entries) {
    yield { path: folder, error: { code: 'FILE_UNREADABLE', message: 'The folder cannot be read.' } }
    return
  }
  // By code unit, so that the order is the same on every machine and in every language.
  entries.sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    // A link to a folder is not followed: it may lead back up.
    if (entry.isDirectory()) yield* walkFolder(path)
    else if (entry.isFile() || (entry.isSymbolicLink() && (await isFile(path)))) yield { path }
  }
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
