/** Stays of a record to the model of intensive care: which hours are seen, and for whom there is no number. */
import { join } from 'node:path'
import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { IntakeOptions } from '../../shared/domain/record/intake'
import { codeSystems } from '../../shared/domain/record/coding'
import { temporaryFolder } from '../../test-support/temporary-folder'
import type { SeriesModel } from '../inference/model-registry'
import { drawnTable, pretendModel } from '../prediction/icu/icu-model.fixture'
import { readLongForm } from '../prediction/icu/read-long-form'
import { GridMaker } from '../prediction/icu/stay-grid'
import { planFiles } from '../records/intake/plan-files'
import { runIntake } from '../records/intake/run-intake'
import { memoryStore } from '../store/memory-store.fixture'
import type { WritableDatabase } from '../store/open-database'
import { createIntake } from '../store/queries/record-imports'
import { findPeople, listPeople } from '../store/queries/record-people'
import { traceEntry } from '../store/queries/record-reading'
import { vaultOf } from './messy-patient.fixture'
import { StayRisks } from './stay-risks'

const admission = Date.parse('2012-01-01T00:00:00Z')
const hour = 3_600_000

async function importText(
  db: WritableDatabase,
  name: string,
  text: string,
  options: IntakeOptions,
): Promise<void> {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  const id = createIntake(db, { options, files: await planFiles(options.format, [path]), by: 'tester' })
  await runIntake(db, id, { signal: new AbortController().signal, progress: () => undefined })
}

/** Says how many cells of the grid are not empty, as log-odds: each further value raises the risk. */
const counting = pretendModel((grid) => grid.reduce((sum, cell) => sum + (cell === 0 ? 0 : 0.001), -3))

function stayRisks(db: WritableDatabase, nowMs: number) {
  const { model } = counting
  const entry = {
    id: 'icu-mortality',
    isDefault: true,
    retired: false,
    manifest: model.manifest,
    state: { state: 'available' },
  }
  return new StayRisks({
    inference: {
      run: (asked: Pick<SeriesModel, 'key'>, inputs) => counting['inference'].run(asked, inputs),
      registry: {
        open: () => Promise.resolve(),
        list: () => [entry as never],
        require: () => Promise.resolve(model),
      },
    },
    requireOpen: () => vaultOf(db),
    now: () => nowMs,
  })
}

const newest = { knownAt: null, stayEntryId: null }
const onlyPatient = (db: WritableDatabase) => listPeople(db, { afterId: null, limit: 1 })[0]!.patient.id

