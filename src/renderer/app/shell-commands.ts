import i18next from 'i18next'
import { call, errorOf, queryKey, useSettings } from '../bridge'
import { showToast, undoNewestToast } from '../ui/toast'
import { useCommands, type Command } from './commands'
import { reporting } from './import-actions'
import {
  navigate,
  navigateToPatients,
  settingsSections,
  type Route,
  type SettingsSection,
} from './navigation'
import { closeOverlay, openOverlay, useOverlay } from './overlays'
import { importRecords } from './record-import'
import { openSampleWard, removeSampleWard } from './sample-ward'
import { setLanguage, setTheme, useLanguage, useTheme } from './preferences'
import { queryClient } from './query-client'
import type { TextKey } from '../i18n/text-key'

/** Locks at once: the window forgets everything before main answers. */
export async function lockVault(): Promise<void> {
  try {
    queryClient.setQueryData(queryKey('vault:status'), await call('vault:lock'))
  } catch (thrown) {
    showToast({ tone: 'danger', text: i18next.t(`errors.${errorOf(thrown).code}.title`) })
  }
}

const go = (id: string, titleKey: TextKey, key: string, route: Route): Command => ({
  id,
  titleKey,
  group: 'go',
  shortcuts: [key],
  run: () => navigate(route),
})

const pageCommands: readonly Command[] = [
  go('go.worklist', 'commands.goWorklist', 'Alt+1', { page: 'worklist' }),
  go('go.read', 'commands.goRead', 'Alt+2', { page: 'read', studyId: null }),
  {
    id: 'go.patient',
    titleKey: 'commands.goPatient',
    group: 'go',
    shortcuts: ['Alt+3'],
    run: navigateToPatients,
  },
  {
    id: 'go.ward',
    titleKey: 'commands.goWard',
    group: 'go',
    run: () => navigate({ page: 'patient', patientId: null }),
  },
  go('go.models', 'commands.goModels', 'Alt+4', { page: 'models', modelId: null }),
  go('go.settings', 'commands.goSettings', 'Alt+5', { page: 'settings', section: 'security' }),
]

const sectionTitles: Record<SettingsSection, TextKey> = {
  security: 'commands.settingsSecurity',
  language: 'commands.settingsLanguage',
  appearance: 'commands.settingsAppearance',
  viewer: 'commands.settingsViewer',
  inference: 'queue.command.settings',
  about: 'commands.settingsAbout',
}

const fixedCommands: readonly Command[] = [
  ...pageCommands,
  ...settingsSections.map((section): Command => ({
    id: `go.settings.${section}`,
    titleKey: sectionTitles[section],
    group: 'go',
    run: () => navigate({ page: 'settings', section }),
  })),
  {
    id: 'records.importFiles',
    titleKey: 'commands.importRecordFiles',
    group: 'worklist',
    run: () => void importRecords('files'),
  },
  {
    id: 'records.importFolder',
    titleKey: 'commands.importRecordFolder',
    group: 'worklist',
    run: () => void importRecords('folder'),
  },
  {
    id: 'go.recordImports',
    titleKey: 'commands.goRecordImports',
    group: 'go',
    run: () => navigate({ page: 'worklist', imports: 'list' }),
  },
  {
    id: 'go.quarantine',
    titleKey: 'commands.goQuarantine',
    group: 'go',
    run: () => navigate({ page: 'worklist', imports: 'quarantine' }),
  },
  {
    id: 'go.preparation',
    titleKey: 'preparation.command',
    group: 'go',
    run: () => navigate({ page: 'preparation' }),
  },
  {
    id: 'ward.openSample',
    titleKey: 'ward.sample.command',
    group: 'patient',
    run: openSampleWard,
  },
  {
    id: 'ward.removeSample',
    titleKey: 'ward.sample.removeCommand',
    group: 'patient',
    run: () => void removeSampleWard(),
  },
  {
    id: 'vault.lock',
    titleKey: 'commands.lock',
    group: 'vault',
    shortcuts: ['Mod+L'],
    run: () => void lockVault(),
  },
  {
    id: 'app.palette',
    titleKey: 'commands.palette',
    group: 'help',
    shortcuts: ['Mod+K'],
    run: () =>
      useOverlay.getState().overlay?.kind === 'palette' ? closeOverlay() : openOverlay({ kind: 'palette' }),
  },
  {
    id: 'app.cheatSheet',
    titleKey: 'commands.cheatSheet',
    group: 'help',
    shortcuts: ['?'],
    run: () => openOverlay({ kind: 'cheat-sheet' }),
  },
  {
    id: 'app.undo',
    titleKey: 'commands.undo',
    group: 'help',
    shortcuts: ['Mod+Z'],
    run: () => void undoNewestToast(),
  },
]

/** The commands that work on every page. */
export function useShellCommands(): void {
  const language = useLanguage()
  const theme = useTheme()
  const paused = useSettings().data?.inference.queuePaused ?? false
  useCommands(
    () => [
      ...fixedCommands,
      {
        id: 'queue.pause',
        titleKey: paused ? 'queue.command.resume' : 'queue.command.pause',
        group: 'worklist',
        shortcuts: ['Alt+P'],
        run: () => void reporting(call('queue:pause', { paused: !paused, modelId: null })),
      },
      theme === 'dark'
        ? {
            id: 'view.theme',
            titleKey: 'commands.themeLight',
            group: 'view',
            run: () => void setTheme('light'),
          }
        : {
            id: 'view.theme',
            titleKey: 'commands.themeDark',
            group: 'view',
            run: () => void setTheme('dark'),
          },
      language === 'en'
        ? {
            id: 'view.language',
            titleKey: 'commands.languageChinese',
            group: 'view',
            run: () => void setLanguage('zh-CN'),
          }
        : {
            id: 'view.language',
            titleKey: 'commands.languageEnglish',
            group: 'view',
            run: () => void setLanguage('en'),
          },
    ],
    [language, theme, paused],
  )
}
