import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  EncounterEntry,
  ObservationEntry,
  PatientEntry,
  RecordEntry,
} from '../../shared/domain/record/entry'
import { codeSystems } from '../../shared/domain/record/coding'
import { shippedRules } from '../../shared/domain/ward/alert-rule'
import { compareNeed, needOf } from '../../shared/domain/ward/need'
import { fillSampleWard } from '../records/sample-ward/fill-sample-ward'
import { samplePeople } from '../records/sample-ward/sample-ward'
import { memoryStore } from '../store/memory-store.fixture'
import type { WritableDatabase } from '../store/open-database'
import { createIntake } from '../store/queries/record-imports'
import { storeEntry } from '../store/queries/record-entries'
import { PatientFinder } from '../store/queries/record-patients'
import {
  alertHistory,
  answerAlerts,
  applyJudgements,
  alertsAt,
  listRules,
  resetRule,
  saveRule,
} from '../store/queries/ward-alerts'
import { all } from '../store/statements'
import { z } from 'zod'
import { judgePeople } from './judge-people'
import { wardReadingProcedures } from './ward-reading-procedures'

const atMs = Date.parse('2026-11-21T12:00:00Z')
const hour = 3_600_000
const quiet = { signal: new AbortController().signal, progress: () => undefined }

async function round(db: WritableDatabase, nowMs: number) {
  return applyJudgements(db, { judged: await judgePeople(db, nowMs), nowMs })
}

const living = (db: WritableDatabase, nowMs: number) =>
  [...alertsAt(db, nowMs)].flatMap(([, alerts]) => alerts)

describe('the sample ward', () => {
  it('has a list by need, a course, and alerts that are told once', async () => {
    const db = memoryStore()
    await fillSampleWard(db, { atMs, by: 'tester' }, quiet)
    const ward = wardReadingProcedures(db)

    const first = await round(db, atMs)
    expect(first.raised.critical).toBeGreaterThanOrEqual(2)
    expect(await round(db, atMs)).toEqual({ raised: { critical: 0, urgent: 0, notice: 0 }, changed: false })

    const table = await ward.wardTable({ scope: { kind: 'present' }, atMs }, quiet)
    expect(table.rows).toHaveLength(samplePeople.length)
    expect(table.places.map(({ ward: name }) => name)).toEqual([
      'Diabetes and Heart Clinic',
      'Intensive Care Unit',
      'Ward 3A Medicine',
      'Ward 3B Surgery',
    ])
    const byNumber = new Map(table.rows.map((row) => [row.patient.patientId, row]))
    const worst = byNumber.get('SW-02')!
    expect(table.rows.toSorted(compareNeed)[0]?.patient.patientId).toBe('SW-02')
    expect(worst.news2).toMatchObject({ status: 'assessed', band: 'high' })
    expect(worst.labs['potassium']).toMatchObject({ unit: 'mmol/L', flag: 'high', trend: 'up' })
    expect(worst.alerts.map(({ ruleId }) => ruleId)).toContain('potassium-high')
    // Nothing was measured for 22 hours: old values are shown as old, and there is no score.
    const old = byNumber.get('SW-10')!
    expect(old.news2.status).toBe('not-assessed')
    expect(old.parts.heartRate).toMatchObject({ isStale: true })
    expect(needOf(old)).toBe('not-assessed')

    const course = await ward.wardCourse({
      scope: { kind: 'ward', ward: 'Intensive Care Unit' },
      atMs,
      step: 'hour',
      count: 60,
    })
    expect(course.points.at(-1)).toMatchObject({ occupied: 2, news2: { n: 2, present: 2 } })
    expect(course.points.reduce((sum, { arrivals }) => sum + arrivals, 0)).toBe(1)

    const yesterday = await ward.wardTable(
      { scope: { kind: 'ward', ward: 'Ward 3B Surgery' }, atMs: atMs - 55 * hour },
      quiet,
    )
    expect(yesterday.rows.map(({ patient }) => patient.patientId).toSorted()).toEqual(['SW-02', 'SW-09'])

    // A month later nobody has a value that speaks of now; nothing new is raised.
    expect((await round(db, atMs + 30 * 24 * hour)).raised).toEqual({ critical: 0, urgent: 0, notice: 0 })
  })
})

const identity = (id: string) => ({ namespace: 'test', id })
const patient = [{ system: 'urn:test', value: '1' }]
const instant = (ms: number) => ({ iso: new Date(ms).toISOString(), precision: 'minute' as const })

const described: PatientEntry = {
  kind: 'patient',
  identity: identity('p'),
  patient,
  status: 'final',
  name: { alphabetic: 'TEST', ideographic: '', phonetic: '' },
  sex: 'M',
  birthDate: { iso: '1960-01-01', precision: 'day' },
}
const admitted = (endMs?: number): EncounterEntry => ({
  kind: 'encounter',
  identity: identity('e'),
  patient,
  status: 'final',
  issued: instant(endMs ?? atMs - 99 * hour),
  start: instant(atMs - 100 * hour),
  ...(endMs === undefined ? {} : { end: instant(endMs) }),
  type: [],
  state: endMs === undefined ? 'in-progress' : 'finished',
  reason: [],
  location: '3A, bed 1',
})
const potassium = (id: string, timeMs: number, value: number): ObservationEntry => ({
  kind: 'observation',
  identity: identity(id),
  patient,
  status: 'final',
  start: instant(timeMs),
  code: { codings: [{ system: codeSystems.loinc, code: '2823-3' }] },
  value: { type: 'quantity', quantity: { value, unit: 'mmol/L' } },
})

