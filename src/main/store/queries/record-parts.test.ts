import { describe, expect, test } from 'vitest'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { observation, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { storeEntry } from './record-entries'
import { PatientFinder } from './record-patients'

const sender = 'fhir:ward'
const panel = 'Observation/p'
const part = (code: string, value: number, issued: string): RecordEntry =>
  observation({
    identity: { namespace: sender, id: `${panel}#${code}` },
    panel,
    code: { codings: [{ system: 'http://loinc.org', code }] },
    value: { type: 'quantity', quantity: { value, unit: 'mm[Hg]' } },
    issued: time(issued),
  })
const removal = (issued: string, removes: 'observation' | 'genotype' = 'observation'): RecordEntry => ({
  kind: 'removal',
  identity: { namespace: sender, id: panel },
  removes,
  issued: time(issued),
})

function record() {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  const from = provenance(db)
  return {
    store: (entry: RecordEntry) => {
      const stored = storeEntry(db, finder, entry, from)
      return stored.ok ? stored.outcome : stored.reason
    },
    visible: () =>
      db
        .prepare(
          `SELECT code || '=' || format('%g', value) FROM record_entry JOIN record_code ON record_code.row = code_row
           WHERE known_to_ms IS NULL AND status <> 3 ORDER BY 1`,
        )
        .pluck()
        .all(),
    count: () => db.prepare('SELECT count(*) FROM record_entry').pluck().get(),
  }
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  )
}

describe('the parts of a panel', () => {
  test('end with it, and a second removal changes nothing', () => {
    const { store, visible, count } = record()
    store(part('8480-6', 120, '2026-03-01'))
    store(part('8462-4', 80, '2026-03-01'))
    store(
      observation({ identity: { namespace: sender, id: 'Observation/q#8480-6' }, panel: 'Observation/q' }),
    )
    expect(visible()).toHaveLength(3)
    expect(store(removal('2026-03-02', 'genotype'))).toBe('removed')
    expect(visible()).toHaveLength(3)
    expect(store(removal('2026-03-02'))).toBe('removed')
    expect(visible()).toEqual(['2160-0=1.2'])
    const before = count()
    expect(store(removal('2026-03-02'))).toBe('duplicate')
    expect(store(part('8480-6', 120, '2026-03-01'))).toBe('duplicate')
    expect(count()).toBe(before)
  })

  test('are the same whatever order files come in', () => {
    const said = [
      part('8480-6', 120, '2026-03-01'),
      part('8462-4', 80, '2026-03-01'),
      removal('2026-03-02'),
      // The sender found out that it was right after all, of the one.
      part('8480-6', 121, '2026-03-03'),
    ]
    for (const order of permutations(said)) {
      const { store, visible } = record()
      for (const entry of order) store(entry)
      expect(visible()).toEqual(['8480-6=121'])
    }
  })

  test('of a panel with a value of its own end when that is taken back', () => {
    const own = (status: 'final' | 'removed', issued: string) =>
      observation({ identity: { namespace: sender, id: panel }, panel, status, issued: time(issued) })
    const { store, visible } = record()
    store(own('final', '2026-03-01'))
    store(part('8480-6', 120, '2026-03-01'))
    expect(store(own('removed', '2026-03-02'))).toBe('removed')
    expect(visible()).toEqual([])
  })

  test('that another sender said as well stay as its word', () => {
    const { store, visible } = record()
    const other = { ...part('8480-6', 120, '2026-03-01'), identity: { namespace: 'hl7:LAB', id: '4711' } }
    expect([store(other), store(part('8480-6', 120, '2026-03-01'))]).toEqual(['added', 'seen-again'])
    store(removal('2026-03-02'))
    expect(visible()).toEqual(['8480-6=120'])
    const first = record()
    expect([first.store(part('8480-6', 120, '2026-03-01')), first.store(other)]).toEqual([
      'added',
      'seen-again',
    ])
    first.store(removal('2026-03-02'))
    expect(first.visible()).toEqual(['8480-6=120'])
  })
})
