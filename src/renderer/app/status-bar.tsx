import { Cpu, LockOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppInfo, useBridgeQuery } from '../bridge'
import { JobsTray } from '../features/jobs/jobs-tray'
import { useWorkshopNews } from '../features/preparation/use-workshop-news'
import { useWorkshopInTray, WorkshopSection } from '../features/preparation/workshop-section'
import { ToneShape, type BadgeTone } from '../ui/badge'
import { Tooltip } from '../ui/tooltip'
import { useShortcutOf } from './commands'
import { navigate } from './navigation'
import { PreferenceSwitches } from './preference-switches'
import { lockVault } from './shell-commands'
import { UseNotice } from './use-notice'
import './status-bar.css'

/** Jobs, models, vault, the notice of use, language and theme. */
export function StatusBar() {
  const { t } = useTranslation()
  useWorkshopNews()
  const workshop = useWorkshopInTray()
  return (
    <footer className="status-bar" aria-label={t('shell.statusBar')}>
      <JobsTray other={{ section: <WorkshopSection />, ...workshop }} />
      <ModelsState />
      <RuntimeNote />
      <span className="status-bar__gap" />
      <UseNotice />
      <LockButton />
      <PreferenceSwitches />
    </footer>
  )
}

function LockButton() {
  const { t } = useTranslation()
  const shortcut = useShortcutOf('vault.lock')
  return (
    <Tooltip text={t('shell.lock')} shortcut={shortcut} placement="top" nameOnly>
      <button type="button" className="status-item" onClick={() => void lockVault()}>
        <LockOpen aria-hidden="true" />
        <span>{t('shell.unlocked')}</span>
        <span className="visually-hidden">: {t('shell.lock')}</span>
      </button>
    </Tooltip>
  )
}

function ModelsState() {
  const { t } = useTranslation()
  const models = useBridgeQuery('models:list', [])
  const list = models.data ?? []
  const providers = list.flatMap(({ retired, state }) =>
    state.state === 'available' && !retired ? [state.provider.toUpperCase()] : [],
  )
  const quarantined = list.filter(({ state }) => state.state === 'quarantined').length
  let tone: BadgeTone = 'neutral'
  let text = t('shell.model.none')
  if (quarantined > 0) {
    tone = 'danger'
    text = t('shell.model.quarantined', { count: quarantined })
  } else if (models.isPending || list.some(({ state }) => state.state === 'loading')) {
    text = t('shell.model.loading')
  } else if (providers.length > 0) {
    tone = 'good'
    text = t('shell.model.available', {
      count: providers.length,
      providers: [...new Set(providers)].sort().join(', '),
    })
  }
  return (
    <button type="button" className="status-item" onClick={() => navigate({ page: 'models', modelId: null })}>
      <Cpu aria-hidden="true" />
      <ToneShape tone={tone} />
      <span className="clip">{text}</span>
    </button>
  )
}

function RuntimeNote() {
  const { t } = useTranslation()
  const info = useAppInfo()
  if (info.data?.runtimeIsOfficial !== false) return null
  return (
    <Tooltip text={t('shell.unofficialRuntimeHint')} placement="top" className="status-bar__runtime">
      <button
        type="button"
        className="status-item"
        onClick={() => navigate({ page: 'settings', section: 'about' })}
      >
        <ToneShape tone="info" />
        <span className="clip">{t('shell.unofficialRuntime')}</span>
      </button>
    </Tooltip>
  )
}
