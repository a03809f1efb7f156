/** Names and value representations of the standard's attributes (PS3.6), for implicit VR and for the tag browser. */
import { dictionary } from 'dcmjs/dictionary'

export interface DictionaryEntry {
  vr: string
  keyword: string
}

/** VRs that the standard leaves to other attributes: what the parser assumes until it knows more. */
const undecided: Record<string, string> = { xs: 'US', ox: 'OW', lt: 'US', up: 'UL', na: 'UN' }

let standard: Map<number, DictionaryEntry> | null = null

function load(): Map<number, DictionaryEntry> {
  const entries = new Map<number, DictionaryEntry>()
  for (const [key, { vr, name }] of Object.entries(dictionary)) {
    // Ranges of repeating groups are kept under their first group.
    const tag = /^\(([0-9A-F]{4})(?:-[0-9A-F]{4})?,([0-9A-F]{4})\)$/i.exec(key)
    if (!tag?.[1] || !tag[2] || !vr) continue
    entries.set(parseInt(tag[1] + tag[2], 16), { vr: undecided[vr] ?? vr, keyword: name ?? '' })
  }
  return entries
}

/** @param tag group * 65536 + element */
export function lookUp(tag: number): DictionaryEntry | null {
  standard ??= load()
  const group = Math.floor(tag / 0x10000)
  const element = tag % 0x10000
  if (element === 0) return { vr: 'UL', keyword: 'GroupLength' }
  if (group % 2 === 1)
    return element >= 0x10 && element <= 0xff ? { vr: 'LO', keyword: 'PrivateCreator' } : null
  const found = standard.get(tag)
  if (found) return found
  const repeating = group & 0xff00
  if (repeating === 0x5000 || repeating === 0x6000) return standard.get(repeating * 0x10000 + element) ?? null
  return null
}
