/** DICOMDIR (PS3.3 annex F, PS3.10 section 8): which files a medium's directory names, and where they lie. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DicomFile } from '../dicom/read-file'

const mediaStorageDirectory = '1.2.840.10008.1.3.10'
const mediaStorageSopClass = 0x00020002
const directoryRecords = 0x00041220
const referencedFileId = 0x00041500

export const isMediaDirectory = ({ meta, dataSet }: DicomFile): boolean =>
  meta?.text(mediaStorageSopClass) === mediaStorageDirectory || dataSet.has(directoryRecords)

export interface ReferencedFiles {
  found: string[]
  /** file ids as written, components joined by '/' */
  missing: string[]
}

/** @param folder the one that the directory lies in */
export async function findReferencedFiles({ dataSet }: DicomFile, folder: string): Promise<ReferencedFiles> {
  const result: ReferencedFiles = { found: [], missing: [] }
  const listings = new Map<string, Promise<string[]>>()
  const list = (path: string) => {
    const known = listings.get(path) ?? readdir(path).catch(() => [])
    listings.set(path, known)
    return known
  }
  for (const record of dataSet.items(directoryRecords)) {
    const components = record.texts(referencedFileId).filter((component) => component !== '')
    if (components.length === 0) continue
    const path = await locate(folder, components, list)
    if (path === null) result.missing.push(components.join('/'))
    else result.found.push(path)
  }
  return result
}

/** Media are often copied by systems that change case or keep ISO 9660's `;1`. A component never leads out of the folder. */
async function locate(
  folder: string,
  components: readonly string[],
  list: (path: string) => Promise<string[]>,
): Promise<string | null> {
  let path = folder
  for (const component of components) {
    if (/[/\\\0]/.test(component) || /^\.+$/.test(component)) return null
    const names = await list(path)
    const plain = component.toUpperCase()
    const name =
      names.find((candidate) => candidate === component) ??
      names.find((candidate) => candidate.toUpperCase().replace(/\.?;\d+$/, '') === plain)
    if (name === undefined) return null
    path = join(path, name)
  }
  return path
}
