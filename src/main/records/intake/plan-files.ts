/** From what somebody chose to the files of an import, in an order in which what others refer to comes first. */
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RecordFormat } from '../../../shared/domain/record/intake'
import { AppException } from '../../../shared/result'
import type { PlannedFile } from '../../store/queries/record-imports'

/** Tables of MIMIC-III in the order in which they are read; what a folder holds besides is left. */
const mimicOrder = [
  'D_ITEMS',
  'D_LABITEMS',
  'PATIENTS',
  'ADMISSIONS',
  'ICUSTAYS',
  'CHARTEVENTS',
  'LABEVENTS',
  'PRESCRIPTIONS',
  'NOTEEVENTS',
] as const

/** Which files of a folder belong to the format; a file that is named itself is always read. */
const members: Record<RecordFormat, RegExp> = {
  fhir: /\.(json|ndjson)$/i,
  hl7: /\.(hl7|txt|msg|dat|er7)$/i,
  csv: /\.(csv|tsv|txt)(\.gz)?$/i,
  mimic: new RegExp(`^(${mimicOrder.join('|')})\\.csv(\\.gz)?$`, 'i'),
  physionet2012: /\.(txt|csv)(\.gz)?$/i,
  vcf: /\.g?vcf(\.b?gz)?$/i,
  wfdb: /\.hea$/i,
}

/** @throws AppException FILE_NOT_FOUND where a path leads nowhere, FILE_EMPTY where a folder holds nothing of the format */
export async function planFiles(format: RecordFormat, roots: readonly string[]): Promise<PlannedFile[]> {
  const paths: string[] = []
  for (const root of roots) {
    const found = await stat(root).catch(() => null)
    if (!found) throw new AppException('FILE_NOT_FOUND', 'There is no such file or folder.')
    paths.push(...(found.isDirectory() ? await within(root, members[format]) : [root]))
  }
  if (paths.length === 0) throw new AppException('FILE_EMPTY', 'There are no files of this format.')
  if (format === 'mimic') return planMimic(paths)
  return Promise.all([...new Set(paths)].map((path) => describeFile(path, format)))
}

async function within(folder: string, member: RegExp): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && member.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  return names.toSorted()
}

/** With the tables go the dictionaries beside them, so that their damaged rows are told as well. */
async function planMimic(paths: readonly string[]): Promise<PlannedFile[]> {
  const described = await Promise.all(paths.map((path) => describeFile(path, 'mimic')))
  const all = new Set([...paths, ...described.flatMap(({ companions }) => Object.values(companions))])
  const ordered = [...all].toSorted((a, b) => mimicRank(a) - mimicRank(b))
  return Promise.all(ordered.map((path) => describeFile(path, 'mimic')))
}

function mimicRank(path: string): number {
  const name = basename(path).toUpperCase().split('.')[0] ?? ''
  const place = (mimicOrder as readonly string[]).indexOf(name)
  return place < 0 ? mimicOrder.length : place
}

/** The file as it is now: an interrupted import goes on only in the same one. */
export async function describeFile(path: string, format: RecordFormat): Promise<PlannedFile> {
  const { size, mtimeMs } = await stat(path).catch(() => {
    throw new AppException('FILE_NOT_FOUND', 'There is no such file.')
  })
  return {
    path,
    bytes: size,
    modifiedAtMs: mtimeMs,
    companions: format === 'mimic' ? await mimicDictionaries(dirname(path)) : {},
  }
}

async function mimicDictionaries(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of await readdir(folder).catch(() => []))
    for (const table of ['D_ITEMS', 'D_LABITEMS'])
      if (new RegExp(`^${table}\\.csv(\\.gz)?$`, 'i').test(name)) found[table] = join(folder, name)
  return found
}
