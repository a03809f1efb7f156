import { Activity, Boxes, List, ScanLine, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Tooltip } from '../ui/tooltip'
import { useShortcutOf } from './commands'
import { navigate, navigateToPatients, useRoute, type PageName, type Route } from './navigation'

const pages: readonly { route: Route; command: string; icon: ReactNode }[] = [
  { route: { page: 'worklist' }, command: 'go.worklist', icon: <List /> },
  { route: { page: 'read', studyId: null }, command: 'go.read', icon: <ScanLine /> },
  { route: { page: 'patient', patientId: null }, command: 'go.patient', icon: <Activity /> },
  { route: { page: 'models', modelId: null }, command: 'go.models', icon: <Boxes /> },
  { route: { page: 'settings', section: 'security' }, command: 'go.settings', icon: <Settings2 /> },
]

/** The pages, with icon and word. */
export function Rail() {
  const { t } = useTranslation()
  const shown = useRoute().page
  // The workshop lies behind Models.
  const current = shown === 'preparation' ? 'models' : shown
  return (
    <nav className="rail" aria-label={t('shell.pages')}>
      {pages.map(({ route, command, icon }) => (
        <RailButton
          key={route.page}
          page={route.page}
          current={current}
          command={command}
          icon={icon}
          route={route}
        />
      ))}
    </nav>
  )
}

interface RailButtonProps {
  page: PageName
  current: PageName
  command: string
  icon: ReactNode
  route: Route
}

function RailButton({ page, current, command, icon, route }: RailButtonProps) {
  const { t } = useTranslation()
  const shortcut = useShortcutOf(command)
  const name = t(`shell.page.${page}`)
  return (
    <Tooltip text={name} shortcut={shortcut} placement="right" nameOnly className="rail__slot">
      <button
        type="button"
        className="rail__button"
        aria-current={page === current ? 'page' : undefined}
        onClick={() => (page === 'patient' ? navigateToPatients() : navigate(route))}
      >
        {icon}
        <span>{name}</span>
      </button>
    </Tooltip>
  )
}
