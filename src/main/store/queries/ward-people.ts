/** Who is where: encounters with a place, and the people of a ward at a moment. */
import { z } from 'zod'
import {
  type Place,
  placeOf,
  type PlacedEncounter,
  type Stay,
  isPresent,
  staysOf,
} from '../../../shared/domain/ward/place'
import type { WardScope } from '../../../shared/domain/ward/ward'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { patientColumns, PatientRow, toPatient } from './patients'
import { kindNumber, removedStatus } from './record-packing'

/** A person on the list, with the rows of all who were merged as them. */
export interface WardPerson {
  patient: PatientSummary
  rootRow: number
  rows: readonly number[]
  stay: Stay | null
}

const Encounter = z.object({
  patientRow: z.number(),
  startMs: z.number(),
  endMs: z.number().nullable(),
  detail: z.string().nullable(),
})

const Detail = z.object({
  location: z.string().optional(),
  state: z.string().optional(),
  encounterClass: z.object({ code: z.string() }).optional(),
  reason: z
    .array(
      z.object({
        text: z.string().optional(),
        codings: z.array(z.object({ display: z.string().optional() })),
      }),
    )
    .optional(),
})

const encountersSql = `SELECT patient_row AS patientRow, start_ms AS startMs, end_ms AS endMs, detail
  FROM record_entry WHERE kind = ${kindNumber('encounter')} AND known_to_ms IS NULL AND status <> ${removedStatus}
    AND patient_row IS NOT NULL AND start_ms <= :toMs AND (end_ms IS NULL OR end_ms > :fromMs)`

/** HL7 v3-ActCode and HL7 v2 table 0004. */
const kinds: Record<string, PlacedEncounter['kind']> = {
  EMER: 'emergency',
  E: 'emergency',
  IMP: 'inpatient',
  ACUTE: 'inpatient',
  NONAC: 'inpatient',
  SS: 'inpatient',
  OBSENC: 'inpatient',
  I: 'inpatient',
  P: 'visit',
  AMB: 'visit',
  HH: 'visit',
  VR: 'visit',
  O: 'visit',
}
const notThere = new Set(['planned', 'cancelled'])

/** What a clinic's visit without a stated class would hide: somebody who lies on a ward. So it counts as a stay. */
const defaultKind = 'inpatient'

interface Movement extends PlacedEncounter {
  patientRow: number
}

function placed({ patientRow, startMs, endMs, detail }: z.output<typeof Encounter>): Movement | null {
  const parsed = Detail.safeParse(detail === null ? {} : JSON.parse(detail))
  if (!parsed.success) return null
  const { location, state = 'unknown', encounterClass, reason = [] } = parsed.data
  const place: Place | null = location === undefined ? null : placeOf(location)
  // Finished without a time: nobody knows since when.
  if (!place || notThere.has(state) || (state === 'finished' && endMs === null)) return null
  const [why] = reason
  return {
    patientRow,
    patientId: '',
    startMs,
    endMs,
    place,
    kind: kinds[encounterClass?.code ?? ''] ?? defaultKind,
    reason: why?.text ?? why?.codings[0]?.display ?? null,
  }
}

/** Stays that touch the time from `fromMs` to `toMs`, by the row of the patient that the person is shown as. */
export function staysBetween(
  db: ReadableDatabase,
  fromMs: number,
  toMs: number,
  roots: ReadonlyMap<number, number> = rootsOfMerges(db),
): Map<number, Stay[]> {
  const found = new Map<number, PlacedEncounter[]>()
  for (const row of all(db, Encounter, encountersSql, { fromMs, toMs })) {
    const movement = placed(row)
    if (!movement) continue
    const root = roots.get(movement.patientRow) ?? movement.patientRow
    const encounters = found.get(root) ?? []
    encounters.push({ ...movement, patientId: String(root) })
    found.set(root, encounters)
  }
  return new Map([...found].map(([root, encounters]) => [root, staysOf(encounters)]))
}

const Link = z.object({ merged: z.number(), kept: z.number() })

/** For everybody who was merged: as whom they are shown. */
function rootsOfMerges(db: ReadableDatabase): Map<number, number> {
  const sql = 'SELECT merged_row AS merged, kept_row AS kept FROM patient_merge WHERE undone_at_ms IS NULL'
  const up = new Map(all(db, Link, sql).map(({ merged, kept }) => [merged, kept]))
  const rootOf = (row: number): number => {
    const next = up.get(row)
    return next === undefined ? row : rootOf(next)
  }
  return new Map([...up.keys()].map((row) => [row, rootOf(row)]))
}

const Count = z.object({ count: z.number() })
const hasRecord = `EXISTS (SELECT 1 FROM record_entry WHERE patient_row = patient.row AND known_to_ms IS NULL)`
const isRoot = 'row NOT IN (SELECT merged_row FROM patient_merge WHERE undone_at_ms IS NULL)'

export const countEverybody = (db: ReadableDatabase): number =>
  one(db, Count, `SELECT count(*) AS count FROM patient WHERE ${hasRecord} AND ${isRoot}`)?.count ?? 0

export interface PeopleFound {
  people: WardPerson[]
  /** wards with somebody in them, and how many */
  places: { ward: string; count: number }[]
  isCut: boolean
}

/** Who is in the scope at a moment, at most `most`. */
export function wardPeople(db: ReadableDatabase, scope: WardScope, atMs: number, most: number): PeopleFound {
  const roots = rootsOfMerges(db)
  const present = new Map<number, Stay>()
  for (const [root, stays] of staysBetween(db, atMs, atMs, roots)) {
    const stay = stays.find((each) => isPresent(each, atMs))
    if (stay) present.set(root, stay)
  }
  const rows =
    scope.kind === 'everybody'
      ? everybody(db, most + 1)
      : [...present].flatMap(([root, { place }]) =>
          scope.kind === 'present' || place.ward === scope.ward ? [root] : [],
        )
  const people = peopleOfRows(db, rows.slice(0, most), roots).map((person) => ({
    ...person,
    stay: present.get(person.rootRow) ?? null,
  }))
  return { people, places: placesOf([...present.values()]), isCut: rows.length > most }
}

/** The people that roots of merges are shown as. */
export function peopleOfRows(
  db: ReadableDatabase,
  rows: readonly number[],
  roots: ReadonlyMap<number, number> = rootsOfMerges(db),
): Omit<WardPerson, 'stay'>[] {
  const groups = groupsOf(roots)
  return rows.flatMap((rootRow) => {
    const sql = `SELECT ${patientColumns} FROM patient WHERE row = :rootRow`
    const found = one(db, PatientRow, sql, { rootRow })
    if (!found) return []
    return [{ patient: toPatient(found), rootRow, rows: [rootRow, ...(groups.get(rootRow) ?? [])] }]
  })
}

const Row = z.object({ row: z.number() })

function everybody(db: ReadableDatabase, limit: number): number[] {
  const sql = `SELECT row FROM patient WHERE ${hasRecord} AND ${isRoot} ORDER BY row LIMIT :limit`
  return all(db, Row, sql, { limit }).map(({ row }) => row)
}

function groupsOf(roots: ReadonlyMap<number, number>): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const [row, root] of roots) groups.set(root, [...(groups.get(root) ?? []), row])
  return groups
}

function placesOf(stays: readonly Stay[]): { ward: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { place } of stays) counts.set(place.ward, (counts.get(place.ward) ?? 0) + 1)
  return [...counts]
    .map(([ward, count]) => ({ ward, count }))
    .toSorted((a, b) => a.ward.localeCompare(b.ward, 'en', { numeric: true }))
}
