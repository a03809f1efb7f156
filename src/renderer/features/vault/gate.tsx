import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Mark } from '../../app/banner'
import { PreferenceSwitches } from '../../app/preference-switches'
import { UseNotice } from '../../app/use-notice'
import './gate.css'

/** The frame of the screens before the vault is open: one card, with the notice of use and the language below. */
export function Gate({ title, wide, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="gate">
      <header className="gate__brand">
        <Mark size={22} />
        <span>{t('shell.product')}</span>
      </header>
      <main className="gate__main">
        <div className={wide ? 'gate__card gate__card--wide' : 'gate__card'}>
          <h1>{title}</h1>
          {children}
        </div>
      </main>
      <footer className="status-bar gate__foot" aria-label={t('shell.statusBar')}>
        <UseNotice />
        <span className="status-bar__gap" />
        <PreferenceSwitches />
      </footer>
    </div>
  )
}
