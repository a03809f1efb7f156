import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate, settingsSections, type SettingsSection } from '../../app/navigation'
import { AboutSettings } from './about-settings'
import { AppearanceSettings, LanguageSettings } from './appearance-settings'
import { InferenceSettings } from './inference-settings'
import { SecuritySettings } from './security-settings'
import { ViewerSettings } from './viewer-settings'
import './settings.css'

const contents: Record<SettingsSection, () => ReactNode> = {
  security: () => <SecuritySettings />,
  language: () => <LanguageSettings />,
  appearance: () => <AppearanceSettings />,
  viewer: () => <ViewerSettings />,
  inference: () => <InferenceSettings />,
  about: () => <AboutSettings />,
}

/** Preferences by section; every change is saved at once. */
export function SettingsPage({ section }: { section: SettingsSection }) {
  const { t } = useTranslation()
  return (
    <div className="settings">
      <nav className="settings__sections" aria-label={t('settings.sections')}>
        <h1>{t('settings.title')}</h1>
        {settingsSections.map((name) => (
          <button
            key={name}
            type="button"
            className="settings__link"
            aria-current={name === section ? 'page' : undefined}
            onClick={() => navigate({ page: 'settings', section: name })}
          >
            {t(`settings.section.${name}`)}
          </button>
        ))}
      </nav>
      <div className="settings__content">{contents[section]()}</div>
    </div>
  )
}
