import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loinc, observation, person, provenance, time } from '../../../test-support/record-entries'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob } from '../../../test-support/test-vault'
import { memoryStore } from '../memory-store.fixture'
import type { ObservationEntry, RecordEntry } from '../../../shared/domain/record/entry'
import type { WritableDatabase } from '../open-database'
import { atomically } from '../statements'
import {
  groupOf,
  linkPatients,
  mergeHistory,
  mergePatients,
  suggestMerges,
  unmergePatients,
} from './patient-merges'
import { type Provenance, storeEntry } from './record-entries'
import { recordInstance } from './instances'
import { PatientFinder } from './record-patients'

const of = (sender: string, id: string) => ({ identity: { namespace: sender, id } })
const creatinine = (value: number, unit = 'mg/dL') =>
  ({ value: { type: 'quantity', quantity: { value, unit } } }) as const

function recordIn(db: WritableDatabase) {
  const finder = new PatientFinder(db)
  const from = provenance(db)
  const store = (entry: RecordEntry, source: Provenance = from) => {
    const stored = atomically(db, () => storeEntry(db, finder, entry, source))
    return stored.ok ? stored.outcome : stored.reason
  }
  const count = (where = '1') =>
    db.prepare(`SELECT count(*) FROM record_entry WHERE ${where}`).pluck().get() as number
  /** what is visible now: person, code, time, value, unit */
  const visible = () =>
    db
      .prepare(
        `SELECT entry.kind, code, start_ms, value, ucum, entry.detail FROM record_entry AS entry
           LEFT JOIN record_code ON record_code.row = code_row LEFT JOIN record_unit ON record_unit.row = unit_row
           WHERE known_to_ms IS NULL AND status <> 3 AND patient_row IS NOT NULL`,
      )
      .raw()
      .all()
      .map((row) => JSON.stringify(row))
      .toSorted()
  return { db, finder, from, store, count, visible }
}

const fresh = () => recordIn(memoryStore())

describe('a statement', () => {
  test('said twice is one', () => {
    const { store, count } = fresh()
    expect(store(observation())).toBe('added')
    expect(store(observation())).toBe('duplicate')
    expect(count()).toBe(1)
  })

  test('is corrected by a new version, and the old one stays', () => {
    const { db, store, visible, count } = fresh()
    store(observation({ issued: time('2026-03-01T09:00:00Z') }))
    expect(
      store(observation({ ...creatinine(1.3), status: 'corrected', issued: time('2026-03-02T09:00:00Z') })),
    ).toBe('corrected')
    expect(visible()).toHaveLength(1)
    expect(count()).toBe(2)
    const known = (at: string) =>
      db
        .prepare(
          'SELECT value FROM record_entry WHERE known_from_ms <= ? AND (known_to_ms IS NULL OR known_to_ms > ?)',
        )
        .pluck()
        .all(Date.parse(at), Date.parse(at))
    expect(known('2026-03-01T08:30:00Z')).toEqual([])
    expect(known('2026-03-01T12:00:00Z')).toEqual([1.2])
    expect(known('2026-03-03T00:00:00Z')).toEqual([1.3])
  })

  test('that comes late does not push out the newer one', () => {
    const { store, visible } = fresh()
    store(observation({ ...creatinine(1.3), issued: time('2026-03-02T09:00:00Z') }))
    expect(store(observation({ issued: time('2026-03-01T09:00:00Z') }))).toBe('superseded')
    expect(visible()[0]).toContain('1.3')
  })

  test('is taken back with its identity alone, before or after it comes', () => {
    const removal = {
      kind: 'removal',
      identity: observation().identity,
      removes: 'observation',
      issued: time('2026-03-05'),
    } as const
    const { store, visible } = fresh()
    store(observation({ issued: time('2026-03-01T09:00:00Z') }))
    expect(store(removal)).toBe('removed')
    expect(visible()).toEqual([])
    const other = fresh()
    other.store(removal)
    expect(other.store(observation({ issued: time('2026-03-01T09:00:00Z') }))).toBe('superseded')
    expect(other.visible()).toEqual([])
  })

  test('that a file goes on to correct is no new word when the file is read again', () => {
    const { db, store, count } = fresh()
    const read = () => {
      const first = provenance(db, { path: 'same', position: 1 })
      return [
        store(observation(creatinine(1)), first),
        store(observation(creatinine(2)), { ...first, position: 2 }),
      ]
    }
    expect(read()).toEqual(['added', 'corrected'])
    expect(read()).toEqual(['duplicate', 'duplicate'])
    expect(count()).toBe(2)
  })
})

