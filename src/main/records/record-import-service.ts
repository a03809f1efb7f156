/**
 * Main's side of record imports: the files that are chosen, which import runs, how it is cancelled, and who hears of its
 * progress. Paths stay here; the page knows a draft by its id.
 */
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { namespaceOf } from '../../shared/domain/record/intake'
import {
  type Intake,
  IntakeOptions,
  type IntakeProgress,
  type RecordFormat,
} from '../../shared/domain/record/intake'
import { CsvMapping } from '../../shared/domain/record-import/csv-mapping'
import type { HeldChoice, RepairOutcome, RepairRequest } from '../../shared/domain/record-import/held-row'
import type {
  DraftOptions,
  MappedRequest,
  TableRequest,
} from '../../shared/domain/record-import/import-calls'
import type {
  DraftForecast,
  ForecastProgress,
  ImportDraft,
} from '../../shared/domain/record-import/import-draft'
import type { IntakeRun } from '../../shared/domain/record-import/intake-summary'
import type {
  ColumnTexts,
  MappedPreview,
  TablePreview,
} from '../../shared/domain/record-import/table-preview'
import { AppException } from '../../shared/result'
import { shortName } from '../store/short-name'
import type { OpenVault } from '../workers/vault-workers'
import { actor } from './actor'
import type { Survey } from './intake/survey-files'
import type { ForecastStep } from './record-import-reading-procedures'

export interface RecordImportParts {
  /** @throws AppException VAULT_LOCKED */
  openVault(): Pick<OpenVault, 'reader' | 'store'>
  /** imports, held rows or what is in the record are others now */
  changed(): void
  running(runs: IntakeRun[]): void
  forecasting(progress: ForecastProgress): void
}

const filesShown = 200

export class RecordImportService {
  private draft: { id: string; survey: Survey } | null = null
  private forecast: AbortController | null = null
  /** steps over many held rows */
  private repair: AbortController | null = null
  private readonly runs = new Map<string, { abort: AbortController; run: IntakeRun }>()

  constructor(private readonly parts: RecordImportParts) {}

  /** @throws AppException FILE_NOT_FOUND, FILE_EMPTY */
  async choose(paths: string[]): Promise<ImportDraft> {
    const survey = await this.reader().call('surveyFiles', paths)
    this.forget()
    this.draft = { id: randomUUID(), survey }
    const { files, readIn, format } = survey
    return {
      id: this.draft.id,
      files: files.slice(0, filesShown).map(({ path, ...file }) => ({ ...file, name: shortName(path) })),
      fileCount: files.length,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      format,
      readIn,
    }
  }

  async table({ draftId, file, text }: TableRequest): Promise<TablePreview> {
    return this.reader().call('previewTable', { path: this.tablePath(draftId, file), text })
  }

  mapped({ draftId, file, options }: MappedRequest): Promise<MappedPreview> {
    const path = this.tablePath(draftId, file)
    const reading = { namespace: namespaceOf(optionsOf(options)), zone: options.zone }
    return this.reader().call('previewMapped', { path, mapping: options.mapping, options: reading })
  }

  columnTexts(asked: TableRequest & { column: string }): Promise<ColumnTexts> {
    const { draftId, file, text, column } = asked
    return this.reader().call('columnTexts', { path: this.tablePath(draftId, file), text, column })
  }

  /** @throws AppException CANCELLED; NOT_FOUND where other files were chosen since */
  async dryRun(draftId: string, options: DraftOptions): Promise<DraftForecast> {
    const roots = this.roots(draftId, options.format)
    this.forecast?.abort()
    const forecast = (this.forecast = new AbortController())
    const asked = { options: optionsOf(options), roots }
    try {
      const { files, patients } = await this.reader().call('forecastDraft', asked, {
        signal: forecast.signal,
        onProgress: (step: ForecastStep) => this.parts.forecasting({ draftId, ...step }),
      })
      return { files: files.map(({ path, ...file }) => ({ ...file, name: shortName(path) })), patients }
    } finally {
      if (this.forecast === forecast) this.forecast = null
    }
  }

