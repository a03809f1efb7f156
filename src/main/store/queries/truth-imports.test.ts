import { expect, test } from 'vitest'
import type { TruthMapping } from '../../../shared/domain/local-check/truth-file'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import { decodeText } from '../../local-check/truth/decode-text'
import { findDelimiter, parseRows } from '../../local-check/truth/parse-table'
import { truthRows } from '../../local-check/truth/read-truth-file'
import { findInstance, recordInstance } from './instances'
import { trashStudy } from './studies'
import {
  insertTruth,
  listTruthImports,
  matchTruth,
  setTruthRemoved,
  truthImportProblems,
} from './truth-imports'

const mapping = (key: TruthMapping['key']): TruthMapping => ({
  key,
  labels: [{ column: 'pneumonia', label: 'pneumonia', positive: ['1'], negative: ['0'] }],
  groups: [{ column: 'ward', name: 'Ward' }],
})

function rowsOf(csv: string, key: TruthMapping['key']) {
  const { text, encoding } = decodeText(Buffer.from(csv))
  const delimiter = findDelimiter(text)
  const [head, ...rows] = parseRows(text, delimiter)
  return truthRows(
    { fileName: 'x.csv', sha256: '', encoding, delimiter, header: head?.cells ?? [], rows },
    mapping(key),
  )
}

function setUp() {
  const { db } = testStore()
  const parsed = [1, 2, 3].map((number) =>
    parsedInstance({
      patient: { patientId: `P${number}` },
      study: {
        accessionNumber: `ACC${number}`,
        date: `2025-01-0${number}`,
        studyInstanceUid: `1.2.${number}`,
      },
      instance: { sopInstanceUid: `1.3.${number}` },
    }),
  )
  const ids = parsed.map((each, index) => recordInstance(db, each, pretendBlob(`${index}`), '').instanceId)
  const studyIds = ids.map((id) => findInstance(db, id)?.studyId ?? '')
  return { db, studyIds }
}

test.each([
  ['by study UID', { kind: 'study-uid', column: 'key' }, ['1.2.1', '1.2.2']],
  ['by image UID', { kind: 'image-uid', column: 'key' }, ['1.3.1', '1.3.2']],
  ['by accession number', { kind: 'accession', column: 'key' }, ['ACC1', 'ACC2']],
] as const)('finds targets %s', (_, key, [first, second]) => {
  const { db } = setUp()
  const rows = rowsOf(`key,pneumonia,ward\n${first},1,A\n${second},0,B\nnobody,1,A\n`, key)
  const { match, targets } = matchTruth(db, rows)
  expect(match.counts).toEqual({
    rows: 3,
    matched: 2,
    problems: { UNMATCHED: 1 },
    labels: [{ label: 'pneumonia', positives: 1, negatives: 1 }],
  })
  expect(match.problems).toEqual([{ line: 4, kind: 'UNMATCHED', key: 'nobody' }])
  expect(targets.map(({ truths, groups }) => [...truths, ...groups])).toEqual([
    [1, 'A'],
    [0, 'B'],
  ])
})

test('finds a study by patient and date, however the date is written', () => {
  const { db } = setUp()
  const key = { kind: 'patient-date', column: 'pid', dateColumn: 'date' } as const
  const csv =
    'pid,date,pneumonia,ward\nP1,20250101,1,\nP2,2025/1/2,0,\nP3,2025年1月3日,1,\nP1,01/01/2025,1,\n'
  const { match } = matchTruth(db, rowsOf(csv, key))
  expect(match.counts).toMatchObject({ matched: 3, problems: { BAD_DATE: 1 } })
})

test('reports doubles, contradictions, two studies of one number and rows without word', () => {
  const { db } = setUp()
  recordInstance(
    db,
    parsedInstance({ patient: { patientId: 'P9' }, study: { accessionNumber: 'ACC3' } }),
    pretendBlob('9'),
    '',
  )
  const csv = [
    'key,pneumonia,ward',
    'ACC1,1,',
    'ACC1,1,',
    'ACC2,1,',
    'ACC2,0,',
    'ACC3,1,',
    ',1,',
    'ACC1,maybe,',
    'ACC1,1',
  ].join('\n')
  const { match, targets } = matchTruth(db, rowsOf(csv, { kind: 'accession', column: 'key' }))
  expect(match.problems).toEqual([
    { line: 3, kind: 'DUPLICATE', key: 'ACC1' },
    { line: 4, kind: 'CONFLICT', key: 'ACC2' },
    { line: 5, kind: 'CONFLICT', key: 'ACC2' },
    { line: 6, kind: 'AMBIGUOUS', key: 'ACC3' },
    { line: 7, kind: 'NO_KEY', key: '' },
    { line: 8, kind: 'NO_LABEL', key: 'ACC1' },
    { line: 9, kind: 'CELLS', key: 'ACC1' },
  ])
  expect(targets).toHaveLength(1)
})

test('keeps an import with its problems, takes it back and brings it in again', () => {
  const { db, studyIds } = setUp()
  trashStudy(db, studyIds[2] ?? '')
  const key = { kind: 'accession', column: 'key' } as const
  const matched = matchTruth(db, rowsOf('key,pneumonia,ward\nACC1,1,A\nACC2,0,\nACC3,1,\n', key))
  const added = insertTruth(
    db,
    { fileName: 'labels.csv', sha256: 'f', encoding: 'utf-8', mapping: mapping(key), matched },
    5,
  )
  expect(listTruthImports(db)).toEqual([added])
  expect(added).toMatchObject({ fileName: 'labels.csv', createdAtMs: 5, removedAtMs: null })
  expect(truthImportProblems(db, { importId: added.id, offset: 0, limit: 10 })).toEqual([
    { line: 4, kind: 'UNMATCHED', key: 'ACC3' },
  ])
  expect(setTruthRemoved(db, { importId: added.id, removed: true }, 9).removedAtMs).toBe(9)
  expect(setTruthRemoved(db, { importId: added.id, removed: false }).removedAtMs).toBeNull()
  expect(() => setTruthRemoved(db, { importId: 'none', removed: true })).toThrow('no such import')
})

test('labels go with the study that they speak of', () => {
  const { db } = setUp()
  const key = { kind: 'accession', column: 'key' } as const
  const matched = matchTruth(db, rowsOf('key,pneumonia,ward\nACC1,1,A\n', key))
  insertTruth(db, { fileName: '', sha256: '', encoding: 'utf-8', mapping: mapping(key), matched })
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  expect([count('truth_label'), count('truth_group')]).toEqual([1, 1])
  db.prepare("DELETE FROM study WHERE accession_number = 'ACC1'").run()
  expect([count('truth_label'), count('truth_group')]).toEqual([0, 0])
})
