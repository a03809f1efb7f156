import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Triage, triageOf, urgencies, urgencySortKey } from '../../../shared/domain/worklist/triage'
import type { StudyRow, WorklistQuery } from '../../../shared/domain/worklist/worklist'
import { fillWorklist } from '../../../test-support/fill-worklist'
import { openWritable, type WritableDatabase } from '../open-database'
import { searchWords } from '../search-words'
import { markStudyOpened, trashStudy } from './studies'
import { searchWorklist, studiesFound } from './worklist-search'

const base: WorklistQuery = {
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed: false,
  sort: { by: 'importedAt', direction: 'asc' },
  offset: 0,
  limit: 500,
}
const size = 6_000

let folder = ''
let db: WritableDatabase
let everything: StudyRow[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vesalius-worklist-'))
  db = openWritable(folder, new Uint8Array(32).fill(1))
  fillWorklist(db, size)
  const ids = walk({}).map(({ id }) => id)
  for (const [index, id] of ids.entries()) {
    if (index % 7 === 0) markStudyOpened(db, id)
    if (index % 500 === 3) trashStudy(db, id)
    if (index % 3 === 0) setUrgency(id, index)
  }
  everything = walk({})
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As the triage leaves a study, without images and runs behind it. */
function setUrgency(id: string, index: number): void {
  const urgency = urgencies[(index / 3) % urgencies.length] ?? 'negative'
  const probability = urgency === 'positive' ? ((index * 37) % 100) / 100 : null
  const triage: Triage = { ...triageOf([]), urgency, probability, calibrated: index % 2 === 0 }
  db.prepare('UPDATE study SET urgency = ?, sort_urgency = ?, triage = ? WHERE id = ?').run(
    urgency,
    urgencySortKey(triage),
    JSON.stringify(triage),
    id,
  )
}

/** Every page of a search, checked to be as long as its total says. */
function walk(changes: Partial<WorklistQuery>): StudyRow[] {
  const rows: StudyRow[] = []
  for (;;) {
    const page = searchWorklist(db, { ...base, ...changes, offset: rows.length })
    rows.push(...page.rows)
    if (page.rows.length === 0) {
      expect(rows).toHaveLength(page.total)
      return rows
    }
  }
}

/** The rule of the search in plain code: each typed word starts a word of one field, or is a run inside a Chinese one. */
function matches(row: StudyRow, words: string[]): boolean {
  const { name, patientId, birthDate } = row.patient
  const dates = `${row.date?.replaceAll('-', '')} ${birthDate?.replaceAll('-', '')}`
  const fields = [
    `${name.alphabetic} ${name.ideographic}`,
    patientId,
    row.accessionNumber,
    row.description,
    dates,
    row.modalities.join(' '),
  ]
  return words.every((word) =>
    fields.some((field) => {
      const own = searchWords(field)
      const wanted = searchWords(word)
      return own.some((_, start) =>
        wanted.every((part, index) => {
          const there = own[start + index] ?? ''
          return index === wanted.length - 1 && !/\p{Script=Han}/u.test(part)
            ? there.startsWith(part)
            : there === part
        }),
      )
    }),
  )
}

const ids = (rows: readonly StudyRow[]) => rows.map(({ id }) => id).toSorted()

test('the register is there, without what lies in the trash', () => {
  expect(everything).toHaveLength(size - 12)
  expect(walk({ trashed: true })).toHaveLength(12)
})

describe('text finds exactly what the rule says', () => {
  test.each([
    '张',
    '张伟',
    '王 胸部',
    'zhang',
    'MUELLER',
    'müller',
    'garcia chl',
    'REG-000123',
    'reg',
    'reg-0001',
    'ACC0',
    'ct',
    'ct thorax 2019',
    '2018',
    '伟',
    '片',
    '位片',
    'z 1',
    'nothing-like-this',
  ])('%j', (text) => {
    const expected = everything.filter((row) => matches(row, text.split(' ')))
    expect(ids(walk({ text }))).toEqual(ids(expected))
    expect(ids(walk({ text, sort: { by: 'patientName', direction: 'desc' } }))).toEqual(ids(expected))
  })

  test('a date in any of its forms', () => {
    const date = everything[100]?.date ?? ''
    const expected = everything.filter((row) => row.date === date || row.patient.birthDate === date)
    const [year, month, day] = date.split('-').map(Number)
    for (const text of [
      date,
      date.replaceAll('-', ''),
      `${year}/${month}/${day}`,
      `${year}年${month}月${day}日`,
    ]) {
      expect(ids(walk({ text }))).toEqual(ids(expected))
    }
  })

  test('signs alone find nothing', () => {
    expect(searchWorklist(db, { ...base, text: '***' }).total).toBe(0)
  })
})

describe('filters', () => {
  test.each<[Partial<WorklistQuery>, (row: StudyRow) => boolean]>([
    [{ modalities: ['CT'] }, (row) => row.modalities.includes('CT')],
    [{ modalities: ['C'] }, () => false],
    [
      { modalities: ['CT', 'MR'], statuses: ['opened'] },
      (row) => /CT|MR/.test(row.modalities.join()) && row.status === 'opened',
    ],
    [{ dateFrom: '2018-01-01', dateTo: '2018-12-31' }, (row) => row.date?.startsWith('2018') ?? false],
    [
      { dateFrom: '2022-06-01', statuses: ['new'] },
      (row) => (row.date ?? '') >= '2022-06-01' && row.status === 'new',
    ],
    [
      { text: 'zhang', modalities: ['US'] },
      (row) => matches(row, ['zhang']) && row.modalities.includes('US'),
    ],
    [
      { text: 'reg', modalities: ['DX'], statuses: ['new', 'opened'] },
      (row) => row.modalities.includes('DX'),
    ],
  ])('%j', (changes, keeps) => {
    expect(ids(walk(changes))).toEqual(ids(everything.filter(keeps)))
  })

  test('by urgency, alone and with others', () => {
    const expected = everything.filter(({ triage }) => /positive|waiting/.test(triage.urgency))
    expect(expected.length).toBeGreaterThan(100)
    expect(ids(walk({ urgencies: ['positive', 'waiting'] }))).toEqual(ids(expected))
    const ct = expected.filter(({ modalities }) => modalities.includes('CT'))
    expect(ids(walk({ urgencies: ['positive', 'waiting'], modalities: ['CT'] }))).toEqual(ids(ct))
  })

  test('the rows of everything that is found are those of its pages', () => {
    for (const changes of [
      { urgencies: ['refer' as const] },
      { text: 'zhang' },
      { text: '***' },
      { trashed: true },
    ])
      expect(studiesFound(db, { ...base, ...changes })).toHaveLength(walk(changes).length)
  })

  test('the modalities offered are those in the vault', () => {
    expect(searchWorklist(db, base).modalities).toEqual(['CR', 'CT', 'DX', 'MR', 'US', 'XA'])
  })
})

describe('sorting', () => {
  const keys: [WorklistQuery['sort']['by'], (row: StudyRow) => string | number][] = [
    ['patientId', (row) => row.patient.patientId],
    ['birthDate', (row) => row.patient.birthDate ?? ''],
    ['studyDate', (row) => `${row.date} ${row.time}`],
    ['modality', (row) => row.modalities.join()],
    ['accessionNumber', (row) => row.accessionNumber],
    ['importedAt', (row) => row.importedAtMs],
    ['status', (row) => row.status],
  ]
  test.each(keys)('by %s, both ways, without losing or repeating a row', (by, key) => {
    for (const direction of ['asc', 'desc'] as const) {
      const rows = walk({ sort: { by, direction } })
      expect(ids(rows)).toEqual(ids(everything))
      const sign = direction === 'asc' ? 1 : -1
      const values = rows.map(key)
      expect(values).toEqual(values.toSorted((a, b) => sign * (a < b ? -1 : a > b ? 1 : 0)))
    }
  })

  test('by urgency: the most urgent first in either direction, of equal ones the oldest', () => {
    for (const direction of ['asc', 'desc'] as const) {
      const rows = walk({ sort: { by: 'urgency', direction } })
      expect(ids(rows)).toEqual(ids(everything))
      const keys = rows.map(
        ({ triage, date, time }) => `${urgencySortKey(triage).toFixed(6)} ${date ?? ''} ${time ?? ''}`,
      )
      expect(keys).toEqual(keys.toSorted())
    }
  })

  test('by name: accents aside, Chinese by pinyin where it stands alone', () => {
    const rows = walk({ sort: { by: 'patientName', direction: 'asc' } })
    const families = [...new Set(rows.map(({ patient }) => patient.name.alphabetic.split('^')[0]))]
    expect(families).toEqual([
      'Chen',
      'García',
      'Li',
      'Müller',
      'Nguyen',
      'Okafor',
      'Smith',
      'Wang',
      'Zhang',
      'Zhao',
    ])
  })
})

test('no search reads the table where an index answers', () => {
  const plans: string[] = []
  const prepare = db.prepare.bind(db)
  vi.spyOn(db, 'prepare').mockImplementation((sql: string) => {
    plans.push(
      JSON.stringify(
        prepare(`EXPLAIN QUERY PLAN ${sql}`).all({
          modality0: '',
          modality1: '',
          modality2: '',
          status0: '',
          urgency0: '',
          urgency1: '',
          limit: 1,
          offset: 0,
        }),
      ),
    )
    return prepare(sql)
  })
  for (const by of [
    'patientName',
    'studyDate',
    'modality',
    'status',
    'accessionNumber',
    'urgency',
  ] as const) {
    plans.length = 0
    // Never asked before, so that it is prepared now.
    searchWorklist(db, {
      ...base,
      sort: { by, direction: 'desc' },
      modalities: ['CT', 'MR', 'US'],
      statuses: ['new'],
      urgencies: ['positive', 'waiting'],
      limit: 7,
    })
    expect(plans.filter((plan) => plan.includes('CO-ROUTINE page'))).toHaveLength(1)
    for (const plan of plans) {
      if (plan.includes('study_by_')) expect(plan).toContain('USING COVERING INDEX study_by_')
      expect(plan).not.toContain('SCAN patient')
    }
  }
})
