import { expect, it } from 'vitest'
import type { InstalledModel } from '../../../../shared/domain/models/installed-model'
import { firstOption, modelOptions } from './model-options'

const model = (id: string, version: string, changes: Partial<InstalledModel> = {}): InstalledModel => ({
  id,
  version,
  origin: 'built-in',
  isDefault: true,
  retired: false,
  manifest: null,
  card: '',
  state: {
    state: 'available',
    provider: 'cpu',
    goldenCases: 1,
    goldenWorstDifference: 0,
    refusedProviders: [],
  },
  ...changes,
})
const first = (...models: InstalledModel[]) => firstOption(modelOptions(models, []))?.key

it('is a model of the program, whatever a site has added', () => {
  const added = model('a-model-of-the-site', '1.0.0', { origin: 'site' })
  expect(first(added, model('chest-film', '2.0.0'))).toBe('chest-film@2.0.0')
  expect(first(added)).toBe('a-model-of-the-site@1.0.0')
})

it('is the version of it that the site chose', () => {
  const own = model('chest-film', '2.0.0', { isDefault: false })
  const local = model('chest-film', '2.0.0-site.1', { origin: 'site' })
  expect(first(model('another', '1.0.0', { origin: 'site' }), local, own)).toBe('chest-film@2.0.0-site.1')
})

it('is another one where the program’s own cannot be run', () => {
  const error = { code: 'MODEL_LOAD_FAILED', message: '' }
  const broken = model('chest-film', '2.0.0', { state: { state: 'quarantined', error } })
  expect(first(broken, model('other', '1.0.0', { origin: 'site' }))).toBe('other@1.0.0')
})
