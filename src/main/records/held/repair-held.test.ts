import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { IntakeOptions } from '../../../shared/domain/record/intake'
import { CsvMapping, csvMappingFormat } from '../../../shared/domain/record-import/csv-mapping'
import { memoryStore } from '../../store/memory-store.fixture'
import type { WritableDatabase } from '../../store/open-database'
import { dropHeld, heldCounts, heldOfIntakes, heldPage, restoreHeld } from '../../store/queries/held-rows'
import { createIntake } from '../../store/queries/record-imports'
import { heldDetail, intakeOverview } from '../intake-overview'
import { planFiles } from '../intake/plan-files'
import { runIntake } from '../intake/run-intake'
import { countAlike, repairHeld, retryHeld } from './repair-held'

const never = new AbortController().signal
const by = 'tester'
const every = { intakeId: null, reason: null }

const observation = (id: string, code: string, unit?: string) =>
  JSON.stringify({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { identifier: { system: 'urn:mrn', value: 'A1' } },
    effectiveDateTime: '2026-03-01T08:00:00Z',
    valueQuantity: { value: Number(id.slice(1)), ...(unit === undefined ? {} : { unit }) },
  })

const table = CsvMapping.parse({
  format: csvMappingFormat,
  name: 'labs',
  text: { headerRow: 1, decimal: '.' },
  missing: [],
  patient: { identifiers: [{ column: 'id', system: 'urn:mrn' }] },
  time: { columns: ['at'], patterns: ['YYYY-MM-DD'] },
  timeRequired: true,
  rows: {
    form: 'wide',
    columns: [
      {
        as: 'observation',
        column: 'K',
        code: { codings: [{ system: 'http://loinc.org', code: '2823-3' }] },
        value: { type: 'quantity', unit: { from: 'mapping', unit: 'mmol/L' } },
      },
    ],
  },
})

async function importText(db: WritableDatabase, name: string, text: string, options: IntakeOptions) {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  const id = createIntake(db, { options, files: await planFiles(options.format, [path]), by })
  return runIntake(db, id, { signal: never, progress: () => undefined })
}

const fhir = (sender: string): IntakeOptions => ({ format: 'fhir', zone: 'UTC', sender })
const csv: IntakeOptions = { format: 'csv', zone: 'UTC', mapping: table }
const waiting = (db: WritableDatabase) => heldPage(db, { ...every, offset: 0, limit: 500 }).rows
const observations = (db: WritableDatabase) =>
  db.prepare('SELECT count(*) FROM record_entry WHERE kind = 2').pluck().get()

