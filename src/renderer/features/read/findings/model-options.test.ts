import { describe, expect, it } from 'vitest'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import type { InstalledModel } from '../../../../shared/domain/models/installed-model'
import { firstOption, manifestOfRun, modelOptions } from './model-options'

const sha256 = 'a'.repeat(64)
const model = (id: string, version: string, changes: object = {}) =>
  ({
    id,
    version,
    origin: 'built-in',
    isDefault: true,
    retired: false,
    manifest: { task: 'image-classification', weights: { sha256 } },
    card: '',
    state: { state: 'available' },
    ...changes,
  }) as unknown as InstalledModel
const run = (id: string, version: string, hash = sha256) =>
  ({ outcome: { model: { id, version, sha256: hash } } }) as unknown as AnalysisRun

describe('the models that the panel offers', () => {
  const models = [
    model('film', '2.0.0', { isDefault: false }),
    model('film', '1.0.0'),
    model('film', '0.9.0', { isDefault: false, retired: true }),
    model('film', '0.8.0', { isDefault: false, retired: true }),
    model('course', '1.0.0', { manifest: { task: 'series-classification', weights: { sha256 } } }),
  ]
  const keys = (history: AnalysisRun[]) => modelOptions(models, history).map(({ key }) => key)

  it('are those in use that read images, the default version first', () => {
    expect(keys([])).toEqual(['film@1.0.0', 'film@2.0.0'])
  })
  it('and those retired or gone that answered before', () => {
    const history = [run('film', '0.9.0'), run('gone', '1.0.0'), run('film', '1.0.0'), run('gone', '2.0.0')]
    expect(keys(history)).toEqual(['film@1.0.0', 'film@2.0.0', 'film@0.9.0', 'gone@2.0.0', 'gone@1.0.0'])
    expect(modelOptions(models, history).at(-1)?.model).toBeNull()
  })
  it('begin with a default that can be run', () => {
    const broken = model('broken', '1.0.0', { state: { state: 'quarantined' } })
    expect(firstOption(modelOptions([broken, ...models], []))?.key).toBe('film@1.0.0')
    expect(firstOption(modelOptions([broken], []))?.key).toBe('broken@1.0.0')
    expect(firstOption([])).toBeNull()
  })
})

describe('manifestOfRun', () => {
  it('is that of the very model, weights included', () => {
    const [one] = [model('film', '1.0.0')]
    expect(manifestOfRun([one], run('film', '1.0.0'))).toBe(one.manifest)
    expect(manifestOfRun([one], run('film', '2.0.0'))).toBeNull()
    expect(manifestOfRun([one], run('film', '1.0.0', 'b'.repeat(64)))).toBeNull()
  })
})
