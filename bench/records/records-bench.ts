/**
 * The record: rows a second of an import against a plain insert into unencrypted SQLite, and the time of questions to a record
 * of millions against the plainest table of the same values. Runs under Electron as Node, since the SQLite package does. Prints
 * one JSON object, progress on standard error.
 *
 * VESALIUS_BENCH_VALUES: how many values lie in the record when it is asked (default 5,000,000: some minutes).
 */
import Database from 'better-sqlite3'
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeSystems } from '../../src/shared/domain/record/coding'
import { IntakeOptions } from '../../src/shared/domain/record/intake'
import { SeededRandom } from '../../src/main/imaging/synthetic/random'
import { planFiles } from '../../src/main/records/intake/plan-files'
import { ReadingThread } from '../../src/main/records/intake/reading-thread'
import { runIntake } from '../../src/main/records/intake/run-intake'
import {
  openReadable,
  openWritable,
  type ReadableDatabase,
  type WritableDatabase,
} from '../../src/main/store/open-database'
import { storeEntry } from '../../src/main/store/queries/record-entries'
import { createIntake } from '../../src/main/store/queries/record-imports'
import { observedCodes } from '../../src/main/store/queries/record-observed'
import { entryPage } from '../../src/main/store/queries/record-pages'
import { PatientFinder } from '../../src/main/store/queries/record-patients'
import { findPeople } from '../../src/main/store/queries/record-people'
import { latestValue, timeline } from '../../src/main/store/queries/record-reading'
import { atomically } from '../../src/main/store/statements'
import {
  codes,
  entryOf,
  longCurve,
  longValueAt,
  type MadeUpValue,
  resourceOf,
  rowOf,
  tableHead,
  tableMapping,
  valueAt,
  valuesEach,
} from './made-up-values'

const values = Number(process.env['VESALIUS_BENCH_VALUES'] ?? 5_000_000)
const imported = Math.min(values, 200_000)
const together = 8_000
const queries = 300
const longQueries = 20

const perSecond = (count: number, ms: number) => Math.round((count / ms) * 1_000)
const tell = (text: string) => process.stderr.write(`  records: ${text}\n`)

/** The same values in the plainest way: one table, one index, no encryption, nothing checked. */
class PlainTable {
  private readonly db: Database.Database

  constructor(path: string) {
    this.db = new Database(path)
    this.db.pragma('journal_mode = WAL')
    this.db.exec(`CREATE TABLE value (patient TEXT, code TEXT, time TEXT, value REAL, unit TEXT);
      CREATE INDEX value_by_patient ON value (patient, code, time)`)
  }

  insert(from: number, to: number, at: (index: number) => MadeUpValue): void {
    const statement = this.db.prepare('INSERT INTO value VALUES (?, ?, ?, ?, ?)')
    this.db.transaction(() => {
      for (let index = from; index < to; index += 1) {
        const { patient, code, iso, value, unit } = at(index)
        statement.run(patient, code, iso, value, unit)
      }
    })()
  }

  curve(patient: string, code: string): number {
    return this.db
      .prepare('SELECT time, value, unit FROM value WHERE patient = ? AND code = ? ORDER BY time')
      .all(patient, code).length
  }

  close(): void {
    this.db.close()
  }
}

function writeLines(path: string, lineAt: (index: number) => string, head?: string): void {
  const file = openSync(path, 'w')
  if (head !== undefined) writeSync(file, `${head}\n`)
  for (let index = 0; index < imported; index += 1) writeSync(file, `${lineAt(index)}\n`)
  closeSync(file)
}

const thread = new ReadingThread(join(import.meta.dirname, 'record-reader-worker.mjs'))

/** As the program does it, with a thread that reads. @returns rows a second of the first import of a file, and of the same again */
async function importTwice(db: WritableDatabase, path: string, options: IntakeOptions) {
  const once = async () => {
    const files = await planFiles(options.format, [path])
    const id = createIntake(db, { options, files, by: 'bench' })
    const startedMs = performance.now()
    const { state, files: read } = await runIntake(db, id, {
      signal: new AbortController().signal,
      progress: () => undefined,
      read: (...file) => thread.read(...file),
    })
    if (state !== 'done' || read[0]?.items !== imported) throw new Error(`the import ended ${state}`)
    return perSecond(imported, performance.now() - startedMs)
  }
  return { rowsPerS: await once(), againRowsPerS: await once() }
}

/** Brings the record to its size without a file. @returns rows a second, of all and of the last tenth */
function fill(db: WritableDatabase, fileRow: number): { rowsPerS: number; lastRowsPerS: number } {
  const finder = new PatientFinder(db)
  const store = (value: MadeUpValue, number: string, position: number) =>
    storeEntry(db, finder, entryOf(value, number), { fileRow, position, recordedMs: Date.UTC(2026, 1) })
  const startedMs = performance.now()
  let lastMs = startedMs
  const lastFrom = Math.floor((values * 0.9) / together) * together
  for (let index = 0; index < values; index += together) {
    if (index === lastFrom) lastMs = performance.now()
    if (index % (together * 25) === 0 && index > 0)
      tell(`${index} values, ${perSecond(index, performance.now() - startedMs)} a second`)
    atomically(db, () => {
      for (let at = index; at < Math.min(values, index + together); at += 1)
        if (at < longCurve) store(longValueAt(at), `long${at}`, at)
        else store(valueAt(at - longCurve), `v${at}`, at)
    })
  }
  const endedMs = performance.now()
  db.pragma('wal_checkpoint(TRUNCATE)')
  return {
    rowsPerS: perSecond(values, endedMs - startedMs),
    lastRowsPerS: perSecond(values - lastFrom, endedMs - lastMs),
  }
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(2))
}

