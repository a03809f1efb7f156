/** Places of the genome out of files of allele definitions, as a command line names them. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { GenomePlace } from '../../../shared/domain/record/genome-place'
import { AppException } from '../../../shared/result'
import { sitesOfDefinition } from '../formats/vcf/sites'

const unpack = promisify(gunzip)
/** Definitions of a gene have some kilobytes. */
const mostBytes = 64 * 1024 * 1024

/**
 * @param paths JSON files of PharmCAT's form (`<GENE>_translation.json`), packed by gzip or not, or folders of them
 * @throws AppException FILE_NOT_FOUND; INVALID_INPUT for another form or build, naming the file
 */
export async function readPlaces(paths: readonly string[]): Promise<GenomePlace[]> {
  const places: GenomePlace[] = []
  for (const path of paths) for (const file of await filesOf(path)) places.push(...(await placesOf(file)))
  return places
}

async function filesOf(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new AppException('FILE_NOT_FOUND', 'There is no such file or folder.')
  if (!found.isDirectory()) return [path]
  const names = (await readdir(path)).filter((name) => /\.json(\.gz)?$/i.test(name))
  return names.toSorted().map((name) => join(path, name))
}

async function placesOf(file: string): Promise<GenomePlace[]> {
  const bytes = await readFile(file)
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
    const text = isPacked ? await unpack(bytes, { maxOutputLength: mostBytes }) : bytes
    return sitesOfDefinition(JSON.parse(text.toString('utf8')))
  } catch {
    throw new AppException('INVALID_INPUT', `${file} holds no allele definitions on GRCh38.`)
  }
}