describe('several senders', () => {
  test('of one value are one value with two sources, in whatever unit', () => {
    const { store, count } = fresh()
    store(observation())
    expect(store(observation({ ...of('hl7', '4711'), ...creatinine(106.08, 'umol/L') }))).toBe('seen-again')
    expect(store(observation({ ...of('hl7', '4711'), ...creatinine(106.08, 'umol/L') }))).toBe('duplicate')
    expect(store(observation({ ...of('csv', 'row'), ...creatinine(115, 'umol/L') }))).toBe('added')
    expect(count()).toBe(2)
  })

  test('of two values at one time are two values', () => {
    const { store } = fresh()
    store(observation())
    expect(store(observation({ ...of('hl7', '4711'), ...creatinine(1.4) }))).toBe('added')
  })

  test('with two numbers of one sender are two values', () => {
    const { store } = fresh()
    store(observation())
    expect(store(observation(of('fhir', 'Observation/2')))).toBe('added')
  })

  test('keep their word when the first takes its own back', () => {
    const { db, store, visible } = fresh()
    store(observation({ issued: time('2026-03-01T09:00:00Z') }))
    store(observation(of('hl7', '4711')))
    store(observation(of('csv', 'row 1')))
    expect(store(observation({ ...creatinine(7), issued: time('2026-03-02T09:00:00Z') }))).toBe('corrected')
    expect(visible()).toHaveLength(2)
    expect(store(observation(of('csv', 'row 1')))).toBe('duplicate')
    // ... and stand behind it again once they say the same
    const later = provenance(db, { recordedMs: Date.parse('2026-06-01') })
    expect(store(observation({ ...of('hl7', '4711'), ...creatinine(7) }), later)).toBe('seen-again')
    expect(store(observation({ ...of('csv', 'row 1'), ...creatinine(7) }), later)).toBe('seen-again')
    expect(visible()).toHaveLength(1)
  })
})

describe('patients', () => {
  const named = (sender: string, id: string, numbers: string[], over = {}) =>
    person({ ...of(sender, id), patient: numbers.map((value) => ({ system: 'mrn', value })), ...over })

  test('are found by any number, also before they are described', () => {
    const { store, visible, db } = fresh()
    store(observation())
    store(named('fhir', 'Patient/1', ['A1', 'B7']))
    store(observation({ ...of('fhir', 'Observation/2'), patient: [{ system: 'mrn', value: 'B7' }] }))
    expect(db.prepare('SELECT name_alphabetic FROM patient').pluck().all()).toEqual(['Doe^Jane'])
    expect(visible()).toHaveLength(3)
  })

  test('are two where the birth dates differ, and a value of neither waits', () => {
    const { store, db } = fresh()
    store(named('fhir', 'Patient/1', ['A1']))
    store(named('hl7', 'P', ['A1'], { birthDate: time('1971-01-01') }))
    expect(db.prepare('SELECT count(*) FROM patient').pluck().get()).toBe(2)
    expect(store(observation())).toBe('patient-conflict')
    expect(store(observation({ patient: [{ system: '', value: 'unknown' }] }))).toBe('patient-missing')
  })

  test('that a sender says are one become one, unless somebody undid it', () => {
    const { db, store } = fresh()
    store(named('hl7', 'P1', ['A1']))
    store(named('hl7', 'P2', ['B7']))
    const joint = named('fhir', 'Patient/1', ['A1', 'B7'])
    store(joint)
    const [first = 0, second = 0] = db
      .prepare('SELECT row FROM patient ORDER BY row')
      .pluck()
      .all() as number[]
    expect(groupOf(db, second)).toEqual([first, second])
    const merge = mergeHistory(
      db,
      String(db.prepare('SELECT id FROM patient WHERE row = ?').pluck().get(first)),
    )
    unmergePatients(db, { mergeId: merge[0]?.id ?? '', by: 'tester' })
    expect(groupOf(db, second)).toEqual([second])
    store({ ...joint, maritalStatus: 'M', issued: time('2027-01-01') })
    expect(groupOf(db, second)).toEqual([second])
  })

  test('with one name and birth date are suggested to be one', () => {
    const { db, store } = fresh()
    store(named('hl7', 'P1', ['A1']))
    store(named('fhir', 'Patient/9', ['Z9']))
    store(named('fhir', 'Patient/8', ['Z8'], { sex: 'M' }))
    expect(suggestMerges(db, { patientId: null, limit: 10 }).pairs).toMatchObject([
      { because: 'name-and-birth-date', patients: [{ patientId: 'A1' }, { patientId: 'Z9' }] },
    ])
  })

  test('are found by the images that came before, and the other way round', () => {
    const { db, store } = fresh()
    recordInstance(
      db,
      parsedInstance({ patient: { patientId: 'A1', issuer: 'mrn', birthDate: '1950-02-03' } }),
      pretendBlob('x'),
      'x',
    )
    store(person())
    recordInstance(
      db,
      parsedInstance({
        patient: { patientId: 'A1', issuer: 'mrn', birthDate: '1950-02-03' },
        instance: { sopInstanceUid: '1.9' },
      }),
      pretendBlob('y'),
      'y',
    )
    expect(db.prepare('SELECT count(*) FROM patient').pluck().get()).toBe(1)
  })

  test('undoing merges in any order restores who was one with whom', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 }),
        fc.tuple(fc.nat(5), fc.nat(5)),
        (before, [a, b]) => {
          const { db, store } = fresh()
          for (let index = 0; index < 6; index += 1)
            store(
              named('hl7', `P${index}`, [`N${index}`], {
                birthDate: undefined,
                name: { alphabetic: `N${index}`, ideographic: '', phonetic: '' },
              }),
            )
          const rows = db.prepare('SELECT row FROM patient ORDER BY row').pluck().all() as number[]
          const ids = db.prepare('SELECT id FROM patient ORDER BY row').pluck().all() as string[]
          for (const [one, other] of before)
            linkPatients(db, rows[one]!, rows[other]!, { reason: '', by: 'tester' })
          const groups = () => rows.map((row) => groupOf(db, row).toSorted())
          const was = groups()
          if (was[a]?.includes(rows[b]!)) return
          const mergeId = mergePatients(db, {
            keptId: ids[a]!,
            mergedId: ids[b]!,
            reason: 'same person',
            by: 'tester',
          })
          expect(groups()[a]).toEqual(groups()[b])
          unmergePatients(db, { mergeId, by: 'tester' })
          expect(groups()).toEqual(was)
        },
      ),
      { numRuns: 25 },
    )
  })
})

