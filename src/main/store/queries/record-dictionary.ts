/** What repeats in a record and stands once: codes, concepts, units, words. Row numbers are kept in memory while importing. */
import { z } from 'zod'
import type { Concept } from '../../../shared/domain/record/coding'
import { canonicalJson } from '../../../shared/domain/record/entry'
import { mainCoding } from '../../../shared/domain/record/same-statement'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { insert, one } from '../statements'

interface Known {
  codes: Map<string, number>
  concepts: Map<string, { conceptRow: number; codeRow: number }>
  units: Map<string, number>
  words: Map<string, number>
}

const known = new WeakMap<WritableDatabase, Known>()

/** Encounter numbers of a large import are many; the oldest are asked again. */
const mostRemembered = 50_000

function dictionaryOf(db: WritableDatabase): Known {
  let found = known.get(db)
  if (!found) {
    found = { codes: new Map(), concepts: new Map(), units: new Map(), words: new Map() }
    known.set(db, found)
  }
  return found
}

/** Call when a transaction was rolled back: rows that it made do not exist. */
export function forgetDictionary(db: WritableDatabase): void {
  known.delete(db)
}

function remembered<V>(map: Map<string, V>, key: string, find: () => V): V {
  const there = map.get(key)
  if (there !== undefined) return there
  if (map.size >= mostRemembered) map.clear()
  const found = find()
  map.set(key, found)
  return found
}

const Row = z.object({ row: z.number() })

/** The row of a code; its words are those under which it was seen first. */
export function codeRow(
  db: WritableDatabase,
  { system, code, display }: { system: string; code: string; display: string },
): number {
  return remembered(
    dictionaryOf(db).codes,
    `${system}\n${code}`,
    () =>
      findCodeRow(db, system, code) ??
      insert(db, 'INSERT INTO record_code (system, code, display) VALUES (:system, :code, :display)', {
        system,
        code,
        display,
      }),
  )
}

export function findCodeRow(db: ReadableDatabase, system: string, code: string): number | null {
  const sql = 'SELECT row FROM record_code WHERE code = :code AND system = :system'
  return one(db, Row, sql, { system, code })?.row ?? null
}

export function conceptRow(db: WritableDatabase, concept: Concept): { conceptRow: number; codeRow: number } {
  return remembered(dictionaryOf(db).concepts, JSON.stringify(concept), () => {
    const text = canonicalJson(concept)
    const code = codeRow(db, mainCoding(concept))
    const found = one(db, Row, 'SELECT row FROM record_concept WHERE concept = :text', { text })
    const row =
      found?.row ??
      insert(db, 'INSERT INTO record_concept (concept, code_row) VALUES (:text, :code)', { text, code })
    return { conceptRow: row, codeRow: code }
  })
}

export function unitRow(db: WritableDatabase, ucum: string): number {
  return remembered(
    dictionaryOf(db).units,
    ucum,
    () =>
      one(db, Row, 'SELECT row FROM record_unit WHERE ucum = :ucum', { ucum })?.row ??
      insert(db, 'INSERT INTO record_unit (ucum) VALUES (:ucum)', { ucum }),
  )
}

export function wordRow(db: WritableDatabase, word: string): number {
  return remembered(
    dictionaryOf(db).words,
    word,
    () =>
      one(db, Row, 'SELECT row FROM record_word WHERE word = :word', { word })?.row ??
      insert(db, 'INSERT INTO record_word (word) VALUES (:word)', { word }),
  )
}
