/**
 * Stores what a sender says: a new statement, a correction of one, the same again, or what another sender said already.
 * Nothing stored is ever written over. What is visible in the end does not depend on the order in which files come, as far as
 * senders say when they said it (`issued`); without that, what came later counts.
 */
import type {
  ClinicalEntry,
  PatientEntry,
  RecordEntry,
  RemovalEntry,
} from '../../../shared/domain/record/entry'
import { isSameStatement } from '../../../shared/domain/record/same-statement'
import type { WritableDatabase } from '../open-database'
import { all, one } from '../statements'
import { linkPatients, rootOf } from './patient-merges'
import { wordRow } from './record-dictionary'
import {
  identityDigest,
  keptNumber,
  kindNumber,
  packEntry,
  packTime,
  type PackedContent,
  removedStatus,
  StoredEntry,
  storedColumns,
  storedFrom,
  storedKinds,
  unpackEntry,
} from './record-packing'
import { endOfPart, hasParts, notePart, noteRoster, numberOf, partsOf, wholeOf } from './record-parts'
import { describePatient, type PatientFinder } from './record-patients'
import {
  addSighting,
  closeVersion,
  endSighting,
  hasContent,
  insertVersion,
  isNews,
  isSameFile,
  moveSightings,
  neighbours,
  rehomeSightings,
  type Sighting,
  sightingOf,
  sightingsOfEntry,
  type Version,
  type VersionOrigin,
  versionsOf,
} from './record-versions'

/** Where an entry came from. */
export interface Provenance {
  fileRow: number
  /** where in the file; a line number as a number */
  position: number | string
  /** when the import began */
  recordedMs: number
}

/**
 * `superseded`: a version that was out of date when it came. `seen-again`: another sender said it already. `duplicate`: this
 * sender did.
 */
export type StoreOutcome = 'added' | 'corrected' | 'superseded' | 'duplicate' | 'seen-again' | 'removed'

export type Stored =
  { ok: true; outcome: StoreOutcome } | { ok: false; reason: 'patient-missing' | 'patient-conflict' }

/** @param entry valid, its units UCUM. Call it in a transaction. */
export function storeEntry(
  db: WritableDatabase,
  finder: PatientFinder,
  entry: RecordEntry,
  provenance: Provenance,
): Stored {
  switch (entry.kind) {
    case 'removal':
      return { ok: true, outcome: storeRemoval(db, entry, provenance) }
    case 'patient':
      return storePatient(db, finder, entry, provenance)
    default:
      return storeClinical(db, finder, entry, provenance)
  }
}

function originOf(
  db: WritableDatabase,
  entry: RecordEntry,
  patientRow: number | null,
  { fileRow, position, recordedMs }: Provenance,
): VersionOrigin {
  const kind = entry.kind === 'removal' ? entry.removes : entry.kind
  const { namespace, id } = entry.identity
  const issued = packTime(entry.issued)
  return {
    identity: identityDigest(namespace, kind, id),
    kind: kindNumber(kind),
    patientRow,
    issuedMs: issued.ms,
    issuedForm: issued.form,
    knownFromMs: issued.ms ?? recordedMs,
    recordedMs,
    fileRow,
    position,
    senderRow: wordRow(db, namespace),
    number: keptNumber(id),
  }
}

const nothing: PackedContent = {
  codeRow: null,
  conceptRow: null,
  startMs: null,
  startForm: null,
  endMs: null,
  endForm: null,
  status: removedStatus,
  value: null,
  unitRow: null,
  comparator: null,
  decimals: null,
  encounterRow: null,
  authorRow: null,
  detail: null,
}

/** What came of a statement, and whether it is a version or a source that was not there before. */
interface Placed {
  outcome: StoreOutcome
  isNew: boolean
}

const saidBefore: Placed = { outcome: 'duplicate', isNew: false }
const placed = (outcome: StoreOutcome): Placed => ({ outcome, isNew: true })

