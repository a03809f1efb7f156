import { FileSpreadsheet, FolderOpen, Inbox, SearchX, Trash2, Upload, UserRound } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRow } from '../../../shared/domain/worklist/worklist'
import { useCommands } from '../../app/commands'
import { importFiles, importFolder, importSamples } from '../../app/import-actions'
import { navigate } from '../../app/navigation'
import { openOverlay } from '../../app/overlays'
import { importRecords } from '../../app/record-import'
import { bridgeQuery, errorOf, useBridgeQuery } from '../../bridge'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { ToneShape } from '../../ui/badge'
import { useDebounced } from '../../ui/use-debounced'
import { useRowWindows } from '../../ui/use-row-windows'
import { FilterBar } from './filter-bar'
import { Preview } from './preview'
import { analyseList, analyseMissing, analyseStudies } from './queue-actions'
import { chosenStudies, openStudy, trashStudy } from './study-actions'
import { StudyTable } from './study-table'
import { windowSize, worklistQuery } from './worklist-query'
import { clearFilters, isFiltered, setFilters, useWorklist } from './worklist-store'
import './worklist.css'

/** Patients and studies: search, filter, sort, preview, open. */
export function WorklistPage() {
  const { t } = useTranslation()
  const { filters, sort, selectedId, cursor, previewOpen } = useWorklist()
  const text = useDebounced(filters.text, 150)
  const [visible, setVisible] = useState({ first: 0, last: 40 })
  const searchField = useRef<HTMLInputElement>(null)
  const today = new Date()

  const windows = useRowWindows({
    windowSize,
    ...visible,
    windowAt: (offset) =>
      bridgeQuery('worklist:search', worklistQuery({ ...filters, text }, sort, offset, today)),
    rowsOf: (page) => page.rows,
  })
  const total = windows.head?.total ?? 0
  const selected = findSelected(windows.rowAt, selectedId, cursor, total)

  useWorklistCommands(selected, searchField)

  const nothing = !windows.loading && !windows.stale && total === 0
  return (
    <div className="worklist">
      <h1 className="visually-hidden">{t('worklist.title')}</h1>
      <FilterBar
        searchField={searchField}
        modalities={windows.head?.modalities ?? []}
        total={windows.head ? total : null}
        busy={windows.stale || text !== filters.text}
        selected={selected?.row ?? null}
      />
      <PicturesNotice />
      {filters.trashed && total > 0 && <p className="worklist__notice">{t('worklist.trashNotice')}</p>}
      <div className="worklist__body">
        <div className="worklist__main">
          {windows.error ? (
            <div className="worklist__error">
              <ErrorNotice
                error={errorOf(windows.error)}
                actions={<Button onClick={windows.refetch}>{t('common.retry')}</Button>}
              />
            </div>
          ) : nothing ? (
            <NothingHere />
          ) : (
            <StudyTable
              total={total}
              stale={windows.stale}
              rowAt={windows.rowAt}
              selectedIndex={selected?.index ?? null}
              onVisible={setVisible}
            />
          )}
        </div>
        {previewOpen && !nothing && <Preview study={selected?.row ?? null} />}
      </div>
    </div>
  )
}

interface Selected {
  row: StudyRow
  index: number
}

/** The selected study among the rows at hand, wherever it has moved to. */
function findSelected(
  rowAt: (index: number) => StudyRow | undefined,
  selectedId: string | null,
  cursor: number,
  total: number,
): Selected | null {
  if (selectedId === null) return null
  const reach = Math.min(total, 2 * windowSize)
  for (let distance = 0; distance <= reach; distance++) {
    for (const index of distance === 0 ? [cursor] : [cursor - distance, cursor + distance]) {
      const row = index >= 0 && index < total ? rowAt(index) : undefined
      if (row?.id === selectedId) return { row, index }
    }
  }
  return null
}

