import { Languages, Moon, Sun } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/i18n'
import { Menu } from '../ui/menu'
import { Tooltip } from '../ui/tooltip'
import { setLanguage, setTheme, useLanguage, useTheme } from './preferences'
import './status-bar.css'

/** Language and theme; also on the vault's screens. */
export function PreferenceSwitches() {
  const { t } = useTranslation()
  const language = useLanguage()
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  const themeName = t(other === 'light' ? 'shell.theme.toLight' : 'shell.theme.toDark')
  return (
    <>
      <Menu
        label={t('shell.language')}
        items={languages.map(({ value, name }) => ({
          id: value,
          label: name,
          onSelect: () => void setLanguage(value),
        }))}
        trigger={(trigger) => (
          <button type="button" className="status-item" {...trigger}>
            <Languages aria-hidden="true" />
            <span className="visually-hidden">{t('shell.language')}: </span>
            <span>{languages.find(({ value }) => value === language)?.name}</span>
          </button>
        )}
      />
      <Tooltip text={themeName} placement="top" nameOnly>
        <button
          type="button"
          className="status-item"
          aria-label={themeName}
          onClick={() => void setTheme(other)}
        >
          {theme === 'dark' ? <Sun aria-hidden="true" /> : <Moon aria-hidden="true" />}
        </button>
      </Tooltip>
    </>
  )
}
