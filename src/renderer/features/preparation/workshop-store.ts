/**
 * What is being prepared: the table, its profile, the pipeline with its ways back, and the last preview. It outlives
 * changes of page; long work goes on while another page is shown. Forgotten when the vault locks.
 */
import { create } from 'zustand'
import type { PreparationPipeline, TableForm } from '../../../shared/domain/preparation/pipeline'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import type {
  OpenedTable,
  PreparationProgress,
  TableProfile,
} from '../../../shared/domain/preparation/report'
import type { BroughtFit, ShownPreview, WorkshopExport } from '../../../shared/domain/preparation/workshop'
import type { RecordTableRequest } from '../../../shared/domain/preparation/record-table'
import type { AppError } from '../../../shared/result'
import { call, errorOf } from '../../bridge'
import { edited, type EditHistory, redone, startHistory, undone } from './edit-history'

export type WorkshopTab = 'table' | 'columns' | 'steps' | 'split' | 'result'
export type Work = 'opening' | 'profile' | 'preview' | 'export'

interface Workshop {
  table: OpenedTable | null
  /** which columns are what, as the profile was made with; null: a person must say */
  form: TableForm | null
  profile: TableProfile | null
  history: EditHistory<PreparationPipeline> | null
  /** what an imported file had learnt elsewhere, and of which pipeline; `applied`: instead of learning from this table */
  brought: (BroughtFit & { pipeline: PreparationPipeline; applied: boolean }) | null
  /** of `pipeline`, which may be an earlier one than the history's, and `fitId`; `number` tells previews apart */
  preview: { shown: ShownPreview; pipeline: PreparationPipeline; fitId: string | null; number: number } | null
  /** `cancelling`: asked to end, which it does at its next pause */
  work: { kind: Work; progress: PreparationProgress | null; number: number; cancelling: boolean } | null
  /** of the last work that failed; an automatic preview does not hide another work's error */
  error: { kind: Work; error: AppError } | null
  tab: WorkshopTab
  parameter: string | null
  step: string | null
}

const nothing: Workshop = {
  table: null,
  form: null,
  profile: null,
  history: null,
  brought: null,
  preview: null,
  work: null,
  error: null,
  tab: 'table',
  parameter: null,
  step: null,
}

export const useWorkshop = create<Workshop>(() => nothing)

const { getState: now, setState: set } = useWorkshop

/** Forgets all of it (the vault was locked). */
export const resetWorkshop = (): void => set(nothing, true)

export const showTab = (tab: WorkshopTab): void => set({ tab })
export const showParameter = (parameter: string | null): void => set({ parameter })
export const showStep = (step: string | null): void => set({ step })

let works = 0

/** Runs one long work; undefined when it failed or another took its place. Cancelling is no error. */
async function working<T>(kind: Work, work: () => Promise<T>): Promise<T | undefined> {
  const number = ++works
  const { error: before } = now()
  const stays = kind === 'preview' && before?.kind !== 'preview'
  set({ work: { kind, progress: null, number, cancelling: false }, error: stays ? before : null })
  const isMine = () => now().work?.number === number
  try {
    const value = await work()
    return isMine() ? value : undefined
  } catch (thrown) {
    const error = errorOf(thrown)
    if (isMine() && error.code !== 'CANCELLED') set({ error: { kind, error } })
    return undefined
  } finally {
    if (isMine()) set({ work: null })
  }
}

export const dismissError = (): void => set({ error: null })

/** Followed once by the page: main tells how far its work is. */
export function followProgress(): () => void {
  return window.vesalius.on('preparation:progress', (progress) => {
    const { work } = now()
    if (work) set({ work: { ...work, progress } })
  })
}

export async function cancelWork(): Promise<void> {
  const { work } = now()
  if (work) set({ work: { ...work, cancelling: true } })
  await call('preparation:cancel')
}

export async function chooseTable(): Promise<void> {
  const table = await working('opening', () => call('preparation:chooseTable'))
  if (!table) return
  set({ ...nothing, table })
  if (table.form) await readAs(table.form)
}

/** Values of the record as a table. @returns whether there is one now */
export async function takeRecord(request: RecordTableRequest): Promise<boolean> {
  const table = await working('opening', () => call('preparation:takeRecord', request))
  if (!table) return false
  set({ ...nothing, table })
  if (table.form) void readAs(table.form)
  return true
}

/** Reads the table as the form says, and proposes a pipeline for it: an edit like any other, so that the one before is kept. */
export async function readAs(form: TableForm): Promise<void> {
  const { table } = now()
  if (!table) return
  const { tableId } = table
  const read = await working('profile', async () => {
    const profile = await call('preparation:profile', { tableId, form })
    const proposed = await call('preparation:propose', { tableId, form, target: null })
    return { profile, proposed: { ...proposed, name: stem(table.fileName) } }
  })
  if (!read) return
  showProfile(form, read.profile)
  const { history } = now()
  set({ history: history ? edited(history, read.proposed, null, Date.now()) : startHistory(read.proposed) })
  showStep(read.proposed.steps[0]?.id ?? null)
}

