import { useTranslation } from 'react-i18next'
import { setLanguage, setTheme, useLanguage, useTheme } from '../../app/preferences'
import { languages } from '../../i18n/i18n'
import { Segmented } from '../../ui/segmented'
import { SettingsGroup } from './settings-group'

export function LanguageSettings() {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={t('settings.language.title')} text={t('settings.language.text')}>
      <Segmented
        label={t('settings.language.title')}
        value={useLanguage()}
        options={languages.map(({ value, name }) => ({ value, label: <span lang={value}>{name}</span> }))}
        onValue={(language) => void setLanguage(language)}
      />
    </SettingsGroup>
  )
}

export function AppearanceSettings() {
  const { t } = useTranslation()
  return (
    <SettingsGroup title={t('settings.appearance.title')} text={t('settings.appearance.text')}>
      <Segmented
        label={t('settings.appearance.title')}
        value={useTheme()}
        options={[
          { value: 'dark', label: t('settings.appearance.dark') },
          { value: 'light', label: t('settings.appearance.light') },
        ]}
        onValue={(theme) => void setTheme(theme)}
      />
    </SettingsGroup>
  )
}
