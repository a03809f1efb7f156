/** Ways into the import of records. What is chosen waits on the imports' own screen for what a person has to say of it. */
import i18next from 'i18next'
import { create } from 'zustand'
import type { ImportDraft } from '../../shared/domain/record-import/import-draft'
import { call, recordsDropped } from '../bridge'
import { showToast } from '../ui/toast'
import { reporting } from './import-actions'
import { navigate } from './navigation'

interface RecordImportState {
  /** files that were chosen and are not imported yet */
  draft: ImportDraft | null
  /** the import that the list shows opened */
  intakeId: string | null
  /** main looks at what was chosen */
  looking: boolean
}

const nothing: RecordImportState = { draft: null, intakeId: null, looking: false }

export const useRecordImport = create<RecordImportState>(() => nothing)

async function prepare(choosing: Promise<ImportDraft | null>): Promise<void> {
  useRecordImport.setState({ looking: true })
  const draft = await reporting(choosing)
  useRecordImport.setState({ looking: false })
  if (!draft) return
  useRecordImport.setState({ draft })
  navigate({ page: 'worklist', imports: 'new' })
}

/** Opens the system's dialog, then the screen that prepares the import. */
export const importRecords = (kind: 'files' | 'folder'): Promise<void> =>
  prepare(call('recordImport:choose', { kind }))

export const importDroppedRecords = (files: File[]): Promise<void> => prepare(recordsDropped(files))

/** The vault was locked, or the import began. */
export const dropRecordDraft = (): void => useRecordImport.setState(nothing)

/** Lets the chosen files go. */
export function forgetRecordDraft(): void {
  useRecordImport.setState({ draft: null })
  void reporting(call('recordImport:forget'))
}

/** Opens the list of imports at one of them. */
export function showIntake(intakeId: string): void {
  useRecordImport.setState({ intakeId })
  navigate({ page: 'worklist', imports: 'list' })
}

const recordEnd = /\.(json|ndjson|hl7|msg|er7|csv|tsv|txt|g?vcf|hea|b?gz)$/i
const besideHeader = /\.(dat|atr)$/i

/**
 * Dropped files of records by their names; folders and everything else go to the import of images. Signals of a curve are
 * read with its header, which names them.
 */
export function partDropped(files: readonly File[]): { records: File[]; images: File[] } {
  const hasHeader = files.some(({ name }) => /\.hea$/i.test(name))
  const records = files.filter(({ name }) => recordEnd.test(name))
  const images = files.filter(({ name }) => !recordEnd.test(name) && !(hasHeader && besideHeader.test(name)))
  return { records, images }
}

/** Resumes an import of records, and says so where it cannot. */
export const resumeIntake = (intakeId: string): Promise<null | undefined> =>
  reporting(call('recordImport:resume', { intakeId }))

/** Runs a step that can be undone, and offers the way back. */
export function offerUndo(text: string, undo: () => Promise<unknown>): void {
  showToast({
    tone: 'neutral',
    text,
    undo: { label: i18next.t('common.undo'), run: () => void reporting(undo()) },
  })
}
