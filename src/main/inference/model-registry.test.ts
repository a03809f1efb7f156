import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppException } from '../../shared/result'
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

const registry = (load: () => Promise<LoadReport> = () => Promise.resolve(report), onChange?: () => void) =>
  new ModelRegistry(
    { load },
    { modelsDir, providers: () => Promise.resolve(['cpu']), threads: 1, ...(onChange && { onChange }) },
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
    expect((await made.require('tiny-film')).contract.input).toEqual({ name: 'image', rows: 16, columns: 16 })
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
    made.noteBroken('tiny-film', { code: 'INFERENCE_CRASHED', message: 'twice' })
    expect(await quarantineOf(made)).toBe('INFERENCE_CRASHED')
    made.noteLoaded('tiny-film', report)
    expect(await quarantineOf(made)).toBe('INFERENCE_CRASHED')
    expect(await made.verify('tiny-film')).toMatchObject({ state: 'available' })
  })

  it('tells of another provider after a restart', async () => {
    const made = registry()
    await made.open()
    made.noteLoaded('tiny-film', { ...report, provider: 'webgpu' })
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
