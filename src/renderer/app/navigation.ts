/** Where the window is: kept in the address's fragment, so that reload and history work. */
import { create } from 'zustand'

export type SettingsSection = 'security' | 'language' | 'appearance' | 'viewer' | 'inference' | 'about'
export const settingsSections: readonly SettingsSection[] = [
  'security',
  'language',
  'appearance',
  'viewer',
  'inference',
  'about',
]

/** Screens of record imports, below the worklist. */
export type ImportsView = 'new' | 'list' | 'quarantine' | 'people'
const importsViews: readonly ImportsView[] = ['new', 'list', 'quarantine', 'people']

export type Route =
  | { page: 'worklist'; imports?: ImportsView }
  /** studyId is null when no study has been opened yet */
  | { page: 'read'; studyId: string | null }
  /** patientId is null for the ward: all who have a record */
  | { page: 'patient'; patientId: string | null }
  /** modelId: `id@version`, or an id alone; `check`: its local check */
  | { page: 'models'; modelId: string | null; check?: true }
  /** the workshop for tables, reached from Models */
  | { page: 'preparation' }
  | { page: 'settings'; section: SettingsSection }

export type PageName = Route['page']

export function parseRoute(fragment: string): Route {
  const [page = '', rest = '', view = ''] = fragment.replace(/^#?\/?/, '').split('/')
  const detail = decodeURIComponent(rest)
  if (page === 'read') return { page, studyId: detail || null }
  if (page === 'patient') return { page, patientId: detail || null }
  if (page === 'models') return { page, modelId: detail || null, ...(view === 'check' && { check: true }) }
  if (page === 'preparation') return { page }
  if (page === 'settings') {
    return { page, section: settingsSections.find((section) => section === detail) ?? 'security' }
  }
  const imports =
    page === 'worklist' && detail === 'imports' ? importsViews.find((one) => one === view) : undefined
  return imports ? { page: 'worklist', imports } : { page: 'worklist' }
}

export function formatRoute(route: Route): string {
  if (route.page === 'worklist' && route.imports) return `#/worklist/imports/${route.imports}`
  const detail =
    route.page === 'read'
      ? route.studyId
      : route.page === 'patient'
        ? route.patientId
        : route.page === 'models'
          ? route.modelId
          : route.page === 'settings'
            ? route.section
            : null
  const address = `#/${route.page}${detail ? `/${encodeURIComponent(detail)}` : ''}`
  return route.page === 'models' && detail && route.check ? `${address}/check` : address
}

interface Navigation {
  route: Route
  /** The study that Read shows, and returns to from another page. */
  lastStudyId: string | null
  /** The patient that Patient shows, and returns to from another page. */
  lastPatientId: string | null
}

const initial = (): Navigation => {
  const route = parseRoute(typeof location === 'undefined' ? '' : location.hash)
  return {
    route,
    lastStudyId: route.page === 'read' ? route.studyId : null,
    lastPatientId: route.page === 'patient' ? route.patientId : null,
  }
}

export const useNavigation = create<Navigation>(initial)

export const useRoute = (): Route => useNavigation((state) => state.route)

/** Shows a route. `read` without a study returns to the one that was open last. */
export function navigate(wanted: Route): void {
  const { lastStudyId } = useNavigation.getState()
  const route: Route =
    wanted.page === 'read' ? { page: 'read', studyId: wanted.studyId ?? lastStudyId } : wanted
  useNavigation.setState((state) => ({
    route,
    lastStudyId: route.page === 'read' ? route.studyId : lastStudyId,
    lastPatientId: route.page === 'patient' ? route.patientId : state.lastPatientId,
  }))
  const address = formatRoute(route)
  if (location.hash !== address) history.pushState(null, '', address)
}

/** To the patient that was open last; from a patient, and where none was, to the ward. */
export function navigateToPatients(): void {
  const { route, lastPatientId } = useNavigation.getState()
  navigate({ page: 'patient', patientId: route.page === 'patient' ? null : lastPatientId })
}

/** Forgets the open patient: the vault was locked. */
export function forgetPatient(): void {
  useNavigation.setState({ lastPatientId: null })
  if (useNavigation.getState().route.page !== 'patient') return
  useNavigation.setState({ route: { page: 'worklist' } })
  history.replaceState(null, '', formatRoute({ page: 'worklist' }))
}

/** Forgets the open study (the vault was locked, or the study went to the trash). */
export function forgetStudy(studyId?: string): void {
  const { lastStudyId, route } = useNavigation.getState()
  if (studyId !== undefined && lastStudyId !== studyId) return
  useNavigation.setState({ lastStudyId: null })
  if (route.page === 'read') {
    useNavigation.setState({ route: { page: 'worklist' } })
    history.replaceState(null, '', formatRoute({ page: 'worklist' }))
  }
}

/** Follows the window's history. Called once; returns its unsubscribe function. */
export function followHistory(): () => void {
  const follow = () => {
    const route = parseRoute(location.hash)
    useNavigation.setState((state) => ({
      route,
      lastStudyId: route.page === 'read' && route.studyId ? route.studyId : state.lastStudyId,
      lastPatientId: route.page === 'patient' ? route.patientId : state.lastPatientId,
    }))
  }
  window.addEventListener('popstate', follow)
  return () => window.removeEventListener('popstate', follow)
}
