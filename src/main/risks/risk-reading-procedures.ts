/** What the risks ask of the reader worker: inputs are put together there, so that main's own thread never works on records. */
import { basename } from 'node:path'
import type { TableColumn } from '../../shared/domain/models/manifest'
import type { KnownAt, RecordCode } from '../../shared/domain/record/reading'
import { codeSystems } from '../../shared/domain/record/coding'
import { findScore, scores } from '../../shared/domain/scores/all-scores'
import type { GivenValue } from '../../shared/domain/scores/read-value'
import { observedCodesOf, resolveInputs } from '../../shared/domain/scores/resolve-inputs'
import { populationOf } from '../../shared/domain/risks/population-facts'
import { resolveRiskInputs } from '../../shared/domain/risks/resolve-risk-inputs'
import type { Fact, KnownFacts } from '../../shared/domain/risks/known-facts'
import { observationsAt, startOf } from '../../shared/domain/risks/known-facts'
import { bindingOf, riskBindings } from '../../shared/domain/risks/risk-bindings'
import type { InputPlace } from '../../shared/domain/risks/risk-binding'
import type { PopulationFact, RiskCard, RiskInput, SaidHere } from '../../shared/domain/risks/risk-result'
import type { FoundScoreValues } from '../../shared/domain/risks/score-values'
import type { EarlierEstimate, KeptEstimate } from '../../shared/domain/risks/kept-estimate'
import type { WardSofa } from '../../shared/domain/ward/ward-risks'
import { convertValue } from '../../shared/domain/units/convert'
import { AppException } from '../../shared/result'
import type { ReadableDatabase } from '../store/open-database'
import { observationsOfCodes } from '../store/queries/record-facts'
import { recordNow } from '../store/queries/record-now'
import { findPeople } from '../store/queries/record-people'
import { listEntries, patientStatements, traceEntry } from '../store/queries/record-reading'
import {
  type EstimateKey,
  estimateHistory,
  findEstimates,
  formerEstimates,
  type HistoryQuery,
} from '../store/queries/risk-estimates'
import { sofaCodes, sofaOf } from './sofa-reading'
import { readStays, readStayValues, type StayValuesQuery } from './stay-values'

/** Newest values of each code; a trend goes no further back. */
const valuesOfCode = 100
const mostEntries = 5_000

export interface TableQuery {
  patientId: string
  knownAt: KnownAt | null
  said: SaidHere
  atMs: number
  models: readonly { id: string; columns: readonly TableColumn[] }[]
}

export interface TableInputs {
  modelId: string
  inputs: RiskInput[]
  population: PopulationFact[]
  checks: RiskCard['checks']
}

/** Times at which an answer may have changed, newest last; the inputs of each, and for whom the model was. */
export interface InputsOverTime {
  atMs: number
  inputs: RiskInput[]
  population: PopulationFact[]
}