  cancelDryRun(): void {
    this.forecast?.abort()
  }

  /** Begins an import of the draft. @param mappingId the saved mapping that is used, if one is */
  async start(
    draftId: string,
    options: DraftOptions,
    mappingId: string | null,
  ): Promise<{ intakeId: string }> {
    const roots = this.roots(draftId, options.format)
    const { store } = this.parts.openVault()
    const intake = await store.call('createIntake', { options: optionsOf(options), roots, by: actor() })
    if (mappingId !== null) await store.call('mappingUsed', mappingId)
    this.forget()
    this.run(intake)
    return { intakeId: intake.id }
  }

  /** Goes on with one that was interrupted, cancelled, or has files that could not be read. @throws AppException NOT_FOUND, INVALID_INPUT */
  async resume(intakeId: string): Promise<void> {
    if (this.runs.has(intakeId)) return
    const intakes = await this.reader().call('listIntakes', undefined)
    const intake = intakes.find(({ id }) => id === intakeId)
    if (!intake) throw new AppException('NOT_FOUND', 'There is no such import.')
    if (intake.files.every(({ done }) => done))
      throw new AppException('INVALID_INPUT', 'The import has ended.')
    this.run(intake)
  }

  cancel(intakeId: string): void {
    this.runs.get(intakeId)?.abort.abort()
  }

  running(): IntakeRun[] {
    return [...this.runs.values()].map(({ run }) => run)
  }

  /** One step over held rows at a time; a new one ends the one before. */
  async repairHeld(request: RepairRequest): Promise<RepairOutcome> {
    const signal = this.nextRepair()
    return this.changing(this.store().call('repairHeld', { ...request, by: actor() }, { signal }))
  }

  async retryHeld(choice: HeldChoice): Promise<Omit<RepairOutcome, 'problem'>> {
    const signal = this.nextRepair()
    return this.changing(this.store().call('retryHeld', { choice, by: actor() }, { signal }))
  }

  cancelRepair(): void {
    this.repair?.abort()
  }

  dropHeld(choice: HeldChoice): Promise<{ dropped: number; mark: number }> {
    return this.changing(this.store().call('dropHeld', { choice, by: actor() }))
  }

  restoreHeld(mark: number): Promise<number> {
    return this.changing(this.store().call('restoreHeld', mark))
  }

  saveMapping(saved: { id: string | null; mapping: CsvMapping; header: string[] }): Promise<string> {
    return this.changing(this.store().call('saveMapping', { ...saved, by: actor() }))
  }

  renameMapping(renamed: { id: string; name: string }): Promise<void> {
    return this.changing(this.store().call('renameMapping', { ...renamed, by: actor() }))
  }

  setMappingRemoved(change: { id: string; removed: boolean }): Promise<void> {
    return this.changing(this.store().call('setMappingRemoved', change))
  }

  /** Writes a mapping as `import … --map` reads it. */
  async exportMapping(id: string, path: string): Promise<void> {
    const { mapping } = await this.reader().call('savedMapping', id)
    await writeFile(path, `${JSON.stringify(mapping, null, 2)}\n`)
  }

  /** @returns the id @throws AppException MAPPING_MALFORMED, MAPPING_NAME_TAKEN */
  async importMapping(path: string): Promise<string> {
    const mapping = CsvMapping.safeParse(parsedJson(await readFile(path, 'utf8')))
    if (!mapping.success) throw new AppException('MAPPING_MALFORMED', 'The file holds no mapping.')
    return this.saveMapping({ id: null, mapping: mapping.data, header: [] })
  }

  merge(request: { keptId: string; mergedId: string; reason: string }): Promise<string> {
    return this.changing(this.store().call('mergePatients', { ...request, by: actor() }))
  }

  unmerge(mergeId: string): Promise<void> {
    return this.changing(this.store().call('unmergePatients', { mergeId, by: actor() }))
  }

