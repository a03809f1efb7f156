import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testStore } from '../../test-support/test-vault'
import { searchQuery, searchWords } from './search-words'
import { sortKey } from './sort-key'

test.each([
  ['Müller^José', ['muller', 'jose']],
  ['张^三丰', ['张', '三', '丰']],
  ['ＺＨＡＮＧ　Ｓａｎ', ['zhang', 'san']],
  ['MRN-001/22', ['mrn', '001', '22']],
  ['胸部CT平扫2次', ['胸', '部', 'ct', '平', '扫', '2', '次']],
  ['がぎぐ', ['か', 'き', 'く']],
  ['김민준', ['김', '민', '준']],
  ['𠮷野𬭊', ['𠮷', '野', '𬭊']],
  ['^^  --', []],
  ['ភា។ ⺀', ['ភ']],
])('%j is cut into words', (text, words) => {
  expect(searchWords(text)).toEqual(words)
})

test.each([
  ['', null],
  [' ^ ', null],
  ['zha', '"zha"*'],
  ['张', '"张"'],
  ['zhang 张', '"zhang"* AND "张"'],
  ['MRN-001', '"mrn 001"*'],
  ['2024-03-05', '"20240305"*'],
  ['2024/3/5', '"20240305"*'],
  ['2024年3月5日', '"20240305"*'],
  ['2024年3月', '"202403"*'],
  ['2024.03', '"202403"*'],
  ['2024-13-05', '"2024 13 05"*'],
  ['a"b', '"a b"*'],
])('%j is looked for as %j', (text, query) => {
  expect(searchQuery(text)).toBe(query)
})

describe('in the full-text index', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 24 })
  const name = fc.oneof(
    text,
    fc.stringMatching(/^[A-Za-z]{1,8} [A-Za-z]{1,8}$/),
    fc
      .array(fc.constantFrom(...'张李王三丰伟芳𠮷がキ김'), { minLength: 1, maxLength: 5 })
      .map((signs) => signs.join('')),
  )
  const index = () => {
    const { db } = testStore()
    db.exec('DELETE FROM study_search')
    const put =
      db.prepare(`INSERT OR REPLACE INTO study_search (rowid, name, patient_id, accession, description, dates, modality)
      VALUES (1, ?, '', '', '', '', '')`)
    const find = db
      .prepare<[string], number>('SELECT rowid FROM study_search WHERE study_search MATCH ?')
      .pluck()
    return {
      store: (value: string) => put.run(searchWords(value).join(' ')),
      finds: (typed: string) => {
        const query = searchQuery(typed)
        return query !== null && find.all(query).length === 1
      },
    }
  }

  test('whatever is typed is a valid query', () => {
    const { finds } = index()
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        (typed) => typeof finds(typed) === 'boolean',
      ),
    )
  })

  test('a value is found by itself and by the beginning of each of its words', () => {
    const { store, finds } = index()
    fc.assert(
      fc.property(name, (value) => {
        const words = searchWords(value)
        fc.pre(words.length > 0)
        store(value)
        expect(finds(words.join(' '))).toBe(true)
        for (const word of words) expect(finds([...word].slice(0, 2).join(''))).toBe(true)
      }),
    )
  })

  test('a Chinese name is found by every part of it, and not by another', () => {
    const { store, finds } = index()
    store('欧阳^修远')
    for (const part of ['欧', '阳修', '修远', '欧阳修远', '欧阳^修远', '远']) expect(finds(part)).toBe(true)
    for (const part of ['阳欧', '欧远', '张']) expect(finds(part)).toBe(false)
  })
})

test('names sort by pinyin, accents and case aside', () => {
  const names = ['张三', 'zoe', '李四', 'Émile', '阿三', '王五', 'adam', '周六']
  expect(names.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))).toEqual([
    'adam',
    'Émile',
    'zoe',
    '阿三',
    '李四',
    '王五',
    '张三',
    '周六',
  ])
})
