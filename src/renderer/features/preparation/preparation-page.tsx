import { ArrowLeft, Bookmark, Database, FileInput, FileUp, Redo2, Table2, Undo2 } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { pipelineProblems } from '../../../shared/domain/preparation/pipeline-order'
import { useCommands } from '../../app/commands'
import { navigate } from '../../app/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { IconButton } from '../../ui/icon-button'
import { Tabs } from '../../ui/tabs'
import { ColumnsForm } from './columns-form'
import { KeptPipelines } from './kept-pipelines'
import { RecordTableDialog } from './record-table-dialog'
import { ResultPanel } from './result-panel'
import { SourceFacts } from './source-facts'
import { SplitPanel } from './split-panel'
import { StepsPanel } from './steps-panel'
import { TablePanel } from './table-panel'
import { WorkStatus } from './work-status'
import {
  chooseTable,
  dismissError,
  importPipeline,
  isCurrent,
  redoEdit,
  runPreview,
  showTab,
  undoEdit,
  useWorkshop,
  type WorkshopTab,
} from './workshop-store'
import './preparation.css'

/** Tables of measurements: look at them, mend them by declared rules, part them, and take the result out. */
export function PreparationPage() {
  const { t } = useTranslation()
  const table = useWorkshop((state) => state.table)
  const profile = useWorkshop((state) => state.profile)
  const error = useWorkshop((state) => state.error)
  const [takesRecord, setTakesRecord] = useState(false)
  const openRecord = () => setTakesRecord(true)
  useEditCommands()
  usePreviewOfEdits()
  return (
    <div className="preparation">
      <Head onRecord={openRecord} />
      {takesRecord && <RecordTableDialog onClose={() => setTakesRecord(false)} />}
      {error && (
        <div className="preparation__failed">
          <ErrorNotice
            error={error.error}
            kept={t('preparation.kept.untouched')}
            actions={<Button onClick={dismissError}>{t('common.dismiss')}</Button>}
          />
        </div>
      )}
      {table === null ? (
        <EmptyState
          icon={<Table2 />}
          title={t('preparation.empty.title')}
          actions={
            <>
              <Button tone="primary" icon={<FileUp />} onClick={() => void chooseTable()}>
                {t('preparation.choose')}
              </Button>
              <FromRecord onOpen={openRecord} />
            </>
          }
        >
          {t('preparation.empty.text')}
        </EmptyState>
      ) : (
        <>
          <div className="preparation__source">
            <SourceFacts table={table} profile={profile} />
            <WorkStatus />
          </div>
          {profile ? (
            <Panels />
          ) : (
            <div className="preparation__panel">
              <ColumnsForm key={table.tableId} table={table} />
            </div>
          )}
        </>
      )}
    </div>
  )
}

function Head({ onRecord }: { onRecord(): void }) {
  const { t } = useTranslation()
  const [showsKept, setShowsKept] = useState(false)
  const table = useWorkshop((state) => state.table)
  const history = useWorkshop((state) => state.history)
  const opening = useWorkshop((state) => state.work?.kind === 'opening')
  return (
    <header className="preparation__head">
      <Button tone="quiet" icon={<ArrowLeft />} onClick={() => navigate({ page: 'models', modelId: null })}>
        {t('preparation.back')}
      </Button>
      <div className="preparation__head-text">
        <h1>{t('preparation.title')}</h1>
        {table === null && <p className="quiet">{t('preparation.intro')}</p>}
      </div>
      <div className="preparation__actions">
        {history && (
          <>
            <IconButton
              label={t('preparation.undo')}
              shortcut="Mod+Z"
              icon={<Undo2 />}
              disabled={history.past.length === 0}
              onClick={undoEdit}
            />
            <IconButton
              label={t('preparation.redo')}
              shortcut="Mod+Shift+Z"
              icon={<Redo2 />}
              disabled={history.future.length === 0}
              onClick={redoEdit}
            />
          </>
        )}
        {table && (
          <>
            <Button icon={<FileUp />} busy={opening} onClick={() => void chooseTable()}>
              {t('preparation.chooseOther')}
            </Button>
            <FromRecord onOpen={onRecord} />
            <Button icon={<FileInput />} disabled={!history} onClick={() => void importPipeline()}>
              {t('preparation.importPipeline')}
            </Button>
          </>
        )}
        <Button icon={<Bookmark />} onClick={() => setShowsKept(true)}>
          {t('preparation.kept.open')}
        </Button>
      </div>
      {showsKept && <KeptPipelines onClose={() => setShowsKept(false)} />}
    </header>
  )
}