  setApart(said: { aId: string; bId: string; apart: boolean }): Promise<void> {
    return this.changing(this.store().call('setApart', { ...said, by: actor() }))
  }

  /** The vault is locked: nothing of what was chosen stays. Imports that ran ended with their worker, and can be resumed. */
  locked(): void {
    this.forget()
    this.repair?.abort()
    this.runs.clear()
  }

  /** Lets the draft go: it was imported, or nobody wants it any more. */
  forget(): void {
    this.forecast?.abort()
    this.draft = null
  }

  private run(intake: Intake): void {
    const abort = new AbortController()
    const startedMs = performance.now()
    const bytes = intake.files.map((file) => file.bytes)
    const first: IntakeRun = {
      intakeId: intake.id,
      files: bytes.length,
      filesDone: intake.files.filter(({ done }) => done).length,
      bytes: bytes.reduce((sum, size) => sum + size, 0),
      bytesDone: 0,
      items: 0,
      remainingMs: null,
    }
    this.runs.set(intake.id, { abort, run: first })
    const ended = this.store().call('runIntake', intake.id, {
      signal: abort.signal,
      onProgress: (progress: IntakeProgress) => {
        if (!this.runs.has(intake.id)) return
        this.runs.set(intake.id, { abort, run: runOf(first, bytes, progress, performance.now() - startedMs) })
        this.parts.running(this.running())
      },
    })
    this.parts.running(this.running())
    this.parts.changed()
    // An error is kept with the import; a locked vault shows it as interrupted at the next unlock.
    void ended
      .catch(() => undefined)
      .then(() => {
        this.runs.delete(intake.id)
        this.parts.running(this.running())
        this.parts.changed()
      })
  }

  private nextRepair(): AbortSignal {
    this.repair?.abort()
    return (this.repair = new AbortController()).signal
  }

  /** Tells of the change even where the step ended half-way. */
  private async changing<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } finally {
      this.parts.changed()
    }
  }

  private roots(draftId: string, format: RecordFormat): string[] {
    const roots = this.require(draftId).roots[format]
    if (!roots) throw new AppException('FILE_EMPTY', 'There are no files of this format.')
    return roots
  }

  private tablePath(draftId: string, file: number): string {
    const { files, roots } = this.require(draftId)
    const named = files.filter(({ path, format }) => format === 'csv' || (roots.csv ?? []).includes(path))
    const path = named[file]?.path
    if (path === undefined) throw new AppException('FILE_NOT_FOUND', 'There is no such table.')
    return path
  }

  private require(draftId: string): Survey {
    if (this.draft?.id !== draftId)
      throw new AppException('NOT_FOUND', 'These files are not chosen any more.')
    return this.draft.survey
  }

  private reader() {
    return this.parts.openVault().reader
  }

  private store() {
    return this.parts.openVault().store
  }
}

/** @throws AppException INVALID_INPUT */
function optionsOf(options: DraftOptions): IntakeOptions {
  const parsed = IntakeOptions.safeParse(options)
  if (parsed.success) return parsed.data
  throw new AppException('INVALID_INPUT', 'The options of the import do not fit together.')
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    throw new AppException('MAPPING_MALFORMED', 'The file is no JSON.')
  }
}

const enoughMs = 2_000

function runOf(
  first: IntakeRun,
  bytes: readonly number[],
  { fileIndex, bytesRead, items }: IntakeProgress,
  elapsedMs: number,
): IntakeRun {
  const before = bytes.slice(0, fileIndex).reduce((sum, size) => sum + size, 0)
  const bytesDone = Math.min(first.bytes, before + bytesRead)
  const isTold = elapsedMs > enoughMs && bytesDone > 0
  const remainingMs = isTold ? (elapsedMs / bytesDone) * (first.bytes - bytesDone) : null
  return { ...first, filesDone: fileIndex, bytesDone, items, remainingMs }
}
