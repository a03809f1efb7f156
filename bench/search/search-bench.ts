/**
 * The worklist's search among 100,000 patients in the encrypted store, against the plainest SQLite: one unencrypted
 * table of the same studies with an index on the date, searched by LIKE. Runs under Electron as Node, since the SQLite
 * package does. Prints one JSON object.
 */
import Database from 'better-sqlite3'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ParsedInstance } from '../../src/shared/domain/imaging/instance'
import { WorklistQuery } from '../../src/shared/domain/worklist/worklist'
import { SeededRandom } from '../../src/main/imaging/synthetic/random'
import { openReadable, openWritable } from '../../src/main/store/open-database'
import { recordInstance } from '../../src/main/store/queries/instances'
import { searchWorklist } from '../../src/main/store/queries/worklist-search'
import { atomically } from '../../src/main/store/statements'

const patients = 100_000
const repeats = 15

const families = [
  'AALTO',
  'BRANDT',
  'CHEN',
  'DIALLO',
  'ERIKSEN',
  'FISCHER',
  'GARCIA',
  'HUANG',
  'IVANOVA',
  'JENSEN',
  'KIM',
  'LI',
  'MÜLLER',
  'NOVAK',
  'OKAFOR',
  'PETROV',
  'QUIROGA',
  'ROSSI',
  'SATO',
  'TANAKA',
  'UDDIN',
  'VARGA',
  'WANG',
  'XU',
  'YILMAZ',
  'ZHANG',
]
const given = [
  'ADA',
  'BEN',
  'CARLA',
  'DEV',
  'EMIL',
  'FATIMA',
  'GRETA',
  'HUGO',
  'INES',
  'JONAS',
  'KAVYA',
  'LARS',
  'MEI',
  'NOOR',
  'OLGA',
  'PABLO',
  'QI',
  'RUTH',
  'SVEN',
  'TARO',
]
const kinds = [
  ['CT', 'CT CHEST'],
  ['MR', 'MR BRAIN'],
  ['DX', 'CHEST PA'],
  ['US', 'US ABDOMEN'],
  ['CR', 'HAND LEFT'],
] as const

function pick<T>(list: readonly T[], random: SeededRandom): T {
  const found = list[Math.floor(random.next() * list.length)]
  if (found === undefined) throw new RangeError('Nothing to pick from.')
  return found
}

function makeStudy(number: number, random: SeededRandom): ParsedInstance {
  const [modality, description] = pick(kinds, random)
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `20${two(15 + Math.floor(random.next() * 11))}-${two(1 + Math.floor(random.next() * 12))}-${two(1 + Math.floor(random.next() * 28))}`
  const name = `${pick(families, random)}${number % 97}^${pick(given, random)}`
  return {
    patient: {
      patientId: `P${String(number).padStart(7, '0')}`,
      issuer: '',
      name: { alphabetic: name, ideographic: '', phonetic: '' },
      birthDate: null,
      sex: number % 2 ? 'F' : 'M',
    },
    study: {
      studyInstanceUid: `2.25.1${number}`,
      date,
      time: null,
      accessionNumber: `A${number}`,
      description,
      referringPhysician: '',
      institution: '',
      patientAgeYears: null,
    },
    series: {
      seriesInstanceUid: `2.25.2${number}`,
      number: 1,
      modality,
      description,
      bodyPart: '',
      viewPosition: '',
      manufacturer: '',
      stationName: '',
    },
    instance: {
      sopInstanceUid: `2.25.3${number}`,
      sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      number: 1,
      synthetic: true,
    },
    image: null,
  }
}

const byUrgency = 'a page by urgency'
const queries = {
  'a page by date': '',
  [byUrgency]: '',
  'a rare name': 'huang41 mei',
  'a common word': 'chest',
  'a patient id': 'P0054321',
  'name and modality': 'li brain',
}