function hospital() {
  const db = memoryStore()
  const options = { format: 'fhir', zone: 'UTC' } as const
  createIntake(db, {
    options,
    files: [{ path: '/x', bytes: 1, modifiedAtMs: 1, companions: {} }],
    by: 'tester',
  })
  let position = 0
  const say = (...entries: RecordEntry[]) => {
    const finder = new PatientFinder(db)
    for (const entry of entries)
      expect(
        storeEntry(db, finder, entry, { fileRow: 1, position: (position += 1), recordedMs: atMs }).ok,
      ).toBe(true)
  }
  say(described, admitted())
  return { db, say }
}

describe('alerts', () => {
  it('are seen, come back only when worse, end by themselves, and leave their history', async () => {
    const { db, say } = hospital()
    say(potassium('1', atMs - 3 * hour, 6.7))
    expect((await round(db, atMs)).raised.critical).toBe(1)
    const [alert] = living(db, atMs)
    answerAlerts(db, {
      alertIds: [alert!.id],
      by: 'doctor',
      reason: 'calcium given',
      snoozeUntilMs: null,
      nowMs: atMs + 1,
    })
    say(potassium('2', atMs + 1 * hour, 6.9))
    expect((await round(db, atMs + 1 * hour)).raised.critical).toBe(0)
    expect(living(db, atMs + 2 * hour)).toMatchObject([
      { state: 'acknowledged', seen: { by: 'doctor', reason: 'calcium given' } },
    ])
    say(potassium('3', atMs + 2 * hour, 7.3))
    expect((await round(db, atMs + 2 * hour)).raised.critical).toBe(1)
    say(potassium('4', atMs + 3 * hour, 5.1))
    expect((await round(db, atMs + 3 * hour)).changed).toBe(true)
    expect(living(db, atMs + 4 * hour)).toEqual([])
    const kinds = alertHistory(db, [1], 10).map(({ kind }) => kind)
    expect(kinds).toEqual(['ended', 'raised-again', 'acknowledged', 'raised'])
    // As it was in between.
    expect(living(db, atMs + 1.5 * hour)).toMatchObject([{ state: 'acknowledged' }])
  })

  it('are put off until their time, and cannot be answered once they have ended', async () => {
    const { db, say } = hospital()
    say(potassium('1', atMs - hour, 6.7))
    await round(db, atMs)
    const [alert] = living(db, atMs)
    const until = atMs + 2 * hour
    answerAlerts(db, {
      alertIds: [alert!.id],
      by: 'doctor',
      reason: '',
      snoozeUntilMs: until,
      nowMs: atMs + 1,
    })
    expect((await round(db, atMs + hour)).changed).toBe(false)
    expect((await round(db, until)).raised.critical).toBe(1)
    say(potassium('2', atMs + hour, 4))
    await round(db, until + 1)
    const late = () =>
      answerAlerts(db, { alertIds: [alert!.id], by: 'doctor', reason: '', snoozeUntilMs: null })
    expect(late).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('are withdrawn for somebody who went home', async () => {
    const { db, say } = hospital()
    say(potassium('1', atMs - hour, 6.7))
    await round(db, atMs)
    say(admitted(atMs + hour))
    await round(db, atMs + 2 * hour)
    expect(living(db, atMs + 3 * hour)).toEqual([])
    expect(alertHistory(db, [1], 1)).toMatchObject([{ kind: 'withdrawn' }])
  })

  it('do not come from old records, however many are imported', async () => {
    const { db, say } = hospital()
    say(
      ...Array.from({ length: 50 }, (_, index) => potassium(`old${index}`, atMs - (30 + index) * hour, 7.5)),
    )
    expect((await round(db, atMs)).changed).toBe(false)
  })

  it('follow the rules of the site', async () => {
    const { db, say } = hospital()
    const rule = shippedRules.find(({ id }) => id === 'potassium-high')!
    say(potassium('1', atMs - hour, 6.1))
    expect((await round(db, atMs)).raised.critical).toBe(0)
    saveRule(db, { rule: { ...rule, limit: 6, clear: 5.5 }, by: 'doctor' })
    expect((await round(db, atMs)).raised.critical).toBe(1)
    saveRule(db, { rule: { ...rule, enabled: false }, by: 'doctor' })
    await round(db, atMs + 1)
    expect(living(db, atMs + 2)).toEqual([])
    resetRule(db, rule.id)
    expect(listRules(db)).toEqual(shippedRules)
  })

  it('are never two for one rule and patient, whatever comes in whatever order', async () => {
    const values = fc.uniqueArray(
      fc.record({
        at: fc.integer({ min: -20, max: 20 }),
        value: fc.constantFrom(4, 5.9, 6.2, 6.5, 6.9, 7.4),
      }),
      { selector: ({ at }) => at, maxLength: 8 },
    )
    const Count = z.object({ most: z.number() })
    await fc.assert(
      fc.asyncProperty(values, fc.array(fc.boolean(), { maxLength: 8 }), async (list, answers) => {
        const { db, say } = hospital()
        for (const [index, { at, value }] of list.entries()) {
          say(potassium(`v${at}`, atMs + at * hour, value))
          await round(db, atMs + index * hour)
          const open = living(db, atMs + index * hour).filter(({ state }) => state === 'open')
          if (answers[index] && open[0])
            answerAlerts(db, {
              alertIds: [open[0].id],
              by: 'doctor',
              reason: '',
              snoozeUntilMs: null,
              nowMs: atMs + index * hour,
            })
          const [found] = all(
            db,
            Count,
            `SELECT coalesce(max(n), 0) AS most FROM (SELECT count(*) AS n FROM ward_alert WHERE state <> 'ended' GROUP BY patient_row, rule_id)`,
          )
          expect(found!.most).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 25 },
    )
  })
})