/** What a pipeline is called until someone names it. */
const stem = (fileName: string) =>
  fileName.replace(/\.(gz|csv|tsv|txt)(?=\.|$)/gi, '').slice(0, 120) || fileName

const showProfile = (form: TableForm, profile: TableProfile): void =>
  set({ form, profile, parameter: mostTroubled(profile) })

/** What a look at the table should begin with. */
function mostTroubled({ parameters }: TableProfile): string | null {
  const numbers = parameters.filter(({ kind }) => kind === 'number')
  const [worst] = [...numbers].sort((a, b) => problemCount(b) - problemCount(a))
  return (worst ?? parameters[0])?.name ?? null
}

/** Cells of a column that something is wrong with; missing ones and outliers are not wrong by themselves. */
export const problemCount = ({ problems, unreadable }: TableProfile['parameters'][number]): number =>
  unreadable +
  problems.wordsForMissing +
  problems.slips.reduce((sum, { count }) => sum + count, 0) +
  problems.notPlausible +
  problems.notPossible +
  problems.unitUnknown

/** @param what as for {@link edited} */
export function edit(
  change: (pipeline: PreparationPipeline) => PreparationPipeline,
  what: string | null = null,
): void {
  const { history } = now()
  if (!history) return
  const next = change(history.now)
  if (next !== history.now) set({ history: edited(history, next, what, Date.now()) })
}

export function undoEdit(): void {
  const { history } = now()
  if (history) set({ history: undone(history) })
}

export function redoEdit(): void {
  const { history } = now()
  if (history) set({ history: redone(history) })
}

/** Takes the place of the pipeline, as one edit. It may read the columns in another way: then the profile is made anew. */
export async function replacePipeline(pipeline: PreparationPipeline): Promise<void> {
  const { table, form } = now()
  edit(() => pipeline)
  showStep(pipeline.steps[0]?.id ?? null)
  if (!table || JSON.stringify(form) === JSON.stringify(pipeline.table)) return
  if (pipelineProblems(pipeline, table.header).length > 0) return
  const { tableId } = table
  const profile = await working('profile', () =>
    call('preparation:profile', { tableId, form: pipeline.table }),
  )
  if (profile) showProfile(pipeline.table, profile)
}

/** A pipeline from a file, as an edit. What it had learnt elsewhere is applied, unless a person chooses otherwise. */
export async function importPipeline(): Promise<void> {
  const read = await working('opening', () => call('preparation:readPipeline'))
  if (!read) return
  const { pipeline, fit } = read
  set({ brought: fit && { ...fit, pipeline, applied: true } })
  await replacePipeline(pipeline)
}

/** Whether the steps do what they learnt elsewhere, or learn anew from this table's training part. */
export function applyBrought(applied: boolean): void {
  const { brought } = now()
  if (brought) set({ brought: { ...brought, applied } })
}

/** Whether what was learnt elsewhere is of the pipeline as it stands: an edit parts them, taking it back joins them. */
export const broughtFits = ({ brought, history }: Pick<Workshop, 'brought' | 'history'>): boolean =>
  brought !== null && brought.pipeline === history?.now

const fitIdOf = (state: Pick<Workshop, 'brought' | 'history'>): string | null =>
  broughtFits(state) && state.brought?.applied === true ? state.brought.id : null

let previews = 0

/** Works the pipeline out on the whole table. */
export async function runPreview(): Promise<void> {
  const { table, history } = now()
  if (!table || !history || pipelineProblems(history.now, table.header).length > 0) return
  const pipeline = history.now
  const fitId = fitIdOf(now())
  const shown = await working('preview', () =>
    call('preparation:preview', { tableId: table.tableId, pipeline, fitId }),
  )
  if (shown) set({ preview: { shown, pipeline, fitId, number: ++previews } })
}

/** Whether the preview is of the pipeline as it stands, learnt where it is to be learnt. */
export const isCurrent = (state: Pick<Workshop, 'preview' | 'history' | 'brought'>): boolean =>
  state.preview !== null &&
  state.preview.pipeline === state.history?.now &&
  state.preview.fitId === fitIdOf(state)

/** @returns whether something was saved */
export async function exportResult(what: WorkshopExport): Promise<boolean> {
  const { table, preview } = now()
  if (!table || !preview) return false
  const request = { tableId: table.tableId, what, name: preview.pipeline.name.slice(0, 120) }
  return (await working('export', () => call('preparation:export', request)))?.saved ?? false
}
