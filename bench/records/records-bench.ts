/**
 * The record: rows a second of an import against a plain insert into unencrypted SQLite, and the time of a timeline query
 * among many values. Runs under Electron as Node, since the SQLite package does. Prints one JSON object.
 *
 * VESALIUS_BENCH_VALUES: how many values lie in the record when it is asked (default 200,000; the goal is 5,000,000).
 */
import Database from 'better-sqlite3'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeSystems } from '../../src/shared/domain/record/coding'
import type { ObservationEntry } from '../../src/shared/domain/record/entry'
import { SeededRandom } from '../../src/main/imaging/synthetic/random'
import { planFiles } from '../../src/main/records/intake/plan-files'
import { runIntake } from '../../src/main/records/intake/run-intake'
import { openReadable, openWritable } from '../../src/main/store/open-database'
import { forgetDictionary } from '../../src/main/store/queries/record-dictionary'
import { storeEntry } from '../../src/main/store/queries/record-entries'
import { createIntake } from '../../src/main/store/queries/record-imports'
import { listPeople } from '../../src/main/store/queries/record-people'
import { PatientFinder } from '../../src/main/store/queries/record-patients'
import { latestValue, timeline } from '../../src/main/store/queries/record-reading'
import { atomically } from '../../src/main/store/statements'

const values = Number(process.env['VESALIUS_BENCH_VALUES'] ?? 200_000)
const imported = Math.min(values, 50_000)
/** values of one patient, as of a stay of some days */
const valuesEach = 2_500
const together = 2_000
const queries = 300
const codes = [
  '8867-4',
  '8480-6',
  '8462-4',
  '9279-1',
  '59408-5',
  '8310-5',
  '2345-7',
  '2160-0',
  '2823-3',
  '718-7',
]
const units = ['/min', 'mm[Hg]', 'mm[Hg]', '/min', '%', 'Cel', 'mg/dL', 'mg/dL', 'mmol/L', 'g/dL']
const startMs = Date.UTC(2026, 0, 1)

const timeOf = (index: number) => new Date(startMs + Math.floor(index / codes.length) * 60_000).toISOString()

function entryAt(index: number): ObservationEntry {
  const kind = index % codes.length
  return {
    kind: 'observation',
    identity: { namespace: 'bench', id: `Observation/${index}` },
    patient: [{ system: 'urn:mrn', value: `P${Math.floor(index / valuesEach)}` }],
    status: 'final',
    start: { iso: timeOf(index), precision: 'second' },
    code: { codings: [{ system: codeSystems.loinc, code: codes[kind] ?? '' }] },
    value: { type: 'quantity', quantity: { value: 50 + ((index * 7) % 100), unit: units[kind] ?? '1' } },
  }
}

function resourceAt(index: number): string {
  const { code, value, patient } = entryAt(index)
  const quantity = value.type === 'quantity' ? value.quantity : { value: 0, unit: '1' }
  return JSON.stringify({
    resourceType: 'Observation',
    id: `o${index}`,
    status: 'final',
    code: { coding: code.codings },
    subject: { identifier: patient[0] },
    effectiveDateTime: timeOf(index),
    valueQuantity: {
      value: quantity.value,
      unit: quantity.unit,
      code: quantity.unit,
      system: codeSystems.ucum,
    },
  })
}

const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1_000)

/** The same values in the plainest way: one table, one index, one transaction, no encryption, nothing checked. */
function plainInsert(folder: string): number {
  const db = new Database(join(folder, 'plain.db'))
  db.pragma('journal_mode = WAL')
  db.exec(`CREATE TABLE value (patient TEXT, code TEXT, time TEXT, value REAL, unit TEXT);
    CREATE INDEX value_by_patient ON value (patient, code, time)`)
  const statement = db.prepare('INSERT INTO value VALUES (?, ?, ?, ?, ?)')
  const startedMs = performance.now()
  db.transaction(() => {
    for (let index = 0; index < imported; index += 1) {
      const { patient, code, value } = entryAt(index)
      const quantity = value.type === 'quantity' ? value.quantity : null
      statement.run(patient[0]?.value, code.codings[0]?.code, timeOf(index), quantity?.value, quantity?.unit)
    }
  })()
  const ms = performance.now() - startedMs
  db.close()
  return perSecond(imported, ms)
}

function writeExport(path: string): void {
  const file = openSync(path, 'w')
  for (let index = 0; index < imported; index += 1) writeSync(file, `${resourceAt(index)}\n`)
  closeSync(file)
}

function percentile(sorted: readonly number[], part: number): number {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(2))
}

const folder = mkdtempSync(join(tmpdir(), 'vesalius-bench-records-'))
try {
  const key = new Uint8Array(randomBytes(32))
  const db = openWritable(folder, key)
  const path = join(folder, 'values.ndjson')
  writeExport(path)
  const options = { format: 'fhir', zone: 'UTC', sender: 'bench' } as const
  const quiet = { signal: new AbortController().signal, progress: () => undefined }
  const importOnce = async () => {
    const id = createIntake(db, { options, files: await planFiles('fhir', [path]), by: 'bench' })
    const startedMs = performance.now()
    const { state } = await runIntake(db, id, quiet)
    if (state !== 'done') throw new Error(`the import ended ${state}`)
    return perSecond(imported, performance.now() - startedMs)
  }
  const importRowsPerS = await importOnce()
  const againRowsPerS = await importOnce()
  const plainRowsPerS = plainInsert(folder)

  // The rest goes in without a file, to have a record of the asked size.
  const finder = new PatientFinder(db)
  const fileRow = db.prepare<[], { row: number }>('SELECT row FROM record_file').get()?.row ?? 0
  const storedFromMs = performance.now()
  for (let index = imported; index < values; index += together)
    atomically(db, () => {
      for (let at = index; at < Math.min(values, index + together); at += 1)
        storeEntry(db, finder, entryAt(at), { fileRow, position: at, recordedMs: startMs })
    })
  const storeRowsPerS =
    values > imported ? perSecond(values - imported, performance.now() - storedFromMs) : null
  forgetDictionary(db)
  db.pragma('wal_checkpoint(TRUNCATE)')

  const reader = openReadable(folder, key)
  const people = listPeople(reader, { afterId: null, limit: 5_000 })
  const random = new SeededRandom(70)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T
  const timelineMs: number[] = []
  const latestMs: number[] = []
  for (let query = 0; query < queries; query += 1) {
    const patientId = pick(people).patient.id
    const code = { system: codeSystems.loinc, code: pick(codes) }
    let begunMs = performance.now()
    const { total } = timeline(reader, { patientId, code, mostPoints: 1_000 })
    timelineMs.push(performance.now() - begunMs)
    if (total === 0) throw new Error('a timeline is empty')
    begunMs = performance.now()
    latestValue(reader, { patientId, code, beforeMs: startMs + 86_400_000 })
    latestMs.push(performance.now() - begunMs)
  }
  for (const list of [timelineMs, latestMs]) list.sort((a, b) => a - b)
  reader.close()
  db.close()
  const report = {
    values,
    patients: people.length,
    valuesOfOneCurve: valuesEach / codes.length,
    importRowsPerS,
    importAgainRowsPerS: againRowsPerS,
    storeRowsPerS,
    plainInsertRowsPerS: plainRowsPerS,
    importRows: imported,
    bytesPerValue: Math.round(statSync(join(folder, 'vault.db')).size / values),
    timelineMs: { p50: percentile(timelineMs, 0.5), p95: percentile(timelineMs, 0.95) },
    latestValueMs: { p50: percentile(latestMs, 0.5), p95: percentile(latestMs, 0.95) },
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
