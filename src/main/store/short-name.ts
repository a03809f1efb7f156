import { basename, dirname } from 'node:path'

/** The last two parts of a path: enough for people to know a file by, and no map of the computer. */
export function shortName(path: string): string {
  const folder = basename(dirname(path))
  return folder === '' ? basename(path) : `${folder}/${basename(path)}`
}