function useWorklistCommands(
  selected: Selected | null,
  searchField: React.RefObject<HTMLInputElement | null>,
): void {
  const row = selected?.row ?? null
  useCommands(
    () => [
      {
        id: 'worklist.search',
        titleKey: 'commands.focusSearch',
        group: 'worklist',
        shortcuts: ['/', 'Mod+F'],
        run: () => searchField.current?.select(),
      },
      {
        id: 'worklist.importFiles',
        titleKey: 'commands.importFiles',
        group: 'worklist',
        shortcuts: ['Mod+O'],
        run: () => void importFiles(),
      },
      {
        id: 'worklist.importFolder',
        titleKey: 'commands.importFolder',
        group: 'worklist',
        shortcuts: ['Mod+Shift+O'],
        run: () => void importFolder(),
      },
      {
        id: 'worklist.importSamples',
        titleKey: 'commands.importSamples',
        group: 'worklist',
        run: () => void importSamples(),
      },
      {
        id: 'worklist.clear',
        titleKey: 'commands.clearFilters',
        group: 'worklist',
        shortcuts: ['Alt+C'],
        run: clearFilters,
      },
      {
        id: 'worklist.trashView',
        titleKey: 'commands.showTrash',
        group: 'worklist',
        shortcuts: ['Alt+T'],
        run: () => setFilters({ trashed: !useWorklist.getState().filters.trashed }),
      },
      {
        id: 'worklist.analyseList',
        titleKey: 'queue.command.list',
        group: 'worklist',
        shortcuts: ['Alt+Shift+A'],
        enabled: () => !useWorklist.getState().filters.trashed,
        run: () => void analyseList(),
      },
      {
        id: 'worklist.analyseMissing',
        titleKey: 'queue.command.missing',
        group: 'worklist',
        run: () => void analyseMissing(),
      },
      {
        id: 'worklist.move',
        titleKey: 'commands.moveRow',
        group: 'worklist',
        shortcuts: ['ArrowUp', 'ArrowDown'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'worklist.page',
        titleKey: 'commands.movePage',
        group: 'worklist',
        shortcuts: ['PageUp', 'PageDown'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'worklist.mark',
        titleKey: 'worklist.markCommand',
        group: 'worklist',
        shortcuts: [' ', 'Shift+ArrowDown'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'worklist.ends',
        titleKey: 'commands.moveEnds',
        group: 'worklist',
        shortcuts: ['Home', 'End'],
        describedOnly: true,
        run: nothing,
      },
      {
        id: 'worklist.resize',
        titleKey: 'worklist.resizeCommand',
        group: 'worklist',
        shortcuts: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
        describedOnly: true,
        run: nothing,
      },
    ],
    [searchField],
  )
  useCommands(
    () => [
      {
        id: 'worklist.open',
        titleKey: 'commands.openStudy',
        group: 'worklist',
        shortcuts: ['Enter'],
        enabled: () => row !== null,
        run: () => row && openStudy(row),
      },
      {
        id: 'worklist.patient',
        titleKey: 'patient.open',
        group: 'worklist',
        shortcuts: ['Shift+P'],
        enabled: () => row !== null,
        run: () => row && navigate({ page: 'patient', patientId: row.patient.id }),
      },
      {
        id: 'worklist.analyse',
        titleKey: 'queue.command.study',
        group: 'worklist',
        shortcuts: ['Alt+A'],
        enabled: () => chosenStudies(row).length > 0,
        run: () => void analyseStudies(chosenStudies(row)),
      },
      {
        id: 'worklist.trash',
        titleKey: 'commands.trashStudy',
        group: 'worklist',
        shortcuts: ['Delete'],
        enabled: () => row !== null && row.trashedAtMs === null,
        run: () => row && void trashStudy(row),
      },
    ],
    [row],
  )
}

const nothing = (): void => undefined

function PicturesNotice() {
  const { t } = useTranslation()
  const waiting = useBridgeQuery('import:waitingPictures', [])
  const count = waiting.data?.length ?? 0
  if (count === 0) return null
  return (
    <div className="worklist__notice worklist__notice--pictures" role="status">
      <ToneShape tone="warning" />
      <span>{t('worklist.picturesWaiting', { count })}</span>
      <Button onClick={() => openOverlay({ kind: 'pictures' })}>{t('worklist.fillIn')}</Button>
    </div>
  )
}

/** No rows: an empty vault teaches the first step, filters can be cleared, an empty trash can be left. */
function NothingHere() {
  const { t } = useTranslation()
  const filters = useWorklist((state) => state.filters)
  if (isFiltered(filters)) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t('worklist.noResults.title')}
        actions={<Button onClick={clearFilters}>{t('worklist.filter.clear')}</Button>}
      >
        {t('worklist.noResults.text')}
      </EmptyState>
    )
  }
  if (filters.trashed) {
    return (
      <EmptyState
        icon={<Trash2 />}
        title={t('worklist.emptyTrash.title')}
        actions={<Button onClick={clearFilters}>{t('worklist.emptyTrash.leave')}</Button>}
      >
        {t('worklist.emptyTrash.text')}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Inbox />}
      title={t('worklist.empty.title')}
      actions={
        <>
          <Button tone="primary" icon={<Upload />} onClick={() => void importFiles()}>
            {t('worklist.empty.import')}
          </Button>
          <Button icon={<FolderOpen />} onClick={() => void importFolder()}>
            {t('worklist.empty.folder')}
          </Button>
          <Button icon={<FileSpreadsheet />} onClick={() => void importRecords('files')}>
            {t('recordImport.menu.files')}
          </Button>
          <Button icon={<UserRound />} onClick={() => void importSamples()}>
            {t('worklist.empty.samples')}
          </Button>
        </>
      }
    >
      {t('worklist.empty.text')}
    </EmptyState>
  )
}
