/**
 * Cuts text into the words that full-text search keeps and looks for. Both sides use this, so what was indexed is found:
 * full-width forms, case and accents are folded; every Han, kana, Hangul or Thai character is a word of its own, so that a
 * name is found by any part of it; other runs of letters and digits are words, found by their beginning.
 */

const wordRun = /[\p{L}\p{N}]+/gu
/** Letters and digits only: signs of these scripts that are neither (។, ⺀) are no words for the index. */
const unspaced =
  /^(?=[\p{L}\p{N}])[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]$/u

/** Compatibility forms, case and combining marks folded away; never longer text than the reader could type. */
export function foldText(text: string): string {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
  return folded.normalize('NFC')
}

export function searchWords(text: string): string[] {
  const folded = foldText(text)
  const words: string[] = []
  let run = ''
  for (const match of folded.matchAll(wordRun)) {
    // A run of letters may hold unspaced characters after the first: cut them out one by one.
    for (const character of match[0]) {
      if (unspaced.test(character)) {
        if (run !== '') words.push(run)
        run = ''
        words.push(character)
      } else run += character
    }
    if (run !== '') words.push(run)
    run = ''
  }
  return words
}

/** A calendar date as the digits it is looked for by: 2024-03-05 -> 20240305. */
export const dateWord = (date: string | null) => (date ? date.replaceAll('-', '') : '')

/**
 * The FTS5 query for what a reader typed, or null when there is nothing to look for. Every space-separated term must
 * match somewhere; within a term the words must follow one another and the last may be a beginning.
 */
export function searchQuery(text: string): string | null {
  const terms = joinDates(text.normalize('NFKC'))
    .split(/\s+/)
    .map(searchWords)
    .filter((words) => words.length > 0)
  if (terms.length === 0) return null
  return terms.map(termQuery).join(' AND ')
}

function termQuery(words: string[]): string {
  // A single unspaced character is a whole word; only a word of letters can be a beginning.
  const last = words.at(-1) ?? ''
  const phrase = `"${words.join(' ')}"`
  return unspaced.test(last) ? phrase : `${phrase}*`
}

/** 2024-03-05, 2024/3/5, 2024.03, 2024年3月5日 -> 20240305, 202403: dates are kept as digits only. */
function joinDates(text: string): string {
  return text.replace(
    /(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)(?:\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?|月)?/gu,
    (whole, year: string, month: string, day: string | undefined) => {
      if (
        Number(month) < 1 ||
        Number(month) > 12 ||
        (day !== undefined && (Number(day) < 1 || Number(day) > 31))
      )
        return whole
      return `${year}${month.padStart(2, '0')}${day === undefined ? '' : day.padStart(2, '0')}`
    },
  )
}
