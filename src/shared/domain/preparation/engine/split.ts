/** Who learns and who is judged: the same subject falls on the same side in every program and every file. */
import type { PreparationPipeline } from '../pipeline'
import { type BoundTable, partNumbers } from './prepared-table'

/**
 * 0 <= share < 1 of a text, by FNV-1a over its UTF-8 bytes (Fowler, Noll, Vo) and the finaliser of MurmurHash3 (Appleby), so that
 * neighbouring numbers fall far apart.
 */
export function hashShare(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296
}

/** Of each row its part, see {@link partNumbers}. */
export function partsOf(pipeline: PreparationPipeline, bound: BoundTable): Uint8Array {
  const { by, seed, trainShare, before } = pipeline.split
  const limit = before === null ? null : pipeline.table.time?.unit === 'iso' ? before / 60_000 : before
  const isTrain = (key: string) => hashShare(`${seed}:${key}`) < trainShare
  const subjects = by === 'subject' ? bound.subjectNames.map(isTrain) : []
  const parts = new Uint8Array(bound.rows)
  for (let row = 0; row < bound.rows; row++) {
    const train = by === 'subject' ? subjects[bound.subjectOf[row]!]! : isTrain(String(row))
    parts[row] = train ? partNumbers.train : partNumbers.test
    if (limit === null || bound.times === null) continue
    const time = bound.times[row]!
    // An unknown time is neither before nor after.
    const fits = train ? time < limit : time >= limit
    if (!fits) parts[row] = partNumbers.aside
  }
  return parts
}
