import {
  Boxes,
  ChevronDown,
  FilterX,
  FolderOpen,
  FileSpreadsheet,
  FileText,
  FolderTree,
  History,
  Layers,
  ListFilter,
  PanelRight,
  ScanSearch,
  Search,
  Trash2,
  Upload,
  UserRound,
  X,
} from 'lucide-react'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { urgencies } from '../../../shared/domain/worklist/triage'
import { ReadingStatus, type StudyRow } from '../../../shared/domain/worklist/worklist'
import { useShortcutOf } from '../../app/commands'
import { importFiles, importFolder, importSamples } from '../../app/import-actions'
import { navigate } from '../../app/navigation'
import { importRecords } from '../../app/record-import'
import { useBridgeQuery, useQueue } from '../../bridge'
import { toLanguage } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { DateField } from '../../ui/date-field'
import { IconButton } from '../../ui/icon-button'
import { KeyCaps } from '../../ui/key-caps'
import { Menu } from '../../ui/menu'
import { PopoverButton } from '../../ui/popover-button'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { datePresets } from './date-presets'
import { analyseList, analyseMissing, analyseStudies } from './queue-actions'
import { chosenStudies } from './study-actions'
import { UrgencyShape } from './urgency-mark'
import { clearFilters, isFiltered, setFilters, togglePreview, useWorklist } from './worklist-store'

interface FilterBarProps {
  searchField: Ref<HTMLInputElement>
  modalities: readonly string[]
  /** null until known */
  total: number | null
  busy: boolean
  selected: StudyRow | null
}

/** Search, filters, import: one row above the table. */
export function FilterBar({ searchField, modalities, total, busy, selected }: FilterBarProps) {
  const { t } = useTranslation()
  const { filters, marked, previewOpen } = useWorklist()
  const clearKey = useShortcutOf('worklist.clear')
  const trashKey = useShortcutOf('worklist.trashView')
  return (
    <div className="filter-bar" role="search" aria-label={t('worklist.filter.label')}>
      <SearchField searchField={searchField} />
      <ModalityFilter modalities={modalities} />
      <DateFilter />
      <StatusFilter />
      <UrgencyFilter />
      <IconButton
        label={t('worklist.filter.trash')}
        icon={<Trash2 />}
        pressed={filters.trashed}
        shortcut={trashKey}
        onClick={() => setFilters({ trashed: !filters.trashed })}
      />
      {isFiltered(filters) && (
        <IconButton
          label={t('worklist.filter.clear')}
          icon={<FilterX />}
          shortcut={clearKey}
          onClick={clearFilters}
        />
      )}
      <span className="filter-bar__count" role="status">
        {busy
          ? t('worklist.searching')
          : total !== null && t(filters.trashed ? 'worklist.countTrash' : 'worklist.count', { count: total })}
        {marked.size > 0 && ` · ${t('worklist.marked', { count: marked.size })}`}
      </span>
      <AnalyseMenu total={total ?? 0} selected={selected} />
      <ImportMenu />
      <IconButton
        label={t(previewOpen ? 'worklist.preview.hide' : 'worklist.preview.show')}
        icon={<PanelRight />}
        pressed={previewOpen}
        onClick={togglePreview}
      />
    </div>
  )
}

function SearchField({ searchField }: { searchField: Ref<HTMLInputElement> }) {
  const { t } = useTranslation()
  const text = useWorklist((state) => state.filters.text)
  const shortcut = useShortcutOf('worklist.search')
  return (
    <TextField
      ref={searchField}
      type="search"
      label={t('worklist.search')}
      labelHidden
      className="filter-bar__search"
      icon={<Search aria-hidden="true" />}
      placeholder={t('worklist.searchPlaceholder')}
      maxLength={200}
      value={text}
      onChange={(event) => setFilters({ text: event.target.value })}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          event.preventDefault()
          setFilters({ text: '' })
        } else if (event.key === 'ArrowDown') {
          event.preventDefault()
          document.querySelector<HTMLElement>('[role="grid"]')?.focus()
        }
      }}
      trailing={
        text === '' ? (
          shortcut && <KeyCaps shortcut={shortcut} />
        ) : (
          <IconButton
            size="small"
            label={t('worklist.clearSearch')}
            icon={<X />}
            onClick={() => setFilters({ text: '' })}
          />
        )
      }
    />
  )
}