export function riskReadingProcedures(db: ReadableDatabase) {
  return {
    /** The instant for which a person's values count: the asked one, ours, or that of a record in another century. */
    recordMoment: ({
      patientId,
      knownAt,
      nowMs,
    }: {
      patientId: string
      knownAt: KnownAt | null
      nowMs: number
    }) => recordNow(db, { patientId, knownAt: knownAt ?? undefined }, nowMs),
    riskInputs: (query: TableQuery): TableInputs[] => {
      const known = factsOf(db, query, codesOf(query.models.map(({ id }) => id)))
      const moment = { atMs: query.atMs, convert: convertValue }
      return query.models.map(({ id, columns }) => ({
        modelId: id,
        inputs: resolveRiskInputs(columns, bindingOf(id), known, query.said.cells[id] ?? {}, moment),
        population: populationOf(bindingOf(id), known, query.said.facts, moment),
        checks: checksOf(id, known, query.atMs),
      }))
    },
    /** @param most points, the newest ones */
    riskInputsOverTime: (query: TableQuery & { most: number }): InputsOverTime[] => {
      const [model] = query.models
      if (!model) return []
      const known = factsOf(db, query, codesOf([model.id]))
      return instantsOf(model.id, known, query.atMs, query.most).map((atMs) => ({
        atMs,
        inputs: resolveRiskInputs(
          model.columns,
          bindingOf(model.id),
          known,
          query.said.cells[model.id] ?? {},
          { atMs, convert: convertValue },
        ),
        population: populationOf(bindingOf(model.id), known, query.said.facts, {
          atMs,
          convert: convertValue,
        }),
      }))
    },
    scoreValues: (query: { patientId: string; knownAt: KnownAt | null; atMs: number }): FoundScoreValues[] =>
      scoreValues(db, query),
    sofa: (query: PersonQuery): WardSofa => sofaOf(factsOf(db, query, sofaCodes), query.atMs),
    intensiveStays: (query: { patientId: string; knownAt: KnownAt | null }) => readStays(db, query),
    stayValues: (query: StayValuesQuery) => readStayValues(db, query),
    keptEstimates: (query: { patientId: string; keys: EstimateKey[] }): (KeptEstimate | null)[] =>
      findEstimates(db, query),
    estimateHistory: (query: HistoryQuery): EarlierEstimate[] => estimateHistory(db, query),
    formerEstimates: (query: { patientId: string; current: readonly string[] }): EarlierEstimate[] =>
      formerEstimates(db, query),
  }
}
export type RiskReadingProcedures = ReturnType<typeof riskReadingProcedures>

/** LOINC codes that the bindings of these models look for. */
function codesOf(modelIds: readonly string[]): RecordCode[] {
  const places = riskBindings
    .filter(({ modelId }) => modelIds.includes(modelId))
    .flatMap(({ inputs, checks }) => [
      ...Object.values(inputs).flat().flatMap(codesOfPlace),
      ...checks.flatMap(({ loinc }) => loinc),
    ])
  const own = riskBindings
    .filter(({ modelId }) => modelIds.includes(modelId))
    .flatMap(({ inputs }) => Object.values(inputs).flat())
    .flatMap((place) => (place.from === 'own-code' ? [{ system: place.system, code: place.code }] : []))
  return [...[...new Set(['30525-0', ...places])].map(loincCode), ...own]
}

const loincCode = (code: string): RecordCode => ({ system: codeSystems.loinc, code })

function codesOfPlace(place: InputPlace): readonly string[] {
  if (place.from === 'weight-and-height') return ['29463-7', '3141-9', '8302-2']
  return 'loinc' in place ? place.loinc : []
}

type PersonQuery = Pick<TableQuery, 'patientId' | 'knownAt' | 'atMs'>

function factsOf(db: ReadableDatabase, query: PersonQuery, codes: readonly RecordCode[]): KnownFacts {
  const { patientId, atMs } = query
  const knownAt = query.knownAt ?? undefined
  const observations = observationsOfCodes(db, {
    patientId,
    codes,
    untilMs: atMs,
    knownAt,
    most: valuesOfCode,
  })
  const others = listEntries(db, {
    patientId,
    kinds: ['condition', 'medication'],
    limit: mostEntries,
    ...(knownAt && { knownAt }),
  })
  return { ...personOf(db, patientId), facts: [...observations, ...others].flatMap(toFact) }
}

function toFact({ entryId, entry }: { entryId: number; entry: { kind: string } }): Fact[] {
  return entry.kind === 'patient' ? [] : [{ entryId, entry: entry as Fact['entry'] }]
}

/** From what senders say of the person, the newest first; else from what the patient was imported with. */
function personOf(db: ReadableDatabase, patientId: string): Pick<KnownFacts, 'birthDate' | 'sex'> {
  const person = findPeople(db, patientId).find(
    ({ patient, mergedIds }) => patient.id === patientId || mergedIds.includes(patientId),
  )
  if (!person) throw new AppException('NOT_FOUND', 'There is no such patient.')
  const statements = patientStatements(db, patientId).flatMap(({ entryId, entry }) =>
    entry.kind === 'patient' ? [{ entryId, entry }] : [],
  )
  const born = statements.find(({ entry }) => entry.birthDate !== undefined)
  const sexed = statements.find(({ entry }) => entry.sex === 'F' || entry.sex === 'M')
  const { birthDate, sex } = person.patient
  return {
    birthDate: born?.entry.birthDate
      ? { time: born.entry.birthDate, entryId: born.entryId }
      : birthDate === null
        ? null
        : { time: { iso: birthDate, precision: 'day' }, entryId: null },
    sex: sexed ? { sex: sexed.entry.sex, entryId: sexed.entryId } : { sex, entryId: null },
  }
}

