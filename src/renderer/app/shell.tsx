import { lazy, Suspense, useEffect, type ReactNode } from 'react'
import { ScanSearch } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { DropZone } from '../features/import/drop-zone'
import { ImportReport } from '../features/import/import-report'
import { PicturesDialog } from '../features/import/pictures-dialog'
import { ModelsPage } from '../features/models/models-page'
import { SettingsPage } from '../features/settings/settings-page'
import { WorklistPage } from '../features/worklist/worklist-page'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { Spinner } from '../ui/progress'
import { ToastHost } from '../ui/toast'
import { Banner } from './banner'
import { CheatSheet } from './cheat-sheet'
import { CommandPalette } from './command-palette'
import { keepVaultAwake } from './idle'
import { navigate, useRoute, type Route } from './navigation'
import { closeOverlay, useOverlay } from './overlays'
import { PageBoundary } from './page-boundary'
import { Rail } from './rail'
import { useShellCommands } from './shell-commands'
import { StatusBar } from './status-bar'
import { useWardNotices } from './ward-notices'
import './shell.css'

// The viewer is the heaviest part of the program: it is loaded when the first study opens.
const loadReadPage = () => import('../features/read/read-page')
const ReadPage = lazy(() => loadReadPage().then((module) => ({ default: module.ReadPage })))

// Charts are needed here only.
const LocalCheckPage = lazy(() =>
  import('../features/local-check/local-check-page').then((module) => ({ default: module.LocalCheckPage })),
)

const PatientPage = lazy(() =>
  import('../features/patient/patient-page').then((module) => ({ default: module.PatientPage })),
)

// Known observations and their words are needed here only.
const RecordImportsPage = lazy(() =>
  import('../features/import/records/record-imports-page').then((module) => ({
    default: module.RecordImportsPage,
  })),
)

const PreparationPage = lazy(() =>
  import('../features/preparation/preparation-page').then((module) => ({ default: module.PreparationPage })),
)

const WardPage = lazy(() =>
  import('../features/ward/ward-page').then((module) => ({ default: module.WardPage })),
)

/** The workstation around the pages. */
export function Shell() {
  const { t } = useTranslation()
  const route = useRoute()
  useShellCommands()
  useWardNotices()
  useEffect(keepVaultAwake, [])
  useEffect(() => {
    // Fetched while the reader still looks at the worklist, so that the first study opens as fast as the others.
    const idle = requestIdleCallback(() => void loadReadPage())
    return () => cancelIdleCallback(idle)
  }, [])
  return (
    <div className="shell">
      <a className="shell__skip" href="#page" onClick={focusPage}>
        {t('shell.skipToPage')}
      </a>
      <Rail />
      <Banner />
      <main id="page" tabIndex={-1} className="shell__page">
        <PageBoundary key={route.page}>
          <Page route={route} />
        </PageBoundary>
      </main>
      <StatusBar />
      <DropZone />
      <ToastHost />
      <OverlayHost />
    </div>
  )
}

/** Moves the focus without touching the address, which holds the route. */
function focusPage(event: { preventDefault(): void }): void {
  event.preventDefault()
  document.getElementById('page')?.focus()
}

function Page({ route }: { route: Route }): ReactNode {
  switch (route.page) {
    case 'worklist':
      return route.imports ? (
        <Suspense fallback={<Waiting />}>
          <RecordImportsPage view={route.imports} />
        </Suspense>
      ) : (
        <WorklistPage />
      )
    case 'read':
      return route.studyId === null ? (
        <NoStudy />
      ) : (
        <Suspense fallback={<Waiting />}>
          <ReadPage key={route.studyId} studyId={route.studyId} />
        </Suspense>
      )
    case 'patient':
      return route.patientId === null ? (
        <Suspense fallback={<Waiting />}>
          <WardPage />
        </Suspense>
      ) : (
        <Suspense fallback={<Waiting />}>
          <PatientPage key={route.patientId} patientId={route.patientId} />
        </Suspense>
      )
    case 'models':
      return route.check ? (
        <Suspense fallback={<Waiting />}>
          <LocalCheckPage modelId={route.modelId} />
        </Suspense>
      ) : (
        <ModelsPage modelId={route.modelId} />
      )
    case 'preparation':
      return (
        <Suspense fallback={<Waiting />}>
          <PreparationPage />
        </Suspense>
      )
    case 'settings':
      return <SettingsPage section={route.section} />
  }
}

function Waiting() {
  const { t } = useTranslation()
  return (
    <div className="shell__waiting" role="status">
      <Spinner size={20} />
      {t('common.loading')}
    </div>
  )
}

function NoStudy() {
  const { t } = useTranslation()
  return (
    <>
      <h1 className="visually-hidden">{t('shell.page.read')}</h1>
      <EmptyState
        icon={<ScanSearch />}
        title={t('read.noStudy')}
        actions={
          <Button tone="primary" onClick={() => navigate({ page: 'worklist' })}>
            {t('read.toWorklist')}
          </Button>
        }
      >
        {t('read.noStudyHint')}
      </EmptyState>
    </>
  )
}

function OverlayHost(): ReactNode {
  const overlay = useOverlay((state) => state.overlay)
  switch (overlay?.kind) {
    case 'palette':
      return <CommandPalette onClose={closeOverlay} />
    case 'cheat-sheet':
      return <CheatSheet onClose={closeOverlay} />
    case 'import-report':
      return <ImportReport jobId={overlay.jobId} onClose={closeOverlay} />
    case 'pictures':
      return <PicturesDialog onClose={closeOverlay} />
    case undefined:
      return null
  }
}
