import { beforeEach, describe, expect, it } from 'vitest'
import { codeSystems } from '../../../shared/domain/record/coding'
import { memoryStore } from '../../store/memory-store.fixture'
import type { WritableDatabase } from '../../store/open-database'
import { findPeople, listPeople } from '../../store/queries/record-people'
import { latestValue, listEntries, traceEntry } from '../../store/queries/record-reading'
import { removeSamplePeople } from '../../store/queries/sample-ward'
import { fillSampleWard, sampleStatements } from './fill-sample-ward'
import { sampleSender } from './sample-sender'
import { sampleEntries, samplePeople } from './sample-ward'

const atMs = Date.parse('2026-11-21T12:00:00Z')
const watch = { signal: new AbortController().signal, progress: () => undefined }
const everybody = (db: WritableDatabase) => listPeople(db, { afterId: null, limit: 100 })

describe('the made-up ward in the vault', () => {
  let db: WritableDatabase

  beforeEach(() => {
    db = memoryStore()
  })

  it('goes in by the ordinary import, without a statement lost', async () => {
    const ended = await fillSampleWard(db, { atMs, by: 'tester' }, watch)
    expect(ended.state).toBe('done')
    const counts = ended.files[0]!.tallies
    expect(counts.filter(({ outcome }) => outcome !== 'added')).toEqual([])
    const made = [...sampleEntries(atMs)].length
    expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(made)
    const people = everybody(db)
    expect(people).toHaveLength(samplePeople.length)
    expect(people.every(({ patient }) => patient.synthetic)).toBe(true)
  })

  it('keeps what is said of a person, and who said it', async () => {
    await fillSampleWard(db, { atMs, by: 'tester' }, watch)
    const [person] = findPeople(db, 'SW-02')
    const patientId = person!.patient.id
    const potassium = latestValue(db, {
      patientId,
      code: { system: codeSystems.loinc, code: '2823-3' },
      beforeMs: atMs,
    })
    expect(potassium).toMatchObject({ unit: 'mmol/L' })
    expect(potassium!.value).toBeGreaterThan(6)
    expect(traceEntry(db, potassium!.entryId).sources[0]).toMatchObject({
      sender: `fhir:${sampleSender}`,
      importedBy: 'tester',
    })
    const encounters = listEntries(db, { patientId, kinds: ['encounter'], limit: 10 }).map(
      ({ entry }) => entry,
    )
    expect(encounters).toContainEqual(
      expect.objectContaining({ location: 'Intensive Care Unit, bed 3', state: 'in-progress' }),
    )
  })

  it('moves to another moment without doubles and without other people', async () => {
    const first = await fillSampleWard(db, { atMs, by: 'tester' }, watch)
    const ids = everybody(db).map(({ patient }) => patient.id)
    const later = await fillSampleWard(db, { atMs: atMs + 86_400_000, by: 'tester' }, watch)
    expect(later.files[0]!.tallies).toEqual(first.files[0]!.tallies)
    expect(everybody(db).map(({ patient }) => patient.id)).toEqual(ids)
  })

  it('goes away again, and leaves who has something else', async () => {
    await fillSampleWard(db, { atMs, by: 'tester' }, watch)
    expect(removeSamplePeople(db, sampleStatements)).toBe(samplePeople.length)
    expect(everybody(db)).toEqual([])
  })

  it('stops when it is told to', async () => {
    const abort = new AbortController()
    const filling = fillSampleWard(
      db,
      { atMs, by: 'tester' },
      { signal: abort.signal, progress: () => abort.abort() },
    )
    await expect(filling).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(everybody(db)).toEqual([])
  })
})
