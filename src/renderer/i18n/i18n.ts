/** The interface's two languages. Catalogues ship with the program; switching needs no restart. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../../shared/domain/settings/settings'
import { en } from './en'
import { zhCN } from './zh-CN'

export const languages: readonly { value: Language; name: string }[] = [
  { value: 'en', name: 'English' },
  { value: 'zh-CN', name: '简体中文' },
]

/** Must be awaited once before the first render. */
export async function startTranslations(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCN } },
    interpolation: { escapeValue: false },
    returnNull: false,
    // A key that is missing shows itself: catalogues are checked at build time, so none is.
    parseMissingKeyHandler: (key) => key,
  })
}

/** The language to use: the chosen one, else the operating system's when the program speaks it, else English. */
export function resolveLanguage(chosen: Language | null, systemLanguage: string): Language {
  if (chosen) return chosen
  return /^zh\b/i.test(systemLanguage) ? 'zh-CN' : 'en'
}

/** Switches every text at once and tells assistive technology and the font selection. */
export function applyLanguage(language: Language): void {
  document.documentElement.lang = language
  if (i18next.language !== language) void i18next.changeLanguage(language)
}