function storeRemoval(db: WritableDatabase, entry: RemovalEntry, provenance: Provenance): StoreOutcome {
  const origin = originOf(db, entry, null, provenance)
  if (entry.exceptParts) return storeComplete(db, entry, entry.exceptParts, origin)
  const sighting = sightingOf(db, origin.identity)
  const versions = versionsOf(db, origin.identity)
  const { outcome, isNew } = sighting
    ? replaceSighting(db, sighting, nothing, origin)
    : placeVersion(db, versions, nothing, { ...origin, patientRow: versions.at(-1)?.patientRow ?? null })
  if (isNew) endParts(db, origin)
  return outcome === 'added' || outcome === 'corrected' ? 'removed' : outcome
}

/** A version of a whole that has these parts and no others. */
function storeComplete(
  db: WritableDatabase,
  { identity: { namespace }, removes }: RemovalEntry,
  parts: readonly string[],
  origin: VersionOrigin,
): StoreOutcome {
  const named = parts.map((number) => identityDigest(namespace, removes, number))
  if (!noteRoster(db, origin, named)) return 'duplicate'
  return endParts(db, origin, named) > 0 ? 'removed' : 'duplicate'
}

function storePatient(
  db: WritableDatabase,
  finder: PatientFinder,
  entry: PatientEntry,
  provenance: Provenance,
): Stored {
  const { namespace, id } = entry.identity
  const versions = versionsOf(db, identityDigest(namespace, 'patient', id))
  const found = finder.ofEntry(entry, versions.at(-1)?.patientRow ?? null)
  if (!found.ok) return found
  const { patientRow } = found
  const { outcome } = placeVersion(
    db,
    versions,
    packEntry(db, entry),
    originOf(db, entry, patientRow, provenance),
  )
  if (entry.status === 'removed') return { ok: true, outcome: outcome === 'duplicate' ? outcome : 'removed' }
  if (outcome === 'added' || outcome === 'corrected') describePatient(db, patientRow, entry)
  if (entry.replacedBy && outcome !== 'duplicate') {
    const survivor = finder.ofKey(entry.replacedBy)
    if (survivor.ok)
      linkPatients(db, survivor.patientRow, patientRow, {
        reason: 'replaced-by',
        by: namespace,
        unlessUndone: true,
      })
    finder.forget()
  }
  return { ok: true, outcome }
}

function storeClinical(
  db: WritableDatabase,
  finder: PatientFinder,
  entry: ClinicalEntry,
  provenance: Provenance,
): Stored {
  const found = finder.ofKey(entry.patient)
  if (!found.ok) return found
  const origin = originOf(db, entry, found.patientRow, provenance)
  const packed = packEntry(db, entry)
  const isLinked = finder.groupOf(found.patientRow).length > 1
  const isFirst = !isLinked && isNews(db, found.patientRow, packed, origin)
  const { outcome, isNew } = isFirst
    ? addNews(db, packed, origin)
    : storeAmongOthers(db, finder, entry, packed, origin)
  if (isNew && !isFirst) endPartsOf(db, entry, origin)
  if (isNew) keepWithWhole(db, entry, origin)
  const removed = entry.status === 'removed' && (outcome === 'added' || outcome === 'corrected')
  return { ok: true, outcome: removed ? 'removed' : outcome }
}

function addNews(db: WritableDatabase, packed: PackedContent, origin: VersionOrigin): Placed {
  insertVersion(db, packed, origin, undefined)
  return placed('added')
}

function storeAmongOthers(
  db: WritableDatabase,
  finder: PatientFinder,
  entry: ClinicalEntry,
  packed: PackedContent,
  origin: VersionOrigin,
): Placed {
  const sighting = sightingOf(db, origin.identity)
  if (sighting) {
    const isSame = stillSaysTheSame(db, sighting, entry)
    if (isSame && (origin.issuedMs === null || origin.knownFromMs === sighting.knownFromMs)) return saidBefore
    if (origin.knownFromMs < sighting.knownFromMs) return placeBefore(db, sighting, packed, origin)
    const own = endSighting(db, sighting)
    if (isSame) {
      closeVersion(db, own, origin.knownFromMs, origin.recordedMs)
      addSighting(db, sighting.entryRow, origin, packed.encounterRow)
      return placed('duplicate')
    }
  }
  const versions = versionsOf(db, origin.identity)
  const said = standBehindOther(db, finder, versions, entry, packed, origin)
  return said ?? placeVersion(db, versions, packed, origin)
}

