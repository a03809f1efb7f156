import { useTranslation } from 'react-i18next'
import { rejectReasons } from '../../../../shared/domain/record/read-item'
import { heldSentence } from './held-sentences'

/** Why a row was not taken, in words. */
export function useReasonText(): (code: string) => string {
  const { t } = useTranslation()
  return (code) => {
    const reason = rejectReasons.find((one) => one === code)
    return reason ? t(`recordImport.reason.${reason}`) : code
  }
}

/** What exactly is wrong, as one sentence; the reader's own words for it stay off the screen. */
export function useWhyText(): (reason: string, detail: string) => string {
  const { t } = useTranslation()
  return (reason, detail) => {
    const sentence = heldSentence(reason, detail)
    if (sentence.key !== 'general') return t(`recordImport.why.${sentence.key}`, sentence.parameters).trim()
    const general = t(`recordImport.whyGeneral.${sentence.reason}`)
    const { quote } = sentence.parameters
    return quote === '' ? general : t('recordImport.whyQuote', { general, quote })
  }
}

/** An HL7 message by its control id, and a segment of it by name and number. */
const messagePlace = /^message (?<message>.+?)(?: (?<segment>[A-Z][A-Z0-9]{2} \d+))?$/su

/** An element of a bundle or a list by its number, and what a file has once. */
const numberedPlace = /^(?<word>entry|behind entry|resource|header|end)(?: (?<number>[\d.]+)(?: \(.+\))?)?$/u
const placeKeys = {
  entry: 'entry',
  'behind entry': 'behind',
  resource: 'resource',
  header: 'header',
  end: 'end',
} as const
const placeKey = (word: string) => placeKeys[word as keyof typeof placeKeys]

/** Where in its file a row stands: its line, and its column where one is told; else as the reader names it. */
export function usePlaceText(): (position: string | number) => string {
  const { t } = useTranslation()
  return (position) => {
    const text = String(position)
    const told = messagePlace.exec(text)?.groups
    if (told)
      return t('recordImport.held.message', {
        message: told['message'] ?? '',
        segment: told['segment'] ?? '',
      })
    const { word, number } = numberedPlace.exec(text)?.groups ?? {}
    if (word !== undefined) return t(`recordImport.held.places.${placeKey(word)}`, { number: number ?? '' })
    const [, line, column] = /^(?:line |row )?(\d+)(?:, (.+))?$/su.exec(text) ?? []
    if (line === undefined) return text
    return column === undefined
      ? t('recordImport.held.line', { line })
      : t('recordImport.held.lineColumn', { line, column })
  }
}
