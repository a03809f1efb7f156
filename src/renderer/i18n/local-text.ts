import type { LocalText } from '../../shared/domain/models/local-text'
import type { Language } from '../../shared/domain/settings/settings'

/** The text in the language of the interface; a plain string is the same in all. */
export const localText = (text: LocalText | string, language: Language): string =>
  typeof text === 'string' ? text : text[language]
