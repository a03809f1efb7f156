import { expect, test } from 'vitest'
import { CsvMapping, csvMappingFormat } from '../../../shared/domain/record-import/csv-mapping'
import { headerKey } from '../../../shared/domain/record-import/saved-mapping'
import { memoryStore } from '../memory-store.fixture'
import {
  listMappings,
  mappingUsed,
  purgeMappings,
  renameMapping,
  requireMapping,
  saveMapping,
  setMappingRemoved,
} from './csv-mappings'

const mappingOf = (name: string) =>
  CsvMapping.parse({
    format: csvMappingFormat,
    name,
    text: { headerRow: 1, decimal: '.' },
    missing: [],
    patient: { identifiers: [{ column: 'id', system: '' }] },
    timeRequired: false,
    rows: { form: 'patients' },
  })
const save = (db: ReturnType<typeof memoryStore>, name: string, id: string | null = null, nowMs = 0) =>
  saveMapping(db, { id, mapping: mappingOf(name), header: ['id', 'name'], by: 'me' }, nowMs)
const names = (db: ReturnType<typeof memoryStore>) => listMappings(db).map(({ name }) => name)

test('a mapping is kept, renamed, thrown away and had back; two of one name there are not', () => {
  const db = memoryStore()
  const id = save(db, 'labs')
  save(db, 'vitals', null, 1)
  expect(() => save(db, 'labs')).toThrow(expect.objectContaining({ code: 'MAPPING_NAME_TAKEN' }))
  expect(() => renameMapping(db, { id, name: 'vitals', by: 'me' })).toThrow()
  expect(save(db, 'labs', id, 2)).toBe(id)
  renameMapping(db, { id, name: 'laboratory', by: 'you' })
  expect(requireMapping(db, id)).toMatchObject({
    name: 'laboratory',
    mapping: { name: 'laboratory' },
    savedBy: 'you',
  })
  mappingUsed(db, id, Date.now() + 1000)
  expect(names(db)).toEqual(['laboratory', 'vitals'])
  setMappingRemoved(db, { id, removed: true })
  expect(names(db)).toEqual(['vitals'])
  save(db, 'laboratory')
  expect(() => setMappingRemoved(db, { id, removed: false })).toThrow(
    expect.objectContaining({ code: 'MAPPING_NAME_TAKEN' }),
  )
})

test('what was thrown away goes after thirty days', () => {
  const db = memoryStore()
  const id = save(db, 'labs')
  const day = 24 * 3_600_000
  setMappingRemoved(db, { id, removed: true }, 0)
  purgeMappings(db, 29 * day)
  setMappingRemoved(db, { id, removed: false })
  expect(names(db)).toEqual(['labs'])
  setMappingRemoved(db, { id, removed: true }, 0)
  purgeMappings(db, 31 * day)
  expect(() => requireMapping(db, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

test('a header is the same in another order, width and case', () => {
  expect(headerKey(['ID', '血糖（mmol/L）'], 1)).toBe(headerKey(['血糖(mmol/L) ', 'id'], 1))
  expect(headerKey(['id'], 1)).not.toBe(headerKey(['id', 'x'], 1))
  expect(headerKey(['1', '2'], 0)).toBe('')
})