describe('whatever the order', () => {
  const entries = fc.uniqueArray(
    fc.record({
      sender: fc.constantFrom('fhir', 'hl7'),
      id: fc.nat(3),
      value: fc.nat(3),
      hour: fc.nat(1),
      issued: fc.nat(5),
      removed: fc.nat(9).map((chance) => chance === 0),
    }),
    { selector: ({ sender, id, issued }) => `${sender} ${id} ${issued}`, maxLength: 12 },
  )

  const toEntry = (made: {
    sender: string
    id: number
    value: number
    hour: number
    issued: number
    removed: boolean
  }): ObservationEntry =>
    observation({
      ...of(made.sender, String(made.id)),
      code: loinc('2160-0'),
      start: time(`2026-03-01T0${made.hour}:00:00Z`),
      ...creatinine(made.value),
      status: made.removed ? 'removed' : 'final',
      issued: time(`2026-03-02T0${made.issued}:00:00Z`),
    })

  const wordOfEachSender = (db: WritableDatabase) =>
    db
      .prepare(
        `SELECT word, coalesce(said.number, ''), start_ms, value FROM (
           SELECT sender_row, number, row AS entry_row FROM record_entry WHERE known_to_ms IS NULL AND status <> 3
           UNION ALL SELECT sender_row, number, entry_row FROM record_sighting) AS said
         JOIN record_entry AS entry ON entry.row = entry_row JOIN record_word ON record_word.row = said.sender_row
         ORDER BY 1, 2, 3, 4`,
      )
      .raw()
      .all()

  test('a word said again stands although another of a time in between comes late', () => {
    const said = (value: number, issued: number, sender = 'fhir') =>
      toEntry({ sender, id: 0, value, hour: 0, issued, removed: false })
    const { store, visible, count } = fresh()
    expect(store(said(1, 1))).toBe('added')
    expect(store(said(1, 1, 'hl7'))).toBe('seen-again')
    expect(store(said(1, 3))).toBe('duplicate')
    expect(store(said(1, 4, 'hl7'))).toBe('duplicate')
    expect(store(said(2, 2))).toBe('superseded')
    expect(visible()).toHaveLength(1)
    expect(store(said(2, 2, 'hl7'))).toBe('superseded')
    const rows = count()
    for (const sender of ['fhir', 'hl7'])
      for (const [value, issued] of [
        [1, 1],
        [2, 2],
        [1, sender === 'fhir' ? 3 : 4],
      ] as const)
        store(said(value, issued, sender))
    expect(count()).toBe(rows)
    expect(visible()).toHaveLength(1)
  })

  test('each sender’s last word stands, and a second time adds nothing', () => {
    fc.assert(
      fc.property(
        entries.chain((made) =>
          fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length })),
        ),
        ([made, shuffled]) => {
          const [one, other] = [fresh(), fresh()]
          for (const entry of made) one.store(toEntry(entry))
          for (const entry of shuffled) other.store(toEntry(entry))
          expect(wordOfEachSender(other.db)).toEqual(wordOfEachSender(one.db))
          const before = [one.count(), wordOfEachSender(one.db)]
          for (const entry of made) expect(one.store(toEntry(entry))).not.toBe('added')
          expect([one.count(), wordOfEachSender(one.db)]).toEqual(before)
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})
