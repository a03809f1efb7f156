/** What a column measures, chosen among known observations or written by hand. */
import { codeSystems, type Concept } from '../../../../shared/domain/record/coding'
import {
  conceptOf,
  type KnownObservation,
  knownObservations,
} from '../../../../shared/domain/record-import/known-observations'
import type { Language } from '../../../../shared/domain/settings/settings'

/** The concept in the unit that is meant: some codes tell masses from amounts of substance. */
export const codedAs = (known: KnownObservation, unit: string, text: string): Concept =>
  conceptOf(known, unit, text)

const hanWord = /\p{Script=Han}/u

/** As it is offered: its name in the language, and its code. */
export function observationLabel(known: KnownObservation, language: Language): string {
  const chinese = known.words.find((word) => hanWord.test(word))
  const name = language === 'zh-CN' && chinese !== undefined ? `${chinese} ${known.display}` : known.display
  return `${name} (${known.loinc.any})`
}

const loincForm = /(?:^|\()\s*(\d{1,7}-\d)\s*\)?\s*$/

/** Check digit after the mod 10 algorithm of the LOINC Users' Guide: doubled every second digit from the right. */
export function isLoinc(code: string): boolean {
  const match = /^(\d{1,7})-(\d)$/.exec(code)
  if (!match) return false
  const sum = [...(match[1] ?? '')].toReversed().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (10 - (sum % 10)) % 10 === Number(match[2])
}

const byCode = new Map(
  knownObservations.flatMap((known) =>
    Object.values(known.loinc).map((code: string) => [code, known] as const),
  ),
)
const plain = (text: string): string => text.normalize('NFKC').trim().toLowerCase().replaceAll(' ', '')
const byWord = new Map(
  knownObservations.flatMap((known) =>
    [known.display, ...known.words].map((word) => [plain(word), known] as const),
  ),
)

export type ObservationChoice =
  | { kind: 'known'; known: KnownObservation }
  | { kind: 'loinc'; code: string }
  /** kept under its own words: nothing finds it by a code */
  | { kind: 'words'; words: string }
  /** a code with a wrong check digit */
  | { kind: 'bad-code'; code: string }

/** What somebody typed or picked: an offered label, a LOINC code, a word for a known observation, or other words. */
export function readChoice(typed: string): ObservationChoice {
  const code = loincForm.exec(typed.trim())?.[1]
  if (code !== undefined) {
    const known = byCode.get(code)
    if (known) return { kind: 'known', known }
    return isLoinc(code) ? { kind: 'loinc', code } : { kind: 'bad-code', code }
  }
  const known = byWord.get(plain(typed))
  return known ? { kind: 'known', known } : { kind: 'words', words: typed.trim() }
}

/** The concept of a choice; `text` are the source's own words. Null where there is none yet. */
export function conceptOfChoice(choice: ObservationChoice, unit: string, text: string): Concept | null {
  switch (choice.kind) {
    case 'known':
      return codedAs(choice.known, unit, text)
    case 'loinc':
      return { codings: [{ system: codeSystems.loinc, code: choice.code }], text }
    case 'words':
      return choice.words === '' ? null : { codings: [], text: choice.words }
    case 'bad-code':
      return null
  }
}

/** The known observation of a concept, if its LOINC code is one's. */
export const knownOf = (concept: Concept): KnownObservation | undefined =>
  concept.codings
    .map(({ system, code }) => (system === codeSystems.loinc ? byCode.get(code) : undefined))
    .find(Boolean)

/** A concept as it stands in its field. */
export function conceptLabel(concept: Concept, language: Language): string {
  const known = knownOf(concept)
  if (known) return observationLabel(known, language)
  const [coding] = concept.codings
  if (!coding) return concept.text ?? ''
  return coding.display === undefined ? coding.code : `${coding.display} (${coding.code})`
}
