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

export type Route =
  | { page: 'worklist' }
  /** studyId is null when no study has been opened yet */
  | { page: 'read'; studyId: string | null }
  /** modelId: `id@version`, or an id alone; `check`: its local check */
  | { page: 'models'; modelId: string | null; check?: true }
  | { page: 'settings'; section: SettingsSection }

export type PageName = Route['page']

export function parseRoute(fragment: string): Route {
  const [page = '', rest = '', view = ''] = fragment.replace(/^#?\/?/, '').split('/')
  const detail = decodeURIComponent(rest)
  if (page === 'read') return { page, studyId: detail || null }
  if (page === 'models') return { page, modelId: detail || null, ...(view === 'check' && { check: true }) }
  if (page === 'settings') {
    return { page, section: settingsSections.find((section) => section === detail) ?? 'security' }
  }
  return { page: 'worklist' }
}

export function formatRoute(route: Route): string {
  const detail =
    route.page === 'read'
      ? route.studyId
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
}

const initial = (): Navigation => {
  const route = parseRoute(typeof location === 'undefined' ? '' : location.hash)
  return { route, lastStudyId: route.page === 'read' ? route.studyId : null }
}

export const useNavigation = create<Navigation>(initial)

export const useRoute = (): Route => useNavigation((state) => state.route)

/** Shows a route. `read` without a study returns to the one that was open last. */
export function navigate(wanted: Route): void {
  const { lastStudyId } = useNavigation.getState()
  const route: Route =
    wanted.page === 'read' ? { page: 'read', studyId: wanted.studyId ?? lastStudyId } : wanted
  useNavigation.setState({ route, lastStudyId: route.page === 'read' ? route.studyId : lastStudyId })
  const address = formatRoute(route)
  if (location.hash !== address) history.pushState(null, '', address)
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
    }))
  }
  window.addEventListener('popstate', follow)
  return () => window.removeEventListener('popstate', follow)
}
