import { ArrowLeft, FileSpreadsheet, FolderTree } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type ImportsView, navigate } from '../../../app/navigation'
import { importRecords } from '../../../app/record-import'
import { useBridgeQuery } from '../../../bridge'
import { Button } from '../../../ui/button'
import { IconButton } from '../../../ui/icon-button'
import { Tabs } from '../../../ui/tabs'
import { HeldView } from './held-view'
import { IntakeList } from './intake-list'
import { NewImportView } from './new-import-view'
import { pairsTogether, SamePersonView } from './same-person-view'
import './record-imports.css'

const views: readonly ImportsView[] = ['new', 'list', 'quarantine', 'people']

/** Imports of records: a new one, those that were, rows that were held back, and patients that may be one person. */
export function RecordImportsPage({ view }: { view: ImportsView }) {
  const { t } = useTranslation()
  const waiting = useBridgeQuery('recordImport:heldCounts', [{ intakeId: null }]).data?.reduce(
    (sum, one) => sum + one.waiting,
    0,
  )
  const suggested = useBridgeQuery('people:suggestions', [{ patientId: null, limit: pairsTogether }]).data
  const counts: Partial<Record<ImportsView, number | undefined>> = {
    quarantine: waiting,
    people: suggested && suggested.pairs.length + suggested.more,
  }
  return (
    <div className="record-imports">
      <header className="record-imports__head">
        <IconButton
          label={t('recordImport.back')}
          icon={<ArrowLeft />}
          onClick={() => navigate({ page: 'worklist' })}
        />
        <h1>{t('recordImport.title')}</h1>
        <Button icon={<FileSpreadsheet />} onClick={() => void importRecords('files')}>
          {t('recordImport.chooseFiles')}
        </Button>
        <Button icon={<FolderTree />} onClick={() => void importRecords('folder')}>
          {t('recordImport.chooseFolder')}
        </Button>
      </header>
      <Tabs<ImportsView>
        label={t('recordImport.title')}
        value={view}
        onValue={(imports) => navigate({ page: 'worklist', imports })}
        items={views.map((value) => ({
          value,
          label: (
            <>
              {t(`recordImport.view.${value}`)}
              {(counts[value] ?? 0) > 0 && (
                <span className="record-imports__count tabular">
                  {t('recordImport.countMark', { count: counts[value] ?? 0 })}
                </span>
              )}
            </>
          ),
          content: value === view ? <View view={value} /> : null,
        }))}
      />
    </div>
  )
}

function View({ view }: { view: ImportsView }) {
  switch (view) {
    case 'new':
      return <NewImportView />
    case 'list':
      return <IntakeList />
    case 'quarantine':
      return <HeldView />
    case 'people':
      return <SamePersonView />
  }
}