function ModalityFilter({ modalities }: { modalities: readonly string[] }) {
  const { t } = useTranslation()
  const chosen = useWorklist((state) => state.filters.modalities)
  const offered = [...new Set([...modalities, ...chosen])].sort()
  return (
    <PopoverButton
      label={t('worklist.filter.modality')}
      className="button filter-bar__button"
      content={
        <fieldset className="filter-choices">
          <legend className="visually-hidden">{t('worklist.filter.modality')}</legend>
          {offered.length === 0 && <p className="quiet">{t('worklist.filter.noModalities')}</p>}
          {offered.map((modality) => (
            <Checkbox
              key={modality}
              label={modality}
              checked={chosen.includes(modality)}
              onChecked={(checked) =>
                setFilters({
                  modalities: checked ? [...chosen, modality] : chosen.filter((m) => m !== modality),
                })
              }
            />
          ))}
        </fieldset>
      }
    >
      <span className="button__label clip">
        {chosen.length === 0 ? t('worklist.filter.anyModality') : [...chosen].sort().join(', ')}
      </span>
      <ChevronDown aria-hidden="true" />
    </PopoverButton>
  )
}

function DateFilter() {
  const { t } = useTranslation()
  const { datePreset, dateFrom, dateTo } = useWorklist((state) => state.filters)
  const wrongOrder = dateFrom !== null && dateTo !== null && dateFrom > dateTo
  return (
    <div className="filter-bar__dates" role="group" aria-label={t('worklist.filter.date')}>
      <Select
        label={t('worklist.filter.date')}
        labelHidden
        value={datePreset}
        options={datePresets.map((value) => ({ value, label: t(`worklist.filter.dates.${value}`) }))}
        onValue={(value) => setFilters({ datePreset: value })}
      />
      {datePreset === 'custom' && (
        <>
          <DateField
            label={t('worklist.filter.from')}
            labelHidden
            className="filter-bar__date"
            value={dateFrom}
            onDate={(date) => setFilters({ dateFrom: date })}
          />
          <span aria-hidden="true">–</span>
          <DateField
            label={t('worklist.filter.to')}
            labelHidden
            className="filter-bar__date"
            value={dateTo}
            onDate={(date) => setFilters({ dateTo: date })}
          />
          {wrongOrder && (
            <span className="filter-bar__problem" role="alert">
              {t('worklist.filter.wrongOrder')}
            </span>
          )}
        </>
      )}
    </div>
  )
}

function StatusFilter() {
  const { t } = useTranslation()
  const chosen = useWorklist((state) => state.filters.statuses)
  return (
    <PopoverButton
      label={t('worklist.filter.status')}
      className="button filter-bar__button"
      content={
        <fieldset className="filter-choices">
          <legend className="visually-hidden">{t('worklist.filter.status')}</legend>
          {ReadingStatus.options.map((status) => (
            <Checkbox
              key={status}
              label={t(`worklist.status.${status}`)}
              checked={chosen.includes(status)}
              onChecked={(checked) =>
                setFilters({ statuses: checked ? [...chosen, status] : chosen.filter((s) => s !== status) })
              }
            />
          ))}
        </fieldset>
      }
    >
      <span className="button__label clip">
        {chosen.length === 0
          ? t('worklist.filter.anyStatus')
          : ReadingStatus.options
              .filter((status) => chosen.includes(status))
              .map((status) => t(`worklist.status.${status}`))
              .join(', ')}
      </span>
      <ChevronDown aria-hidden="true" />
    </PopoverButton>
  )
}

function UrgencyFilter() {
  const { t } = useTranslation()
  const chosen = useWorklist((state) => state.filters.urgencies)
  return (
    <PopoverButton
      label={t('queue.filter')}
      className="button filter-bar__button"
      content={
        <fieldset className="filter-choices">
          <legend className="visually-hidden">{t('queue.filter')}</legend>
          {urgencies.map((urgency) => (
            <Checkbox
              key={urgency}
              label={
                <span className="urgency">
                  <UrgencyShape urgency={urgency} />
                  {t(`queue.urgency.${urgency}`)}
                </span>
              }
              checked={chosen.includes(urgency)}
              onChecked={(checked) =>
                setFilters({
                  urgencies: checked ? [...chosen, urgency] : chosen.filter((u) => u !== urgency),
                })
              }
            />
          ))}
        </fieldset>
      }
    >
      <span className="button__label clip">
        {chosen.length === 0
          ? t('queue.anyUrgency')
          : urgencies
              .filter((urgency) => chosen.includes(urgency))
              .map((urgency) => t(`queue.urgency.${urgency}`))
              .join(', ')}
      </span>
      <ChevronDown aria-hidden="true" />
    </PopoverButton>
  )
}