/** With a whole its parts end: it was taken back, or it is one value by now. */
function endPartsOf(db: WritableDatabase, entry: ClinicalEntry, origin: VersionOrigin): void {
  if (entry.status === 'removed') endParts(db, origin)
  else if (isPlain(entry) && hasParts(db, origin.identity) && noteRoster(db, origin, [])) endParts(db, origin)
}

const isPlain = (entry: ClinicalEntry): boolean => !('panel' in entry && entry.panel !== undefined)

/** A part that comes late ends where its whole did or was said again without it. */
function keepWithWhole(db: WritableDatabase, entry: ClinicalEntry, origin: VersionOrigin): void {
  const whole = wholeOf(entry)
  if (!whole) return
  notePart(db, whole, origin.identity)
  const end = endOfPart(db, whole, origin)
  if (end) endPart(db, origin.identity, { ...origin, ...end })
}

/**
 * @param whole where and when the sender took the whole back, or said which parts it has
 * @param named the parts that it goes on to have
 * @returns how many ended
 */
function endParts(db: WritableDatabase, whole: VersionOrigin, named: readonly Uint8Array[] = []): number {
  const isNamed = (identity: Uint8Array) => named.some((each) => Buffer.compare(each, identity) === 0)
  let ended = 0
  for (const identity of partsOf(db, whole.identity))
    if (!isNamed(identity) && endPart(db, identity, whole)) ended += 1
  return ended
}

/** @returns whether it stood until then */
function endPart(db: WritableDatabase, identity: Uint8Array, end: VersionOrigin): boolean {
  const versions = versionsOf(db, identity)
  const sighting = sightingOf(db, identity)
  const { before } = neighbours(versions, end.knownFromMs)
  const origin = {
    ...end,
    identity,
    number: numberOf(db, identity),
    patientRow: versions.at(-1)?.patientRow ?? null,
  }
  if (sighting && sighting.knownFromMs <= end.knownFromMs) replaceSighting(db, sighting, nothing, origin)
  else if (before && before.status !== removedStatus) placeVersion(db, versions, nothing, origin)
  else return false
  return true
}

/**
 * Puts a version into its place among the others of its statement. What a sender says again at a later time is kept as well:
 * when another word of a time in between comes late, the last one still stands.
 */
function placeVersion(
  db: WritableDatabase,
  versions: readonly Version[],
  packed: PackedContent,
  origin: VersionOrigin,
): Placed {
  const { before, after } = neighbours(versions, origin.knownFromMs)
  const isSame = (version: Version) =>
    hasContent(version, packed) && isSamePatient(db, version.patientRow, origin.patientRow)
  const same = versions.filter(isSame)
  if (origin.issuedMs === null) {
    if (before && isSame(before)) return saidBefore
    // The same file once more: its earlier word of a statement that it goes on to correct is no new word.
    if (
      same.some(
        (version) => version.position === origin.position && isSameFile(db, version.fileRow, origin.fileRow),
      )
    )
      return saidBefore
  } else if (same.some((version) => version.knownFromMs === origin.knownFromMs)) return saidBefore
  const row = insertVersion(db, packed, origin, after)
  if (before) {
    closeVersion(db, before.row, origin.knownFromMs, origin.recordedMs)
    if (isSame(before)) moveSightings(db, before.row, row)
    else rehomeSightings(db, before.row)
  }
  if ([before, after].some((version) => version && isSame(version))) return placed('duplicate')
  if (after) return placed('superseded')
  return placed(before ? 'corrected' : 'added')
}

const isSamePatient = (db: WritableDatabase, a: number | null, b: number | null) =>
  a === b || (a !== null && b !== null && rootOf(db, a) === rootOf(db, b))

