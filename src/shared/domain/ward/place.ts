/** Where people are: wards and beds from the words of encounters, and who was where when. Pure. */

export interface Place {
  ward: string
  /** null where only the ward is stated */
  bed: string | null
}

const separators = /[,;/|·^，；、]+/
/** Words that introduce a room or a bed, in the languages that senders write. */
const bedWords = /^(?:room|rm\.?|bed|bett|zimmer|房间?|病房|床位?)$/iu
const bedTail =
  /^(.*?\S)\s+((?:(?:room|rm\.?|bed|bett|zimmer|房|床)\s*)+[\w-]+(?:\s+(?:bed|bett|床)\s*[\w-]+)?)$/iu
const chineseBed = /^(.+?)\s*([\d一二三四五六七八九十]+\s*(?:床|房\s*[\d]+\s*床))$/u
const twoNumbers = /^(.*\S)\s+(\d+)\s+(\d+)$/

/**
 * The ward and the bed that words such as `Ward 3A, bed 4`, `心内科，12床` or HL7's `3A 12 1` name. A single number behind a
 * name stays with it: `ICU 2` may be the second unit as well as the second bed.
 * @returns null for words without a sign
 */
export function placeOf(words: string): Place | null {
  const [first = '', ...rest] = words
    .split(separators)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (first === '') return null
  if (rest.length > 0) return { ward: first, bed: plainBed(rest.join(' ')) }
  const tail = bedTail.exec(first) ?? chineseBed.exec(first)
  if (tail) return { ward: tail[1]!.trim(), bed: plainBed(tail[2]!) }
  const numbers = twoNumbers.exec(first)
  return numbers ? { ward: numbers[1]!, bed: `${numbers[2]!} ${numbers[3]!}` } : { ward: first, bed: null }
}

const plainBed = (words: string): string =>
  words
    .split(/\s+/)
    .filter((word) => !bedWords.test(word))
    .join(' ')
    .replace(/\s*床$/u, '') || words

/** An encounter as far as it says where somebody was. */
export interface PlacedEncounter {
  patientId: string
  /** ms */
  startMs: number
  /** null: not ended */
  endMs: number | null
  place: Place
  kind: 'emergency' | 'inpatient' | 'visit'
  reason: string | null
}

/** A stretch of time that somebody spent on one ward. */
export interface Stay extends PlacedEncounter {
  /** the bed that was named last */
  place: Place
}

/** A visit of a clinic whose end nobody stated is over after so long. */
export const visitHours = 12
const hourMs = 3_600_000

const endOf = ({ kind, startMs, endMs }: PlacedEncounter): number =>
  endMs ?? (kind === 'visit' ? startMs + visitHours * hourMs : Number.POSITIVE_INFINITY)

/**
 * One place at a time: where encounters overlap, the one that began last counts (a stay on a unit within an admission), and
 * behind its end the outer one again. Neighbouring stretches on one ward are one stay.
 * @param encounters of one person, in any order
 */
export function staysOf(encounters: readonly PlacedEncounter[]): Stay[] {
  const sorted = encounters
    .filter((encounter) => endOf(encounter) > encounter.startMs)
    .toSorted((a, b) => a.startMs - b.startMs)
  const cuts = [...new Set(sorted.flatMap((each) => [each.startMs, endOf(each)]))].toSorted((a, b) => a - b)
  const stays: Stay[] = []
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1]
    if (to === undefined) break
    const inner = sorted.findLast((each) => each.startMs <= from && endOf(each) >= to)
    if (inner) append(stays, inner, from, to)
  }
  return stays
}

function append(stays: Stay[], encounter: PlacedEncounter, from: number, to: number): void {
  const endMs = Number.isFinite(to) ? to : null
  const last = stays.at(-1)
  if (last?.endMs === from && last.place.ward === encounter.place.ward && last.kind === encounter.kind) {
    last.endMs = endMs
    last.place = encounter.place
    last.reason = encounter.reason ?? last.reason
    return
  }
  stays.push({ ...encounter, startMs: from, endMs })
}

export const isPresent = ({ startMs, endMs }: Pick<Stay, 'startMs' | 'endMs'>, atMs: number): boolean =>
  startMs <= atMs && (endMs === null || endMs > atMs)