const spread = (times: readonly number[]) => ({ p50: percentile(times, 0.5), p95: percentile(times, 0.95) })

function timed(times: number[], ask: () => unknown): void {
  const begunMs = performance.now()
  ask()
  times.push(performance.now() - begunMs)
}

/** The person with a number, as the pages find them. */
function idOf(db: ReadableDatabase, number: string): string {
  const [person] = findPeople(db, number)
  if (!person) throw new Error(`nobody has the number ${number}`)
  return person.patient.id
}

function ask(db: ReadableDatabase, plain: PlainTable) {
  const random = new SeededRandom(70)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T
  const times = {
    timeline: [],
    plainTimeline: [],
    latest: [],
    page: [],
    codes: [],
    longCurve: [],
    plainLongCurve: [],
  } as Record<string, number[]>
  const into = (name: string) => times[name] ?? []
  const whole = Math.floor((values - longCurve) / valuesEach)
  for (let query = 0; query < queries; query += 1) {
    const number = `P${Math.floor(random.next() * whole)}`
    const patientId = idOf(db, number)
    const code = { system: codeSystems.loinc, code: pick(codes) }
    timed(into('timeline'), () => {
      const { total } = timeline(db, { patientId, code, mostPoints: 1_000 })
      if (total !== valuesEach / codes.length) throw new Error(`a curve has ${total} values`)
    })
    timed(into('plainTimeline'), () => plain.curve(number, code.code))
    timed(into('latest'), () => latestValue(db, { patientId, code, beforeMs: Date.UTC(2100, 0) }))
    timed(into('page'), () => entryPage(db, { patientId, kinds: ['observation'], offset: 0, limit: 50 }))
    timed(into('codes'), () => observedCodes(db, { patientId }))
  }
  const patientId = idOf(db, 'LONG')
  const code = { system: codeSystems.loinc, code: codes[0] ?? '' }
  for (let query = 0; query < longQueries; query += 1) {
    timed(into('longCurve'), () => {
      const { total } = timeline(db, { patientId, code, mostPoints: 2_000 })
      if (total !== longCurve) throw new Error(`the long curve has ${total} values`)
    })
    timed(into('plainLongCurve'), () => plain.curve('LONG', code.code))
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, spread(list)]))
}

const folder = mkdtempSync(join(tmpdir(), 'vesalius-bench-records-'))
try {
  const importKey = new Uint8Array(randomBytes(32))
  const small = openWritable(folder, importKey)
  const [resources, table] = [join(folder, 'values.ndjson'), join(folder, 'values.csv')]
  writeLines(resources, (index) => resourceOf(valueAt(index), `o${index}`))
  writeLines(table, (index) => rowOf(valueAt(index)), tableHead)
  tell('importing')
  const fhir = await importTwice(
    small,
    resources,
    IntakeOptions.parse({ format: 'fhir', zone: 'UTC', sender: 'fhir' }),
  )
  // The table says what the export said: all of it is seen again, as a second source of the same values.
  const secondSource = await importTwice(
    small,
    table,
    IntakeOptions.parse({ format: 'csv', zone: 'UTC', sender: 'second', mapping: tableMapping }),
  )
  small.close()
  for (const name of ['vault.db', 'vault.db-wal', 'vault.db-shm']) rmSync(join(folder, name), { force: true })

  const key = new Uint8Array(randomBytes(32))
  const db = openWritable(folder, key)
  const csv = await importTwice(
    db,
    table,
    IntakeOptions.parse({ format: 'csv', zone: 'UTC', sender: 'csv', mapping: tableMapping }),
  )
  db.close()
  for (const name of ['vault.db', 'vault.db-wal', 'vault.db-shm']) rmSync(join(folder, name), { force: true })

  const plain = new PlainTable(join(folder, 'plain.db'))
  const plainFromMs = performance.now()
  plain.insert(0, imported, valueAt)
  const plainRowsPerS = perSecond(imported, performance.now() - plainFromMs)
  plain.insert(imported, values - longCurve, valueAt)
  plain.insert(0, longCurve, longValueAt)

  const large = openWritable(folder, key)
  const files = await planFiles('fhir', [resources])
  createIntake(large, { options: { format: 'fhir', zone: 'UTC', sender: 'bench' }, files, by: 'bench' })
  const fileRow = large.prepare<[], { row: number }>('SELECT row FROM record_file').get()?.row ?? 0
  tell(`filling the record with ${values} values`)
  const filled = fill(large, fileRow)
  const filledRssMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  tell('asking')
  const reader = openReadable(folder, key)
  const asked = ask(reader, plain)
  reader.close()
  large.close()
  plain.close()
  const report = {
    values,
    patients: Math.ceil((values - longCurve) / valuesEach) + 1,
    importRows: imported,
    plainInsertRowsPerS: plainRowsPerS,
    fhir,
    csv,
    secondSourceRowsPerS: secondSource.rowsPerS,
    fill: filled,
    largestMiB: filledRssMiB,
    bytesPerValue: Math.round(statSync(join(folder, 'vault.db')).size / values),
    plainBytesPerValue: Math.round(statSync(join(folder, 'plain.db')).size / values),
    valuesOfOneCurve: valuesEach / codes.length,
    valuesOfLongCurve: longCurve,
    ms: asked,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
} finally {
  await thread.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
