/** What somebody chose for an import: which files there are, and in which formats. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type RecordFormat, recordFormats } from '../../../shared/domain/record/intake'
import { AppException, toAppError } from '../../../shared/result'
import { fileBytes } from './open-reader'
import { planFiles } from './plan-files'
import { recogniseFormat } from './recognise-format'

export interface SurveyedFile {
  path: string
  bytes: number
  format: RecordFormat | null
}

export interface Survey {
  files: SurveyedFile[]
  /** what an import in the format reads: files that were named themselves, and folders */
  roots: Partial<Record<RecordFormat, string[]>>
  /** how many files that is */
  readIn: { format: RecordFormat; files: number }[]
  /** null where nothing is recognised */
  format: RecordFormat | null
}

/** Beyond so many files of folders, the name alone must do. */
const mostOpened = 400
const mostListed = 100_000

/** @throws AppException FILE_NOT_FOUND, FILE_EMPTY */
export async function surveyFiles(chosen: readonly string[]): Promise<Survey> {
  const named: SurveyedFile[] = []
  const folders: string[] = []
  const inside: SurveyedFile[] = []
  for (const path of chosen) {
    const found = await stat(path).catch(() => null)
    if (!found) throw new AppException('FILE_NOT_FOUND', 'There is no such file or folder.')
    if (found.isDirectory()) {
      folders.push(path)
      inside.push(...(await filesWithin(path, inside.length)))
    } else named.push({ path, bytes: found.size, format: await recogniseFormat(path, fileBytes(path)) })
  }
  const files = [...named, ...inside]
  if (files.length === 0) throw new AppException('FILE_EMPTY', 'There are no files.')
  const roots: Survey['roots'] = {}
  const readIn: Survey['readIn'] = []
  for (const format of recordFormats) {
    const meant = [...namedAs(format, named), ...(await foldersWith(format, folders))]
    if (meant.length === 0) continue
    roots[format] = meant
    readIn.push({ format, files: (await planFiles(format, meant)).length })
  }
  return { files, roots, readIn, format: mostFrequent(files) }
}

/** Files that look like the format; where none does, a person may still say that all of them are. */
function namedAs(format: RecordFormat, named: readonly SurveyedFile[]): string[] {
  const alike = named.filter((file) => file.format === format)
  const meant = alike.length > 0 ? alike : named
  return meant.map(({ path }) => path)
}

async function foldersWith(format: RecordFormat, folders: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) {
    const files = await planFiles(format, [folder]).catch((thrown: unknown) => {
      if (toAppError(thrown).code === 'FILE_EMPTY') return []
      throw thrown
    })
    if (files.length > 0) found.push(folder)
  }
  return found
}

async function filesWithin(folder: string, openedBefore: number): Promise<SurveyedFile[]> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  )
  const files: SurveyedFile[] = []
  for (const [index, entry] of entries.slice(0, mostListed).entries()) {
    const path = join(entry.parentPath, entry.name)
    const { size } = await stat(path)
    const isOpened = openedBefore + index < mostOpened
    files.push({ path, bytes: size, format: isOpened ? await recogniseFormat(path, fileBytes(path)) : null })
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** Of formats that are as frequent, the one that says more: a table is the last resort. */
function mostFrequent(files: readonly SurveyedFile[]): RecordFormat | null {
  const counts = recordFormats.map((format) => ({
    format,
    files: files.filter((file) => file.format === format).length,
  }))
  const specific = counts.filter(({ format, files: count }) => count > 0 && format !== 'csv')
  const [best] = (specific.length > 0 ? specific : counts).toSorted((a, b) => b.files - a.files)
  return best && best.files > 0 ? best.format : null
}
