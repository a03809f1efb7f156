import { expect, test } from 'vitest'
import { memoryStore } from '../memory-store.fixture'
import { listPipelines, renamePipeline, savePipeline, setPipelineRemoved } from './preparation-pipelines'

const day = 86_400_000
const names = (db: Parameters<typeof listPipelines>[0]) => listPipelines(db).map(({ name }) => name)

test('are listed by name and hold what was saved', () => {
  const db = memoryStore()
  savePipeline(db, { name: 'ward', pipeline: '{"a":1}' }, 5)
  savePipeline(db, { name: 'Clinic', pipeline: '{"b":2}' }, 6)
  expect(names(db)).toEqual(['Clinic', 'ward'])
  expect(listPipelines(db)[1]).toMatchObject({ pipeline: '{"a":1}', changedAtMs: 5 })
})

test('a second one of the same name replaces the first, and both steps can be taken back', () => {
  const db = memoryStore()
  const first = savePipeline(db, { name: 'ward', pipeline: '{"a":1}' })
  const second = savePipeline(db, { name: 'ward', pipeline: '{"a":2}' })
  expect(second.replaced).toBe(first.id)
  expect(listPipelines(db).map(({ pipeline }) => pipeline)).toEqual(['{"a":2}'])
  setPipelineRemoved(db, { id: second.id, removed: true })
  setPipelineRemoved(db, { id: first.id, removed: false })
  expect(listPipelines(db).map(({ pipeline }) => pipeline)).toEqual(['{"a":1}'])
})

test('a taken name is refused by renaming and by bringing back', () => {
  const db = memoryStore()
  const first = savePipeline(db, { name: 'one', pipeline: '{}' })
  const second = savePipeline(db, { name: 'two', pipeline: '{}' })
  expect(() => renamePipeline(db, { id: second.id, name: 'one' })).toThrow('this name')
  renamePipeline(db, { id: second.id, name: 'two' })
  setPipelineRemoved(db, { id: first.id, removed: true })
  renamePipeline(db, { id: second.id, name: 'one' })
  expect(() => setPipelineRemoved(db, { id: first.id, removed: false })).toThrow('this name')
  expect(() => renamePipeline(db, { id: first.id, name: 'three' })).toThrow('no such pipeline')
  expect(() => setPipelineRemoved(db, { id: 'nobody', removed: true })).toThrow('no such pipeline')
  expect(names(db)).toEqual(['one'])
})

test('a removed one can be brought back for thirty days, then the next save clears it away', () => {
  const db = memoryStore()
  const { id } = savePipeline(db, { name: 'old', pipeline: '{}' }, 0)
  setPipelineRemoved(db, { id, removed: true }, 0)
  savePipeline(db, { name: 'a', pipeline: '{}' }, 30 * day)
  setPipelineRemoved(db, { id, removed: false })
  setPipelineRemoved(db, { id, removed: true }, 0)
  savePipeline(db, { name: 'b', pipeline: '{}' }, 30 * day + 1)
  expect(() => setPipelineRemoved(db, { id, removed: false })).toThrow('no such pipeline')
})