const folder = mkdtempSync(join(tmpdir(), 'vesalius-bench-search-'))
try {
  const key = randomBytes(32)
  const store = openWritable(folder, key)
  const plain = new Database(join(folder, 'plain.db'))
  plain.exec(
    'CREATE TABLE study (name TEXT, patient_id TEXT, date TEXT, accession TEXT, description TEXT, modality TEXT, urgency REAL)',
  )
  const add = plain.prepare('INSERT INTO study VALUES (?, ?, ?, ?, ?, ?, ?)')
  const random = new SeededRandom(7)
  const hash = '0'.repeat(64)
  const startedAt = performance.now()
  for (let from = 0; from < patients; from += 2000) {
    const studies = Array.from({ length: 2000 }, (_, index) => makeStudy(from + index, random))
    atomically(store, () => {
      for (const study of studies)
        recordInstance(
          store,
          study,
          { blobId: study.instance.sopInstanceUid, bytes: 1, sha256: hash },
          'bench',
        )
    })
    plain.transaction(() => {
      for (const { patient, study, series } of studies)
        add.run(
          patient.name.alphabetic,
          patient.patientId,
          study.date,
          study.accessionNumber,
          study.description,
          series.modality,
          urgencyOf(study.accessionNumber),
        )
    })()
  }
  plain.exec('CREATE INDEX study_by_date ON study (date)')
  plain.exec('CREATE INDEX study_by_urgency ON study (urgency, date)')
  const urgent = store.prepare('UPDATE study SET sort_urgency = ? WHERE accession_number = ?')
  const numbers = store.prepare('SELECT accession_number FROM study').pluck().all() as string[]
  store.exec('CREATE INDEX temporary_accession ON study (accession_number)')
  atomically(store, () => numbers.forEach((number) => urgent.run(urgencyOf(number), number)))
  store.exec('DROP INDEX temporary_accession')
  const filledMs = performance.now() - startedAt
  const reader = openReadable(folder, key)
  const results = Object.entries(queries).map(([name, text]) => {
    const oursMs = time(() => {
      const query = WorklistQuery.parse({
        text,
        modalities: [],
        dateFrom: null,
        dateTo: null,
        statuses: [],
        urgencies: [],
        trashed: false,
        sort: { by: name === byUrgency ? 'urgency' : 'studyDate', direction: 'desc' },
        offset: 0,
        limit: 100,
      })
      return searchWorklist(reader, query).total
    })
    const bareMs = time(() => searchPlain(plain, text, name === byUrgency ? 'urgency, date' : 'date DESC'))
    if (oursMs.total !== bareMs.total)
      throw new Error(`${name}: ${oursMs.total} and ${bareMs.total} studies found`)
    return {
      name,
      matches: oursMs.total,
      oursMs: oursMs.medianMs,
      bareMs: bareMs.medianMs,
      ratio: oursMs.medianMs / bareMs.medianMs,
    }
  })
  reader.close()
  store.close()
  plain.close()
  process.stdout.write(`${JSON.stringify({ patients, filledMs, queries: results })}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Every word must stand somewhere in the row, as in the worklist: a page of 100 by date, and the number of all. */
function searchPlain(db: Database.Database, text: string, order: string): number {
  const words = text.split(' ').filter((word) => word !== '')
  const where = words.map(
    () => "(name || ' ' || patient_id || ' ' || accession || ' ' || description || ' ' || modality) LIKE ?",
  )
  const condition = where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''
  const values = words.map((word) => `%${word}%`)
  db.prepare(`SELECT * FROM study ${condition} ORDER BY ${order} LIMIT 100`).all(...values)
  return (db.prepare(`SELECT count(*) AS total FROM study ${condition}`).get(...values) as { total: number })
    .total
}

/** A finding in every eighth study, anything else in the others: 0..8, see urgencySortKey. */
function urgencyOf(accession: string): number {
  const number = (Number(accession.slice(1)) * 7919) % 8000
  return number < 1000 ? number / 1000 : Math.floor(number / 1000)
}

function time(work: () => number): { total: number; medianMs: number } {
  const times: number[] = []
  let total = work()
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const startedAt = performance.now()
    total = work()
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  return { total, medianMs: times[Math.floor(repeats / 2)] ?? NaN }
}