/** The way from the record's own observations into the workshop. */
function FromRecord({ onOpen }: { onOpen(): void }) {
  const { t } = useTranslation()
  return (
    <Button icon={<Database />} onClick={onOpen}>
      {t('preparation.record.open')}
    </Button>
  )
}

function Panels() {
  const { t } = useTranslation()
  const tab = useWorkshop((state) => state.tab)
  const table = useWorkshop((state) => state.table)
  const profile = useWorkshop((state) => state.profile)
  const pipeline = useWorkshop((state) => state.history?.now)
  if (!table || !profile || !pipeline) return null
  const contents: Record<WorkshopTab, React.ReactNode> = {
    table: <TablePanel profile={profile} />,
    columns: (
      <div className="preparation__panel">
        <ColumnsForm key={JSON.stringify(pipeline.table)} table={table} />
      </div>
    ),
    steps: <StepsPanel table={table} pipeline={pipeline} />,
    split: <SplitPanel pipeline={pipeline} />,
    result: <ResultPanel table={table} profile={profile} pipeline={pipeline} />,
  }
  return (
    <div className="preparation__tabs">
      <Tabs<WorkshopTab>
        label={t('preparation.tabs.label')}
        value={tab}
        items={(['table', 'columns', 'steps', 'split', 'result'] as const).map((value) => ({
          value,
          label: t(`preparation.tabs.${value}`),
          content: contents[value],
        }))}
        onValue={showTab}
      />
    </div>
  )
}

/** Every edit has its way back by the keyboard; a toast's way back comes where no edit is left. */
function useEditCommands(): void {
  useCommands(
    () => [
      {
        id: 'preparation.undo',
        group: 'preparation',
        titleKey: 'preparation.undo',
        shortcuts: ['Mod+Z'],
        enabled: () => (useWorkshop.getState().history?.past.length ?? 0) > 0,
        run: undoEdit,
      },
      {
        id: 'preparation.redo',
        group: 'preparation',
        titleKey: 'preparation.redo',
        shortcuts: ['Mod+Shift+Z', 'Mod+Y'],
        enabled: () => (useWorkshop.getState().history?.future.length ?? 0) > 0,
        run: redoEdit,
      },
      {
        id: 'preparation.choose',
        group: 'preparation',
        titleKey: 'preparation.choose',
        run: () => void chooseTable(),
      },
      {
        id: 'preparation.run',
        group: 'preparation',
        titleKey: 'preparation.result.run',
        shortcuts: ['Mod+Enter'],
        enabled: () => useWorkshop.getState().history !== null,
        run: () => void runPreview(),
      },
    ],
    [],
  )
}

/** So many cells are worked out anew at every edit; more only when asked for. */
const quickCells = 500_000
const settledMs = 500

/** Keeps the preview true to the pipeline while the table is small enough for it. */
function usePreviewOfEdits(): void {
  const pipeline = useWorkshop((state) => state.history?.now)
  const profile = useWorkshop((state) => state.profile)
  const current = useWorkshop(isCurrent)
  // Nothing may take the place of another work: an export is of the preview that is there.
  const free = useWorkshop((state) => state.work === null || state.work.kind === 'preview')
  const header = useWorkshop((state) => state.table?.header)
  const columns = pipeline?.table.form === 'long' ? 1 : (profile?.parameters.length ?? 0)
  const cells = (profile?.rows ?? 0) * columns
  const wanted = pipeline !== undefined && !current && free && cells > 0 && cells <= quickCells
  useEffect(() => {
    if (!wanted || pipelineProblems(pipeline, header).length > 0) return
    const timer = window.setTimeout(() => void runPreview(), settledMs)
    return () => window.clearTimeout(timer)
  }, [wanted, pipeline, header])
}
