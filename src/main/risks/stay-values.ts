/** Stays in intensive care of a record, and what was measured in the hours that a model looks at. */
import { codeSystems } from '../../shared/domain/record/coding'
import type { EncounterEntry, ObservationEntry } from '../../shared/domain/record/entry'
import type { KnownAt, RecordCode } from '../../shared/domain/record/reading'
import { timeBounds } from '../../shared/domain/record/times'
import { startOf } from '../../shared/domain/risks/known-facts'
import type { IntensiveStay } from '../../shared/domain/risks/risk-result'
import {
  challengeSystem,
  isIntensiveCare,
  kindOfUnit,
  type ParameterPlace,
} from '../../shared/domain/risks/stay-parameters'
import { convertValue } from '../../shared/domain/units/convert'
import { AppException } from '../../shared/result'
import type { ReadableDatabase } from '../store/open-database'
import { observationsOfCodes } from '../store/queries/record-facts'
import { listEntries, patientStatements } from '../store/queries/record-reading'
import { completedYears } from '../../shared/domain/risks/completed-years'

const mostEncounters = 10_000
/** of one code in the window: a value every two minutes for two days is more than any monitor hands on */
const mostValues = 2_000

export interface FoundStay extends IntensiveStay {
  /** 1 coronary, 2 cardiac surgery, 3 medical, 4 surgical; null where nothing says */
  kind: number | null
}

/** Newest first. An encounter without a beginning is no stay: nothing could be put into its hours. */
export function readStays(
  db: ReadableDatabase,
  { patientId, knownAt }: { patientId: string; knownAt: KnownAt | null },
): FoundStay[] {
  return listEntries(db, {
    patientId,
    kinds: ['encounter'],
    limit: mostEncounters,
    ...(knownAt && { knownAt }),
  })
    .flatMap(({ entryId, entry }) => (entry.kind === 'encounter' ? [toStay(entryId, entry)] : []))
    .filter((stay) => stay !== null)
    .toSorted((a, b) => b.startMs - a.startMs)
}

function toStay(entryId: number, entry: EncounterEntry): FoundStay | null {
  if (!entry.start || entry.state === 'planned' || entry.state === 'cancelled' || !isIntensiveCare(entry))
    return null
  return {
    entryId,
    startMs: timeBounds(entry.start).startMs,
    endMs: entry.end ? timeBounds(entry.end).startMs : null,
    place: entry.location ?? entry.service ?? entry.type[0]?.text ?? '',
    kind: kindOfUnit(entry),
  }
}

export interface StayValuesQuery {
  patientId: string
  knownAt: KnownAt | null
  startMs: number
  /** what is known at the end of it counts, ms since 1970 */
  untilMs: number
  places: readonly ParameterPlace[]
}

export interface StayValue {
  parameter: string
  /** since the beginning of the stay */
  minute: number
  /** in the parameter's unit */
  value: number
  /** null for what is known of the patient */
  entryId: number | null
}

/** In the order of time. What is no number, is above or below a limit of measurement, or has another kind of unit is left out. */
export function readStayValues(db: ReadableDatabase, query: StayValuesQuery): StayValue[] {
  const { places, startMs } = query
  const byCode = new Map<string, ParameterPlace>()
  for (const place of places)
    for (const code of place.codes) if (!byCode.has(keyOf(code))) byCode.set(keyOf(code), place)
  const measured = observationsOfCodes(db, {
    patientId: query.patientId,
    codes: places.flatMap(({ codes }) => codes),
    fromMs: startMs,
    untilMs: query.untilMs,
    knownAt: query.knownAt ?? undefined,
    most: mostValues,
  }).flatMap(({ entryId, entry }): StayValue[] => {
    if (entry.kind !== 'observation') return []
    const read = readMeasured(entry, byCode)
    return read ? [{ ...read, minute: Math.floor((startOf(entry) - startMs) / 60_000), entryId }] : []
  })
  return withoutRepeats([...ofPerson(db, query), ...measured].toSorted((a, b) => a.minute - b.minute))
}

/** Two people who were merged may both have been sent the same value; urine would be summed twice. */
function withoutRepeats(values: readonly StayValue[]): StayValue[] {
  const seen = new Set<string>()
  return values.filter(({ parameter, minute, value }) => {
    const said = `${parameter} ${minute} ${value.toPrecision(6)}`
    return !seen.has(said) && seen.add(said)
  })
}

const keyOf = ({ system, code }: RecordCode): string => `${system}|${code}`

function readMeasured(
  { code, value }: ObservationEntry,
  byCode: ReadonlyMap<string, ParameterPlace>,
): { parameter: string; value: number } | null {
  const challenge = code.codings.find(({ system }) => system === challengeSystem)
  const coding = challenge ?? code.codings.find((each) => byCode.has(keyOf(each)))
  const place = coding && byCode.get(keyOf(coding))
  if (!place) return null
  const { parameter, unit } = place
  if (value.type === 'boolean') return { parameter, value: value.boolean ? 1 : 0 }
  if (value.type !== 'quantity' || value.quantity.comparator) return null
  if (challenge) return { parameter, value: value.quantity.value }
  const loinc = coding.system === codeSystems.loinc ? coding.code : undefined
  const converted = convertValue(value.quantity.value, value.quantity.unit, unit, loinc)
  return converted.ok ? { parameter, value: converted.value } : null
}

/** Age and sex of the person, for records that do not measure them. */
function ofPerson(db: ReadableDatabase, { patientId, startMs, places }: StayValuesQuery): StayValue[] {
  const statements = patientStatements(db, patientId).flatMap(({ entryId, entry }) =>
    entry.kind === 'patient' ? [{ entryId, entry }] : [],
  )
  const values: StayValue[] = []
  const add = (parameter: string, value: number | null, entryId: number) => {
    if (value !== null && places.some((place) => place.parameter === parameter))
      values.push({ parameter, minute: 0, value, entryId })
  }
  const born = statements.find(({ entry }) => entry.birthDate)
  if (born?.entry.birthDate) add('Age', completedYears(born.entry.birthDate, startMs), born.entryId)
  const sexed = statements.find(({ entry }) => entry.sex === 'F' || entry.sex === 'M')
  if (sexed) add('Gender', sexed.entry.sex === 'M' ? 1 : 0, sexed.entryId)
  return values
}

/** The stay of that number, or the newest. @throws AppException NOT_FOUND where the number is none of them */
export function chosenStay<S extends IntensiveStay>(stays: readonly S[], entryId: number | null): S | null {
  const chosen = entryId === null ? stays[0] : stays.find((stay) => stay.entryId === entryId)
  if (entryId !== null && !chosen) throw new AppException('NOT_FOUND', 'There is no such stay.')
  return chosen ?? null
}
