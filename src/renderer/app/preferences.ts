/** Language and theme: applied to the document at once, saved by main. */
import { useEffect } from 'react'
import type { Language, Settings, SettingsPatch, Theme } from '../../shared/domain/settings/settings'
import { call, errorOf, queryKey, useAppInfo, useSettings } from '../bridge'
import { applyLanguage, resolveLanguage } from '../i18n/i18n'
import { showToast } from '../ui/toast'
import { queryClient } from './query-client'
import i18next from 'i18next'

const merge = (settings: Settings, patch: SettingsPatch): Settings =>
  ({ ...settings, ...patch, viewer: { ...settings.viewer, ...patch.viewer } }) as Settings

/** Saves a change of the settings; shown at once, taken back when main refuses it. */
export async function updateSettings(patch: SettingsPatch): Promise<void> {
  const key = queryKey('settings:get')
  const before = queryClient.getQueryData<Settings>(key)
  if (before) queryClient.setQueryData(key, merge(before, patch))
  try {
    queryClient.setQueryData(key, await call('settings:update', patch))
  } catch (thrown) {
    if (before) queryClient.setQueryData(key, before)
    showToast({ tone: 'danger', text: i18next.t(`errors.${errorOf(thrown).code}.title`) })
  }
}

export const setTheme = (theme: Theme): Promise<void> => updateSettings({ theme })
export const setLanguage = (language: Language): Promise<void> => updateSettings({ language })

/** The language in use: chosen, or the operating system's. */
export function useLanguage(): Language {
  const settings = useSettings()
  const info = useAppInfo()
  return resolveLanguage(settings.data?.language ?? null, info.data?.systemLanguage ?? 'en')
}

export const useTheme = (): Theme => useSettings().data?.theme ?? 'dark'

/** Puts language and theme on the document whenever they change. */
export function useAppliedPreferences(): void {
  const language = useLanguage()
  const theme = useTheme()
  useEffect(() => applyLanguage(language), [language])
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
}