describe('a held statement', () => {
  test('gets its unit together with those of the same code and sender only', async () => {
    const db = memoryStore()
    const lines = [observation('o1', '2160-0'), observation('o2', '2160-0'), observation('o3', '2823-3')]
    await importText(db, 'a.ndjson', lines.join('\n'), fhir('his'))
    await importText(db, 'b.ndjson', observation('o9', '2160-0'), fhir('other'))
    const [first] = waiting(db)
    const change = { kind: 'unit' as const, from: '', to: 'mg/dL' }
    const request = { id: first!.id, change }
    expect(await countAlike(db, request, never)).toBe(2)
    expect(await repairHeld(db, { ...request, alike: true, by }, never)).toEqual({
      repaired: 2,
      waiting: 0,
      problem: null,
    })
    expect(waiting(db).map(({ sender, reason }) => [sender, reason])).toEqual([
      ['his', 'unit-missing'],
      ['other', 'unit-missing'],
    ])
    expect(observations(db)).toBe(2)
  })

  test('waits on with the reason where the change does not help', async () => {
    const db = memoryStore()
    await importText(db, 'a.ndjson', observation('o1', '2160-0'), fhir('his'))
    const [{ id } = { id: '' }] = waiting(db)
    const wrong = { id, change: { kind: 'unit' as const, from: '', to: 'mm[Hg]' }, alike: false, by }
    expect(await repairHeld(db, wrong, never)).toMatchObject({
      repaired: 0,
      problem: { reason: 'unit-not-commensurable' },
    })
    const other = { ...wrong, change: { ...wrong.change, from: 'g' } }
    await expect(repairHeld(db, other, never)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(waiting(db)).toHaveLength(1)
  })

  test('tells what it is about, and its patient can be named', async () => {
    const db = memoryStore()
    await importText(db, 'a.ndjson', observation('o1', '2160-0'), fhir('his'))
    const [{ id } = { id: '' }] = waiting(db)
    const { statement, row } = await heldDetail(db, id)
    expect(statement).toMatchObject({ patient: [{ system: 'urn:mrn', value: 'A1' }], unit: '' })
    expect(row.fileName).toMatch(/^[^/]+\/a\.ndjson$/)
  })
})

describe("a table's held row", () => {
  const text = 'id,at,K\nA1,2024-03-05,haem.\nA2,2024-03-05,haem.\nA3,2024-03-05,4.1\nA4,yesterday,haem.\n'

  test('is repaired by its cells, alone or with the rows that say the same', async () => {
    const db = memoryStore()
    await importText(db, 'labs.csv', text, csv)
    const [first] = waiting(db)
    expect((await heldDetail(db, first!.id)).table).toEqual({
      header: ['id', 'at', 'K'],
      cells: ['A1', '2024-03-05', 'haem.'],
      mapped: ['id', 'at', 'K'],
    })
    const change = { kind: 'cell' as const, column: 'K', from: 'haem.', to: '5.0' }
    expect(await countAlike(db, { id: first!.id, change }, never)).toBe(2)
    expect(await repairHeld(db, { id: first!.id, change, alike: true, by }, never)).toMatchObject({
      repaired: 2,
    })
    const [last] = waiting(db)
    expect(last?.reason).toBe('time-invalid')
    const cells = ['A4', '2024-03-06', '3.9']
    expect(
      await repairHeld(db, { id: last!.id, change: { kind: 'cells', cells }, alike: false, by }, never),
    ).toMatchObject({ repaired: 1 })
    expect(observations(db)).toBe(4)
    await importText(db, 'labs.csv', text, csv)
    expect([observations(db), waiting(db)]).toEqual([4, []])
  })

  test('is discarded and brought back exactly', async () => {
    const db = memoryStore()
    const { id: intakeId } = await importText(db, 'labs.csv', text, csv)
    const [first, ...others] = waiting(db)
    const alone = dropHeld(db, { choice: { ids: [first!.id] }, by }, 1000)
    const rest = dropHeld(db, { choice: every, by }, 1000)
    expect([alone.dropped, rest.dropped, waiting(db)]).toEqual([1, others.length, []])
    expect(heldOfIntakes(db).get(intakeId)).toEqual({ waiting: 0, repaired: 0, dropped: 3 })
    expect(restoreHeld(db, rest.mark)).toBe(others.length)
    expect(waiting(db).map(({ id }) => id)).toEqual(others.map(({ id }) => id))
    expect(restoreHeld(db, alone.mark)).toBe(1)
    expect(heldCounts(db, intakeId)).toEqual([
      { reason: 'value-invalid', waiting: 2, repaired: 0, dropped: 0 },
      { reason: 'time-invalid', waiting: 1, repaired: 0, dropped: 0 },
    ])
    expect(intakeOverview(db)).toMatchObject([{ sender: 'labs', held: { waiting: 3 } }])
  })

  test('is tried again with all others, and waits on while nothing changed', async () => {
    const db = memoryStore()
    await importText(db, 'labs.csv', text, csv)
    expect(await retryHeld(db, { choice: every, by }, never)).toEqual({ repaired: 0, waiting: 3 })
    const stopped = AbortSignal.abort()
    await expect(retryHeld(db, { choice: every, by }, stopped)).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
