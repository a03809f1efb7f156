import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppException } from '../../shared/result'
import { choicesInMemory } from './model-choices'
import { builtInSource, type PackageSource, readPackage } from './model-package'
import { ModelRegistry } from './model-registry'
import type { LoadReport } from './process/messages'

const report: LoadReport = {
  provider: 'cpu',
  goldenCases: 2,
  goldenWorstDifference: 1e-7,
  refusedProviders: [],
}

let modelsDir: string
const tiny = () => join(modelsDir, 'tiny-film')
beforeEach(async () => {
  modelsDir = await mkdtemp(join(tmpdir(), 'vesalius-test-'))
  await cp(join(import.meta.dirname, 'fixtures/tiny-film'), tiny(), { recursive: true })
})
afterEach(() => rm(modelsDir, { recursive: true, force: true }))

const unload = () => Promise.resolve()
const registry = (load: () => Promise<LoadReport> = () => Promise.resolve(report), onChange?: () => void) =>
  new ModelRegistry(
    { load, unload },
    {
      sources: [builtInSource(modelsDir)],
      providers: () => Promise.resolve(['cpu']),
      threads: () => 1,
      ...(onChange && { onChange }),
    },
  )
const editManifest = async (edit: (manifest: Record<string, unknown>) => void) => {
  const manifest = JSON.parse(await readFile(join(tiny(), 'manifest.json'), 'utf8')) as Record<
    string,
    unknown
  >
  edit(manifest)
  await writeFile(join(tiny(), 'manifest.json'), JSON.stringify(manifest))
}
const quarantineOf = async (made: ModelRegistry) => {
  await made.open()
  const [entry] = made.list()
  return entry?.state.state === 'quarantined' ? entry.state.error.code : entry?.state.state
}

