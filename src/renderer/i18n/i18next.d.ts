import 'i18next'
import type { en } from './en'

/** The keys count, not the English words: with literal texts the compiler would work for minutes. */
type Texts<T> = { [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: Texts<typeof en> }
    returnNull: false
  }
}
