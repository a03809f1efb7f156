/** What the alert rules say of everybody who is present. Runs in the reader; nothing is changed here. */
import { setImmediate } from 'node:timers/promises'
import { convertValue } from '../../shared/domain/units/convert'
import { type AlertRule, isInScope } from '../../shared/domain/ward/alert-rule'
import {
  warningAt,
  warningParts,
  type WarningReadings,
  type WarningSubject,
} from '../../shared/domain/ward/early-warning'
import { judge, type Judgement, type WatchedValue } from '../../shared/domain/ward/judge'
import type { ReadableDatabase } from '../store/open-database'
import { type Judged, listRules } from '../store/queries/ward-alerts'
import { CodeRows, readingsWithin, warningReadings } from '../store/queries/ward-values'
import { type WardPerson, wardPeople } from '../store/queries/ward-people'
import { subjectOf } from './ward-row'

const hourMs = 3_600_000
/** More people than any hospital has at once: a limit against broken data. */
const mostPeople = 20_000
/** The score was worked out at each of so many newest times; enough for any rule's values in a row. */
const newestSets = 10

/**
 * Only people who are on a ward or at a clinic now, and only values that are young enough for the rule: an import of old
 * records raises nothing.
 */
export async function judgePeople(db: ReadableDatabase, nowMs: number): Promise<Judged[]> {
  const rules = listRules(db).filter(({ enabled }) => enabled)
  if (rules.length === 0) return []
  const codes = new CodeRows(db)
  const judged: Judged[] = []
  for (const person of wardPeople(db, { kind: 'present' }, nowMs, mostPeople).people) {
    judged.push(judgePerson(db, codes, rules, person, nowMs))
    // A search of the window gets its turn between two people.
    await setImmediate()
  }
  return judged
}

function judgePerson(
  db: ReadableDatabase,
  codes: CodeRows,
  rules: readonly AlertRule[],
  person: WardPerson,
  nowMs: number,
): Judged {
  const subject = subjectOf(person.patient, nowMs)
  const theirs = rules.filter(({ scope }) =>
    isInScope(scope, { ...subject, ward: person.stay?.place.ward ?? '' }),
  )
  let warning: Record<'news2' | 'news2-part', WatchedValue[]> | undefined
  const valuesOf = (rule: AlertRule): WatchedValue[] => {
    if (rule.subject.kind === 'news2' || rule.subject.kind === 'news2-part') {
      warning ??= warningValues(db, codes, person, subject, nowMs, longest(theirs))
      return warning[rule.subject.kind]
    }
    return measuredValues(db, codes, person, rule, rule.subject, nowMs)
  }
  const judgements = theirs.map((rule): { ruleId: string; judgement: Judgement } => ({
    ruleId: rule.id,
    judgement: judge(rule, valuesOf(rule), nowMs),
  }))
  return { patientRow: person.rootRow, judgements }
}

const longest = (rules: readonly AlertRule[]): number =>
  Math.max(
    ...rules
      .filter(({ subject }) => subject.kind === 'news2' || subject.kind === 'news2-part')
      .map(({ greatestAgeHours }) => greatestAgeHours),
  )

function measuredValues(
  db: ReadableDatabase,
  codes: CodeRows,
  { rows }: WardPerson,
  { unit, greatestAgeHours }: AlertRule,
  subject: Extract<AlertRule['subject'], { kind: 'value' | 'rise' }>,
  nowMs: number,
): WatchedValue[] {
  const hours = greatestAgeHours + (subject.kind === 'rise' ? subject.withinHours : 0)
  const readings = readingsWithin(db, codes, rows, subject.codes, {
    fromMs: nowMs - hours * hourMs,
    toMs: nowMs,
  })
  return readings.flatMap(({ value, unit: from, code, timeMs, entryId }): WatchedValue[] => {
    if (value === null || from === null) return []
    const converted = convertValue(value, from, unit, code)
    return converted.ok ? [{ timeMs, value: converted.value, entryId }] : []
  })
}

/** The score, and the highest points of one of its parts, at each of the newest times at which anything was measured. */
function warningValues(
  db: ReadableDatabase,
  codes: CodeRows,
  { rows }: WardPerson,
  subject: WarningSubject,
  nowMs: number,
  hours: number,
): Record<'news2' | 'news2-part', WatchedValue[]> {
  const readings = warningReadings(db, codes, rows, { fromMs: nowMs - 2 * hours * hourMs, toMs: nowMs })
  const scores = timesOf(readings)
    .slice(-newestSets)
    .map((timeMs) => ({ timeMs, score: warningAt(readings, subject, timeMs, convertValue) }))
  const assessed = scores.flatMap(({ timeMs, score }) =>
    score.status === 'assessed' ? [{ timeMs, score }] : [],
  )
  return {
    news2: assessed.map(({ timeMs, score }) => ({ timeMs, value: score.value, entryId: null })),
    'news2-part': assessed.map(({ timeMs, score }) => ({
      timeMs,
      value: Math.max(...Object.values(score.points)),
      entryId: null,
    })),
  }
}

const timesOf = (readings: WarningReadings): number[] =>
  [...new Set(warningParts.flatMap((part) => readings[part].map(({ timeMs }) => timeMs)))].toSorted(
    (a, b) => a - b,
  )
