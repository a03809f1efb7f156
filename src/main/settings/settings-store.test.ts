import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Settings } from '../../shared/domain/settings/settings'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { SettingsStore } from './settings-store'

const defaults = Settings.parse({})

test('defaults need no file; a change keeps the rest and is there after a restart', () => {
  const folder = join(temporaryFolder(), 'new')
  const store = new SettingsStore(folder)
  expect(store.get()).toEqual(defaults)
  const seen: Settings[] = []
  const stop = store.onChange((settings) => seen.push(settings))
  store.update({ theme: 'light', viewer: { layout: '2x2' } })
  const expected = { ...defaults, theme: 'light', viewer: { ...defaults.viewer, layout: '2x2' } }
  expect(store.update({ language: 'zh-CN' })).toEqual({ ...expected, language: 'zh-CN' })
  stop()
  store.update({ idleLockMinutes: 5 })
  expect(seen).toHaveLength(2)
  expect(new SettingsStore(folder).get()).toEqual({ ...expected, language: 'zh-CN', idleLockMinutes: 5 })
  expect(readdirSync(folder)).toEqual(['preferences.json'])
})

test.each(['', '{"theme":', '[]', '{"theme":"neon"}', '{"idleLockMinutes":-1}'])(
  'a damaged file %j is kept aside',
  (content) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'preferences.json'), content)
    const store = new SettingsStore(folder)
    expect(store.get()).toEqual(defaults)
    expect(readFileSync(join(folder, 'preferences.damaged.json'), 'utf8')).toBe(content)
    store.update({ theme: 'light' })
    expect(new SettingsStore(folder).get().theme).toBe('light')
  },
)

test('settings of an older version get the new ones by default', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'preferences.json'), '{"theme":"light","viewer":{"layout":"1x2"},"gone":1}')
  expect(new SettingsStore(folder).get()).toEqual({
    ...defaults,
    theme: 'light',
    viewer: { ...defaults.viewer, layout: '1x2' },
  })
})

test('a change that cannot be written is an error and changes nothing', () => {
  const folder = temporaryFolder()
  const store = new SettingsStore(folder)
  expect(store.get().theme).toBe('dark')
  mkdirSync(join(folder, 'preferences.json'))
  expect(() => store.update({ theme: 'light' })).toThrow()
  expect(store.get().theme).toBe('dark')
  expect(readdirSync(folder)).not.toContainEqual(expect.stringMatching(/tmp$/))
})