function checksOf(modelId: string, known: KnownFacts, atMs: number): RiskCard['checks'] {
  return (bindingOf(modelId)?.checks ?? []).map(({ id, loinc, unit, source }) => {
    for (const { entryId, entry } of observationsAt(known, loinc, atMs)) {
      if (entry.value.type !== 'quantity' || entry.value.quantity.comparator) continue
      const { value, unit: given } = entry.value.quantity
      const code = entry.code.codings.find((coding) => loinc.includes(coding.code))?.code
      const converted = convertValue(value, given, unit, code)
      const date = (entry.start ?? entry.issued)?.iso
      if (converted.ok && date !== undefined)
        return { id, unit, source, latest: { value: converted.value, date, entryId } }
    }
    return { id, unit, source, latest: null }
  })
}

/** Ends of the days on which something was measured or diagnosed that the model looks at; the last is the instant itself. */
function instantsOf(modelId: string, { facts }: KnownFacts, atMs: number, most: number): number[] {
  const looked = new Set(codesOf([modelId]).map(({ code }) => code))
  const day = 86_400_000
  const days = new Set(
    facts
      .filter(
        ({ entry }) =>
          entry.kind === 'observation' && entry.code.codings.some(({ code }) => looked.has(code)),
      )
      .map(({ entry }) => (Math.floor(startOf(entry) / day) + 1) * day - 1)
      .filter((end) => end < atMs),
  )
  return [...[...days].toSorted((a, b) => a - b).slice(1 - most), atMs]
}

/** What the record has for each score, with the entry that says it; names of sources are for people. */
function scoreValues(db: ReadableDatabase, query: PersonQuery): FoundScoreValues[] {
  const codes = new Set(scores.flatMap((score) => observedCodesOf(score)))
  const known = factsOf(db, query, [...codes].map(loincCode))
  // The search names its sources by text: the entry's number goes through it as such.
  const facts = known.facts.map(({ entryId, entry }) => ({ entry, source: String(entryId) }))
  const patient = { birthDate: known.birthDate?.time ?? null, sex: known.sex.sex }
  const texts = new Map<number, string>()
  return scores.map(({ id }) => {
    const score = findScore(id)!
    const { found, unusable } = resolveInputs(score, patient, facts, {
      atMs: query.atMs,
      convert: convertValue,
    })
    const values = Object.entries(found).map(
      ([input, given]) => [input, withSource(db, texts, given)] as const,
    )
    return { score: id, found: Object.fromEntries(values), unusable }
  })
}

function withSource(
  db: ReadableDatabase,
  texts: Map<number, string>,
  { source, derived, ...given }: GivenValue,
): FoundScoreValues['found'][string] {
  const entryIds: number[] = []
  const told = (entry: string | undefined) => {
    if (entry === undefined) return {}
    const entryId = Number(entry)
    entryIds.push(entryId)
    const text = texts.get(entryId) ?? sourceText(db, entryId)
    texts.set(entryId, text)
    return { source: text }
  }
  const own = told(source)
  const made = derived && {
    derived: {
      ...derived,
      from: derived.from.map(({ source: entry, ...value }) => ({ ...value, ...told(entry) })),
    },
  }
  return { ...given, ...own, ...made, entryIds }
}

/** Sender, file and place of the first source. */
function sourceText(db: ReadableDatabase, entryId: number): string {
  const [source] = traceEntry(db, entryId).sources
  return source ? `${source.sender} · ${basename(source.file)} · ${source.position}` : ''
}
