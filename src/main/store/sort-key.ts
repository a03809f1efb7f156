/** Text as it sorts in the worklist, byte by byte: accents and case folded, Han characters in the order of their pinyin. */
import { foldText } from './search-words'

const firstHan = 0x4e00
const lastHan = 0x9fff

let ranks: Uint16Array | undefined

/** Rank of each character of the basic Han block in ICU's pinyin order; some 20 ms, once a process. */
function hanRanks(): Uint16Array {
  if (ranks) return ranks
  const characters = Array.from({ length: lastHan - firstHan + 1 }, (_, index) =>
    String.fromCharCode(firstHan + index),
  )
  characters.sort(new Intl.Collator('zh-u-co-pinyin').compare)
  ranks = new Uint16Array(characters.length)
  for (const [rank, character] of characters.entries()) ranks[character.charCodeAt(0) - firstHan] = rank
  return ranks
}

/** The n-th Han character by pinyin becomes the n-th by code point, so that SQLite's byte order is the pinyin order. */
export function sortKey(text: string): string {
  const folded = foldText(text).replaceAll('^', ' ').trim()
  return folded.replace(/[\u4e00-\u9fff]/g, (character) =>
    String.fromCharCode(firstHan + (hanRanks()[character.charCodeAt(0) - firstHan] ?? 0)),
  )
}