describe('a stay of the challenge', () => {
  it('becomes the very grid that its own table becomes', async () => {
    const db = memoryStore()
    await importText(db, 'drawn.csv', drawnTable(), { format: 'physionet2012', zone: 'UTC' })
    const path = join(temporaryFolder(), 'drawn.csv')
    writeFileSync(path, drawnTable())
    const maker = new GridMaker(counting.measurements)
    const { stays } = await readLongForm(path, maker.indexOf, new AbortController().signal)
    const risks = stayRisks(db, admission + 60 * hour)
    for (const stay of stays.slice(0, 6)) {
      const patientId = findPeople(db, stay.record)[0]!.patient.id
      const { points } = await risks.risk({ patientId, ...newest })
      const { outputs } = await counting.run([maker.make(stay).values])
      const expected = 1 / (1 + Math.exp(-outputs['logit']!.data[0]!))
      expect(points).toHaveLength(48)
      expect(points.at(-1)!.estimate.probability, stay.record).toBeCloseTo(expected, 4)
    }
  }, 120_000)

  it('is seen only as far as it had gone by then, and each value leads to its row', async () => {
    const db = memoryStore()
    const rows = [
      'RecordID,minute,parameter,value',
      '140007,0,Age,60',
      '140007,0,Gender,1',
      '140007,0,ICUType,3',
      '140007,61,HR,80',
      '140007,400,HR,120',
      '140007,401,pH,735',
    ]
    await importText(db, 'one.csv', rows.join('\n'), { format: 'physionet2012', zone: 'UTC' })
    const patientId = onlyPatient(db)
    const early = await stayRisks(db, admission + 6 * hour).risk({ patientId, ...newest })
    expect(early.points.map((point) => point.hour)).toEqual([1, 2, 3, 4, 5, 6])
    expect(early.measurements.find(({ parameter }) => parameter === 'HR')).toMatchObject({
      count: 1,
      latest: { value: 80, minute: 61 },
    })
    const later = await stayRisks(db, admission + 60 * hour).risk({ patientId, ...newest })
    expect(later.points).toHaveLength(48)
    // What came later changes no earlier estimate.
    expect(later.points.slice(0, 6)).toEqual(early.points)
    const { latest } = later.measurements.find(({ parameter }) => parameter === 'HR')!
    expect(traceEntry(db, latest!.entryId).sources[0]!.position).toBe(6)
    // The first six hours were taken from the vault, as they had been answered.
    const when = db.prepare('SELECT worked_out_at_ms FROM risk_estimate ORDER BY hour').pluck().all()
    expect(when).toEqual([
      ...Array<number>(6).fill(admission + 6 * hour),
      ...Array<number>(42).fill(admission + 60 * hour),
    ])
    expect([later.workedOut, later.earlier]).toEqual([
      { atMs: admission + 60 * hour, provider: 'cpu', isKept: true },
      [],
    ])
    expect(later.flags.map(({ code }) => code)).toContain('MEASUREMENTS_REPAIRED')
    const asked = { patientId, knownAt: null, stayEntryId: later.stay!.entryId }
    const change = await stayRisks(db, admission + 60 * hour).change({ ...asked, hour: 7 })
    expect(change.shares[0]).toMatchObject({ group: 'circulation' })
    const sum = change.timeAlone + change.shares.reduce((total, { logOdds }) => total + logOdds, 0)
    const odds = (p: number) => Math.log(p / (1 - p))
    expect(sum).toBeCloseTo(odds(change.after) - odds(change.before!), 5)
    const answer = await stayRisks(db, admission + 60 * hour).whatIf({
      kind: 'stay',
      ...asked,
      hour: 48,
      changes: [{ parameter: 'HR', value: 0.5 + 100 }],
    })
    expect(answer.before!.probability).toBeCloseTo(later.points.at(-1)!.estimate.probability, 6)
    expect(answer.after!.probability).not.toBe(answer.before!.probability)
    await expect(stayRisks(db, admission + 5 * hour).drivers({ ...asked, hour: 7 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('a stay by FHIR', () => {
  const system = 'urn:mrn'
  const resources = (born: string, end: string | null, mg: number) =>
    [
      {
        resourceType: 'Patient',
        id: 'p',
        identifier: [{ system, value: 'X' }],
        gender: 'female',
        birthDate: born,
      },
      {
        resourceType: 'Encounter',
        id: 'e',
        status: end === null ? 'in-progress' : 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
        type: [{ text: 'Surgical intensive care' }],
        subject: { reference: 'Patient/p' },
        period: { start: '2026-01-01T00:00:00Z', ...(end !== null && { end }) },
      },
      {
        resourceType: 'Observation',
        id: 'm',
        status: 'final',
        code: { coding: [{ system: codeSystems.loinc, code: '2601-3' }] },
        subject: { reference: 'Patient/p' },
        effectiveDateTime: '2026-01-01T05:00:00Z',
        valueQuantity: { value: mg, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
      },
    ]
      .map((one) => JSON.stringify(one))
      .join('\n')
  const now = Date.parse('2026-01-10T00:00:00Z')
  const risk = async (born: string, end: string | null) => {
    const db = memoryStore()
    await importText(db, 'a.ndjson', resources(born, end, 0.82), {
      format: 'fhir',
      zone: 'UTC',
      sender: 'his',
    })
    return stayRisks(db, now).risk({ patientId: onlyPatient(db), ...newest })
  }

  it('has magnesium in the unit that the model was really fed, and the kind of its unit', async () => {
    const { measurements, points, stay } = await risk('1950-01-01', null)
    expect(stay).toMatchObject({ place: 'Surgical intensive care' })
    expect(points).toHaveLength(48)
    const magnesium = measurements.find(({ parameter }) => parameter === 'Mg')!
    // 0.82 mmol/L x 24.305 g/mol = 1.993 mg/dL
    expect(magnesium).toMatchObject({ unit: 'mg/dL', count: 1 })
    expect(magnesium.latest!.value).toBeCloseTo(1.993, 2)
  })

  it('gives no number for a child, nor for a stay that ended within the window', async () => {
    const child = await risk('2015-01-01', null)
    expect([child.points, child.reasons]).toEqual([[], [{ code: 'STAY_TOO_YOUNG', about: [] }]])
    expect(child.workedOut).toEqual({ atMs: now, provider: null, isKept: true })
    const short = await risk('1950-01-01', '2026-01-02T12:00:00Z')
    expect([short.points, short.reasons]).toEqual([[], [{ code: 'STAY_ENDED_EARLY', about: [] }]])
  })
})