function storedAt(db: WritableDatabase, row: number): StoredEntry | null {
  return one(db, StoredEntry, `SELECT ${storedColumns} FROM ${storedFrom} WHERE entry.row = :row`, { row })
}

/** @param like one of the same person */
function unpackClinical(stored: StoredEntry, like: ClinicalEntry): ClinicalEntry | null {
  const entry = unpackEntry(stored, like.patient)
  return entry === null || entry.kind === 'patient' ? null : entry
}

function stillSaysTheSame(db: WritableDatabase, sighting: Sighting, entry: ClinicalEntry): boolean {
  const stored = storedAt(db, sighting.entryRow)
  const other = stored && unpackClinical(stored, entry)
  return other !== null && entry.status !== 'removed' && isSameStatement(entry, other)
}

/** The sender stood behind another one's word and now says something else, or said something else before. */
function replaceSighting(
  db: WritableDatabase,
  sighting: Sighting,
  packed: PackedContent,
  origin: VersionOrigin,
): Placed {
  if (origin.knownFromMs < sighting.knownFromMs) return placeBefore(db, sighting, packed, origin)
  endSighting(db, sighting)
  return placeVersion(db, versionsOf(db, origin.identity), packed, origin)
}

/** What the sender had said before it came to stand behind another one. */
function placeBefore(
  db: WritableDatabase,
  sighting: Sighting,
  packed: PackedContent,
  origin: VersionOrigin,
): Placed {
  const versions = versionsOf(db, origin.identity)
  const { before, after } = neighbours(versions, origin.knownFromMs)
  if (versions.some((version) => version.knownFromMs === origin.knownFromMs && hasContent(version, packed)))
    return saidBefore
  insertVersion(db, packed, origin, after ?? sighting)
  if (before) closeVersion(db, before.row, origin.knownFromMs, origin.recordedMs)
  return placed('superseded')
}

/**
 * Where another sender says the same, this one becomes its second source, if it has nothing newer of its own.
 * @returns null where no other sender says it
 */
function standBehindOther(
  db: WritableDatabase,
  finder: PatientFinder,
  versions: readonly Version[],
  entry: ClinicalEntry,
  packed: PackedContent,
  origin: VersionOrigin,
): Placed | null {
  if (entry.status === 'removed' || origin.patientRow === null) return null
  const current = versions.find(({ knownToMs }) => knownToMs === null)
  if (current && (hasContent(current, packed) || current.knownFromMs > origin.knownFromMs)) return null
  const other = findSameOfOther(db, finder.groupOf(origin.patientRow), entry, packed, origin)
  if (other === null) return null
  if (current) {
    closeVersion(db, current.row, origin.knownFromMs, origin.recordedMs)
    rehomeSightings(db, current.row)
  }
  addSighting(db, other, origin, packed.encounterRow)
  return placed('seen-again')
}

/** The kind stands in the text, as in `isNews`. */
const sameSql = storedKinds.map(
  (kind) => `SELECT ${storedColumns} FROM ${storedFrom}
  WHERE entry.patient_row = :patientRow AND entry.kind = ${kindNumber(kind)} AND entry.code_row IS :codeRow AND entry.start_ms IS :startMs
    AND entry.known_to_ms IS NULL AND entry.status <> ${removedStatus} AND entry.sender_row <> :senderRow
  LIMIT 200`,
)

function findSameOfOther(
  db: WritableDatabase,
  patientRows: readonly number[],
  entry: ClinicalEntry,
  { codeRow, startMs }: PackedContent,
  { kind, senderRow }: VersionOrigin,
): number | null {
  for (const patientRow of patientRows) {
    for (const stored of all(db, StoredEntry, sameSql[kind] ?? '', {
      patientRow,
      codeRow,
      startMs,
      senderRow,
    })) {
      const other = unpackClinical(stored, entry)
      // One sender numbers its own statements: two of them are never one.
      const hasOwn = () => sightingsOfEntry(db, stored.row).some((seen) => seen.senderRow === senderRow)
      if (other && isSameStatement(entry, other) && !hasOwn()) return stored.row
    }
  }
  return null
}
