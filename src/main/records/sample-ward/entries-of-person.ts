/** The statements that a made-up sender makes of a made-up person. The same person, moment and seed give the same statements. */
import type {
  EncounterEntry,
  EntryContent,
  ObservationEntry,
  PatientEntry,
  RecordEntry,
} from '../../../shared/domain/record/entry'
import { defined } from '../formats/rejection'
import { askedAnswer } from './answers'
import { statesOf } from './states-of-person'
import { quantities, type QuantityName, type SampleQuantity } from './quantities'
import { readingsOf } from './readings'
import type { SampleAnswer, SamplePerson, SampleStay } from './sample-person'
import { instant, stated, type Statement } from './statement'

const hourMs = 3_600_000
/** ms after which a value is stated: a monitor sends at once, a laboratory takes its time */
const statedAfterMs: Record<SampleQuantity['category'], number> = {
  'vital-signs': 60_000,
  survey: 5 * 60_000,
  laboratory: 55 * 60_000,
  exam: hourMs,
}

const categorySystem = 'http://terminology.hl7.org/CodeSystem/observation-category'
const encounterClasses = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

/** @param atMs the moment at which the ward is shown, ms; to the minute */
export function* entriesOfPerson(person: SamplePerson, atMs: number): Generator<RecordEntry> {
  const statement = { person, atMs }
  yield describedPerson(statement)
  for (const stay of person.stays) yield encounterOf(statement, stay)
  yield* statesOf(statement)
  for (const { name, hoursAgo, value, encounter } of readingsOf(person))
    yield observationOf(statement, name, hoursAgo, value, encounter)
  yield* answersOf(statement)
}

function describedPerson(statement: Statement): RecordEntry {
  const { name, sex, birthDate, language, ethnicity, stays } = statement.person
  const firstSeen = Math.max(...stays.map(({ fromHours }) => fromHours))
  return stated<EntryContent<PatientEntry>>(statement, 'Patient', statement.atMs - firstSeen * hourMs, {
    kind: 'patient',
    name,
    sex,
    language,
    ...(birthDate === undefined ? {} : { birthDate: { iso: birthDate, precision: 'day' } }),
    ...(ethnicity === undefined ? {} : { ethnicity }),
    note: 'Made up by the program. Nobody is behind this record.',
  })
}

const classes: Record<SampleStay['kind'], [code: string, display: string]> = {
  emergency: ['EMER', 'emergency'],
  inpatient: ['IMP', 'inpatient encounter'],
  clinic: ['AMB', 'ambulatory'],
}

function encounterOf(statement: Statement, stay: SampleStay): RecordEntry {
  const { atMs } = statement
  const [code, display] = classes[stay.kind]
  const issuedMs = atMs - (stay.toHours ?? stay.fromHours) * hourMs
  const { ward, bed } = stay.place ?? {}
  return stated<EntryContent<EncounterEntry>>(
    statement,
    encounterId(stay.id),
    issuedMs,
    defined({
      kind: 'encounter' as const,
      start: instant(atMs, stay.fromHours),
      end: stay.toHours === undefined ? undefined : instant(atMs, stay.toHours),
      encounterClass: { system: encounterClasses, code, display },
      type: [],
      state: stay.toHours === undefined ? ('in-progress' as const) : ('finished' as const),
      reason: stay.reason === undefined ? [] : [{ codings: [], text: stay.reason }],
      location: ward === undefined ? undefined : bed === undefined ? ward : `${ward}, bed ${bed}`,
      service: stay.service,
      partOf:
        stay.partOf === undefined ? undefined : `${statement.person.number}/${encounterId(stay.partOf)}`,
    }),
  )
}

const encounterId = (id: string) => `Encounter-${id}`

function observationOf(
  statement: Statement,
  name: QuantityName,
  hoursAgo: number,
  value: number,
  encounter: string | undefined,
): RecordEntry {
  const { system, code, display, unit, decimals, category, range }: SampleQuantity = quantities[name]
  const start = instant(statement.atMs, hoursAgo)
  const [low, high] = range ?? []
  const limit = (limitValue: number | null | undefined) =>
    limitValue == null ? undefined : { value: limitValue, unit }
  return stated<EntryContent<ObservationEntry>>(
    statement,
    `Observation-${name}-${Math.round(hoursAgo * 60)}`,
    Date.parse(start.iso) + statedAfterMs[category],
    defined({
      kind: 'observation' as const,
      start,
      code: { codings: [{ system, code, display }] },
      category: [{ system: categorySystem, code: category }],
      value: { type: 'quantity' as const, quantity: { value, unit, decimals } },
      referenceRange: range === undefined ? undefined : [defined({ low: limit(low), high: limit(high) })],
      encounterId:
        encounter === undefined ? undefined : `${statement.person.number}/${encounterId(encounter)}`,
      device: category === 'vital-signs' && encounter !== undefined ? 'Made-up monitor' : undefined,
    }),
  )
}

function* answersOf(statement: Statement): Generator<RecordEntry> {
  for (const given of statement.person.answers ?? []) {
    const { everyHours, untilHours } = given.again ?? { everyHours: 1, untilHours: given.hoursAgo }
    for (let hoursAgo = given.hoursAgo; hoursAgo >= untilHours - 1e-9; hoursAgo -= everyHours)
      yield answerOf(statement, given, hoursAgo)
  }
}

function answerOf(statement: Statement, given: SampleAnswer, hoursAgo: number): RecordEntry {
  const { code, category, answer } = askedAnswer(given)
  const start = instant(statement.atMs, hoursAgo)
  return stated<EntryContent<ObservationEntry>>(
    statement,
    `Observation-${given.question}-${Math.round(hoursAgo * 60)}`,
    Date.parse(start.iso),
    {
      kind: 'observation',
      start,
      code,
      category: [{ system: categorySystem, code: category }],
      value:
        'concept' in answer
          ? { type: 'concept', concept: answer.concept }
          : { type: 'text', text: answer.text },
    },
  )
}
