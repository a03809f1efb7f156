import { expect, it } from 'vitest'
import { compareVersions, modelKey, splitModelKey } from './model-key'

it('names a version and takes the name apart', () => {
  expect(modelKey('chest-film', '2.0.0')).toBe('chest-film@2.0.0')
  expect(splitModelKey('chest-film@2.0.0')).toEqual({ id: 'chest-film', version: '2.0.0' })
  expect(splitModelKey('chest-film')).toEqual({ id: 'chest-film', version: null })
})

it('puts versions in the order of Semantic Versioning', () => {
  // section 11 of semver.org 2.0.0, and a text that is no version
  const ordered = [
    '',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '2.0.0-site.2',
    '2.0.0-site.10',
    '2.0.0',
    '2.9.0',
    '2.10.0',
  ]
  expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered)
  expect(compareVersions('1.2.3', '1.2.3')).toBe(0)
})
