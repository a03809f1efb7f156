/** From what the user chose to a list of files, in a fixed order, without reading more than the directories of media. */
import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FileSource } from '../byte-source'
import { readDicomFile } from '../dicom/read-file'
import { findReferencedFiles } from './media-directory'

/**
 * Every file below the given paths, each once. A folder's files come sorted by name; the files that a DICOMDIR names follow
 * it in its order. A path that does not exist is listed too: its line in the report says so.
 */
export async function* listInputs(roots: readonly string[]): AsyncGenerator<string> {
  const listed = new Set<string>()
  for (const root of roots) {
    for await (const path of walk(root)) {
      if (listed.has(path)) continue
      listed.add(path)
      yield path
      if (!/^DICOMDIR/i.test(basename(path))) continue
      for (const referenced of await referencedBy(path)) {
        if (listed.has(referenced)) continue
        listed.add(referenced)
        yield referenced
      }
    }
  }
}

async function* walk(path: string): AsyncGenerator<string> {
  if (!(await isFolder(path))) {
    yield path
    return
  }
  let names: string[]
  try {
    names = await readdir(path)
  } catch {
    // A folder that may not be read gets its line like a file.
    yield path
    return
  }
  for (const name of names.sort(directoryFirst)) {
    const child = join(path, name)
    // A link to a folder may lead round in a circle.
    if ((await lstat(child).catch(() => null))?.isSymbolicLink() && (await isFolder(child))) continue
    yield* walk(child)
  }
}

const isFolder = async (path: string) => (await stat(path).catch(() => null))?.isDirectory() ?? false

/** A DICOMDIR orders the files beside it, so it comes before them; otherwise by code point, the same on every machine. */
function directoryFirst(one: string, other: string): number {
  const first = Number(/^DICOMDIR$/i.test(other)) - Number(/^DICOMDIR$/i.test(one))
  return first !== 0 ? first : one < other ? -1 : 1
}

async function referencedBy(path: string): Promise<string[]> {
  let source: FileSource | null = null
  try {
    source = new FileSource(path)
    return (await findReferencedFiles(readDicomFile(source), dirname(path))).found
  } catch {
    // What is wrong with it is reported when its turn comes.
    return []
  } finally {
    source?.close()
  }
}