describe('ModelRegistry', () => {
  it('makes a sound package available, with its card and manifest', async () => {
    const onChange = vi.fn()
    const made = registry(undefined, onChange)
    await made.open()
    expect(made.list()).toMatchObject([
      {
        id: 'tiny-film',
        version: '0.1.0',
        origin: 'built-in',
        state: { state: 'available', provider: 'cpu', goldenCases: 2 },
      },
    ])
    expect(made.list()[0]?.card).toContain('Tiny film')
    expect(await made.require('tiny-film')).toMatchObject({
      key: 'tiny-film@0.1.0',
      retired: false,
      contract: {
        input: { name: 'image', rows: 16, columns: 16, channels: 1, layout: 'NCHW' },
        batch: 'free',
      },
    })
    expect(onChange).toHaveBeenCalled()
  })

  it.each<[string, (manifest: Record<string, unknown>) => void]>([
    ['an unknown field', (manifest) => (manifest['extra'] = 1)],
    ['another id than its folder', (manifest) => (manifest['id'] = 'other')],
    ['a missing licence', (manifest) => delete manifest['licence']],
    [
      'a map of an output that is not there',
      (manifest) => Object.assign((manifest['outputs'] as object[])[1] ?? {}, { of: 'nothing' }),
    ],
    ['no outputs', (manifest) => (manifest['outputs'] = [])],
  ])('quarantines a manifest with %s', async (_name, edit) => {
    await editManifest(edit)
    expect(await quarantineOf(registry())).toBe('MODEL_MANIFEST_INVALID')
  })

  it('quarantines a folder without a manifest', async () => {
    await rm(tiny(), { recursive: true })
    await mkdir(tiny())
    expect(await quarantineOf(registry())).toBe('MODEL_MANIFEST_INVALID')
  })

  it('quarantines what the inference process refuses and lets nobody use it', async () => {
    const made = registry(() => Promise.reject(new AppException('MODEL_GOLDEN_FAILED', 'no')))
    expect(await quarantineOf(made)).toBe('MODEL_GOLDEN_FAILED')
    await expect(made.require('tiny-film')).rejects.toMatchObject({ code: 'MODEL_QUARANTINED' })
    await expect(made.require('none')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
    await expect(made.verify('none')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })

  it('quarantines a model that keeps crashing until it is verified', async () => {
    const made = registry()
    await made.open()
    made.noteBroken('tiny-film@0.1.0', { code: 'INFERENCE_CRASHED', message: 'twice' })
    expect(await quarantineOf(made)).toBe('INFERENCE_CRASHED')
    made.noteLoaded('tiny-film@0.1.0', report)
    expect(await quarantineOf(made)).toBe('INFERENCE_CRASHED')
    expect(await made.verify('tiny-film')).toMatchObject({ state: 'available' })
  })

  it('tells of another provider after a restart', async () => {
    const made = registry()
    await made.open()
    made.noteLoaded('tiny-film@0.1.0', { ...report, provider: 'webgpu' })
    expect(made.list()[0]?.state).toMatchObject({ state: 'available', provider: 'webgpu' })
  })

  it('reads the package again when it is verified', async () => {
    const made = registry()
    await made.open()
    await editManifest((manifest) => (manifest['title'] = 'not in every language'))
    expect(await made.verify('tiny-film')).toMatchObject({
      state: 'quarantined',
      error: { code: 'MODEL_MANIFEST_INVALID' },
    })
  })

  it('names a model while it is still being tested', async () => {
    let finish = (_: LoadReport): void => undefined
    const made = registry(() => new Promise((resolve) => (finish = resolve)))
    await made.discover()
    expect(made.list()).toMatchObject([{ id: 'tiny-film', state: { state: 'loading' } }])
    finish(report)
    await made.open()
    expect(made.list()).toMatchObject([{ state: { state: 'available' } }])
  })

  it('is empty without a folder', async () => {
    await rm(modelsDir, { recursive: true })
    const made = registry()
    await made.open()
    expect(made.list()).toEqual([])
  })
})

describe('versions side by side', () => {
  const site = () => join(modelsDir, 'site')
  const sources = (): PackageSource[] => [
    builtInSource(join(modelsDir, 'built-in')),
    {
      origin: 'site',
      read: async () => {
        const versions = await readdir(site()).catch(() => [])
        return Promise.all(versions.sort().map((version) => readPackage(join(site(), version), 'tiny-film')))
      },
    },
  ]
  const addVersion = async (folder: string, version: string) => {
    await cp(tiny(), folder, { recursive: true })
    const path = join(folder, 'manifest.json')
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object
    await writeFile(path, JSON.stringify({ ...manifest, version }))
  }
  const loads: string[] = []
  const unloads: string[] = []
  const made = (choices = choicesInMemory()) =>
    new ModelRegistry(
      {
        load: ({ key }) => {
          loads.push(key)
          return Promise.resolve(report)
        },
        unload: (key) => {
          unloads.push(key)
          return Promise.resolve()
        },
      },
      { sources: sources(), providers: () => Promise.resolve(['cpu']), threads: () => 1, choices },
    )
  beforeEach(async () => {
    loads.length = unloads.length = 0
    await addVersion(join(modelsDir, 'built-in/tiny-film'), '2.0.0')
    await addVersion(join(site(), 'a'), '3.0.0')
    await addVersion(join(site(), 'b'), '2.0.0-site.1')
  })
  const versions = (registry: ModelRegistry) =>
    registry.list().map(({ version, origin, isDefault, retired }) => {
      const marks = [isDefault ? 'default' : '', retired ? 'retired' : ''].filter(Boolean)
      return [version, origin, ...marks].join(' ')
    })

  it('lists the newest first; what was only added is not the default', async () => {
    const registry = made()
    await registry.open()
    expect(versions(registry)).toEqual(['3.0.0 site', '2.0.0 built-in default', '2.0.0-site.1 site'])
    expect((await registry.require('tiny-film')).key).toBe('tiny-film@2.0.0')
    expect((await registry.require('tiny-film', '3.0.0')).key).toBe('tiny-film@3.0.0')
    await expect(registry.require('tiny-film', '9.0.0')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })

  it('keeps to the chosen default while it is in use', async () => {
    const registry = made()
    await registry.open()
    await registry.setDefault('tiny-film', '3.0.0')
    expect((await registry.require('tiny-film')).key).toBe('tiny-film@3.0.0')
    await registry.retire('tiny-film', '3.0.0', true)
    expect(versions(registry)).toEqual(['3.0.0 site retired', '2.0.0 built-in default', '2.0.0-site.1 site'])
    // What it said before can still be explained.
    expect(await registry.require('tiny-film', '3.0.0')).toMatchObject({ retired: true })
    await expect(registry.setDefault('tiny-film', '3.0.0')).rejects.toMatchObject({ code: 'MODEL_RETIRED' })
    await registry.retire('tiny-film', '2.0.0', true)
    expect((await registry.require('tiny-film')).key).toBe('tiny-film@2.0.0-site.1')
    await registry.retire('tiny-film', '2.0.0-site.1', true)
    await expect(registry.require('tiny-film')).rejects.toMatchObject({ code: 'MODEL_RETIRED' })
    await registry.retire('tiny-film', '3.0.0', false)
    expect((await registry.require('tiny-film')).key).toBe('tiny-film@3.0.0')
  })

  it('takes in what came, lets go what went, and tests nothing twice', async () => {
    const registry = made()
    await registry.open()
    expect(loads.sort()).toEqual(['tiny-film@2.0.0', 'tiny-film@2.0.0-site.1', 'tiny-film@3.0.0'])
    loads.length = 0
    await addVersion(join(site(), 'c'), '4.0.0')
    await rm(join(site(), 'a'), { recursive: true })
    await registry.refresh()
    expect([loads, unloads]).toEqual([['tiny-film@4.0.0'], ['tiny-film@3.0.0']])
    expect(versions(registry)).toEqual(['4.0.0 site', '2.0.0 built-in default', '2.0.0-site.1 site'])
  })

  it('knows every state when a reading has ended, also one that was asked for while another was under way', async () => {
    const slow = () => new Promise<LoadReport>((resolve) => setTimeout(() => resolve(report), 30))
    const registry = new ModelRegistry(
      { load: slow, unload },
      {
        sources: sources(),
        providers: () => Promise.resolve(['cpu']),
        threads: () => 1,
      },
    )
    void registry.open()
    await addVersion(join(site(), 'c'), '4.0.0')
    void registry.refresh()
    await registry.refresh()
    expect(registry.list().map(({ version, state }) => [version, state.state])).toContainEqual([
      '4.0.0',
      'available',
    ])
  })

  it('adds and removes a whole source', async () => {
    const registry = made()
    await registry.open()
    const more: PackageSource = { origin: 'site', read: async () => [await readPackage(tiny(), 'tiny-film')] }
    await registry.addSource(more)
    expect(versions(registry)).toContain('0.1.0 site')
    await registry.removeSource(more)
    expect(versions(registry)).not.toContain('0.1.0 site')
    expect(unloads).toEqual(['tiny-film@0.1.0'])
  })

  it('shows a package that its source does not trust, and never loads it', async () => {
    const error = { code: 'MODEL_HASH_MISMATCH' as const, message: 'not the one that was added' }
    const registry = made()
    await registry.open()
    loads.length = 0
    await registry.addSource({
      origin: 'site',
      read: async () => [{ ...(await readPackage(tiny(), 'tiny-film')), error }],
    })
    expect(registry.list().find(({ version }) => version === '0.1.0')?.state).toEqual({
      state: 'quarantined',
      error,
    })
    expect(loads).toEqual([])
  })

  it('tells when a provider was left for the CPU in the middle of the work', async () => {
    const registry = made()
    await registry.open()
    registry.noteLoaded('tiny-film@2.0.0', { ...report, provider: 'webgpu' })
    registry.noteLeft('tiny-film@2.0.0', { provider: 'webgpu', reason: 'it failed later: device lost' })
    expect(registry.list()[1]?.state).toMatchObject({
      state: 'available',
      provider: 'cpu',
      refusedProviders: [{ provider: 'webgpu', reason: 'it failed later: device lost' }],
    })
  })
})