/** Models that an order can be given to, by name. */
function useModelsOfQueue(): { id: string; title: string }[] {
  const { i18n } = useTranslation()
  const installed = useBridgeQuery('models:list', []).data
  return (useQueue().data?.models ?? [])
    .filter(({ mode }) => mode !== 'off')
    .map(({ id, version }) => {
      const model = installed?.find((each) => each.id === id && each.version === version)
      return { id, title: model?.manifest?.title[toLanguage(i18n.language)] ?? id }
    })
}

function AnalyseMenu({ total, selected }: { total: number; selected: StudyRow | null }) {
  const { t } = useTranslation()
  const studyKey = useShortcutOf('worklist.analyse')
  const listKey = useShortcutOf('worklist.analyseList')
  const trashed = useWorklist((state) => state.filters.trashed)
  const marked = useWorklist((state) => state.marked.size)
  const models = useModelsOfQueue()
  const studies = marked > 0 ? t('queue.analyseMarked', { count: marked }) : t('queue.analyseStudy')
  const nobody = (selected === null && marked === 0) || trashed
  return (
    <Menu
      label={t('queue.menu')}
      items={[
        {
          id: 'study',
          label: studies,
          icon: <FileText />,
          shortcut: studyKey,
          disabled: nobody,
          onSelect: () => void analyseStudies(chosenStudies(selected)),
        },
        ...(models.length > 1 ? models : []).map(({ id, title }) => ({
          id: `study-${id}`,
          label: t('queue.analyseWith', { studies, model: title }),
          icon: <Boxes />,
          disabled: nobody,
          onSelect: () => void analyseStudies(chosenStudies(selected), id),
        })),
        {
          id: 'list',
          label: t('queue.analyseList', { count: total }),
          icon: <ListFilter />,
          shortcut: listKey,
          disabled: total === 0 || trashed,
          onSelect: () => void analyseList(),
        },
        {
          id: 'missing',
          label: t('queue.analyseMissing'),
          icon: <Layers />,
          onSelect: () => void analyseMissing(),
        },
      ]}
      trigger={(trigger) => (
        <Button icon={<ScanSearch />} {...trigger}>
          {t('queue.analyse')}
        </Button>
      )}
    />
  )
}

function ImportMenu() {
  const { t } = useTranslation()
  const filesKey = useShortcutOf('worklist.importFiles')
  const folderKey = useShortcutOf('worklist.importFolder')
  return (
    <Menu
      label={t('worklist.import')}
      items={[
        {
          id: 'files',
          label: t('worklist.importFiles'),
          icon: <Upload />,
          shortcut: filesKey,
          onSelect: () => void importFiles(),
        },
        {
          id: 'folder',
          label: t('worklist.importFolder'),
          icon: <FolderOpen />,
          shortcut: folderKey,
          onSelect: () => void importFolder(),
        },
        {
          id: 'records',
          label: t('recordImport.menu.files'),
          icon: <FileSpreadsheet />,
          onSelect: () => void importRecords('files'),
        },
        {
          id: 'recordsFolder',
          label: t('recordImport.menu.folder'),
          icon: <FolderTree />,
          onSelect: () => void importRecords('folder'),
        },
        {
          id: 'recordImports',
          label: t('recordImport.menu.imports'),
          icon: <History />,
          onSelect: () => navigate({ page: 'worklist', imports: 'list' }),
        },
        {
          id: 'samples',
          label: t('worklist.samples'),
          icon: <UserRound />,
          onSelect: () => void importSamples(),
        },
      ]}
      trigger={(trigger) => (
        <Button tone="primary" icon={<Upload />} {...trigger}>
          {t('worklist.import')}
        </Button>
      )}
    />
  )
}
