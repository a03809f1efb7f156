import { createHash } from 'node:crypto'
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { describe, expect, it } from 'vitest'
import type { SiteForm } from '../../../shared/domain/models/site/answers'
import {
  writeDenseNet121,
  writeKerasCnn,
  writeLstm,
  writeManyOutputs,
  writeThresholdMask,
  writeUNet,
} from '../../../test-support/onnx/networks'
import { answered, codeOf, draftOf, testSite } from './test-site.fixture'
import { listModelChoices, listSiteModels } from '../../store/queries/site-models'

/** Files of hundreds of megabytes are written, copied, hashed and loaded three times. */
const largeFileMs = 300_000

describe('models of the shapes that other toolkits export', { timeout: largeFileMs }, () => {
  it.each([224, 512] as const)('a DenseNet-121 of 18 labels at %i', async (side) => {
    const site = testSite()
    writeDenseNet121(site.path('chest.onnx'), side)
    const form = await draftOf(site, site.path('chest.onnx'))
    expect(form.image).toMatchObject({
      layout: 'NCHW',
      rows: side,
      columns: side,
      channels: 1,
      preset: 'xrv',
      region: 'centre-crop',
    })
    expect(form.activation).toBe('identity')
    expect(form.labels.map(({ title }) => title.en)).toContain('Enlarged cardiomediastinum')
    const added = await site.models.add(answered(form))
    expect(added).toEqual({ id: 'chest', version: '1.0.0' })
    const [entry] = site.inference.registry.list()
    expect(entry).toMatchObject({
      id: 'chest',
      version: '1.0.0',
      origin: 'site',
      isDefault: true,
      state: { state: 'available', provider: 'cpu', goldenCases: 3 },
    })
    const model = await site.inference.registry.require('chest')
    const data = new Float32Array(side * side).fill(-1024)
    const { outputs } = await site.inference.run(model, { image: { data, dims: [1, 1, side, side] } })
    expect(outputs['scores']?.dims).toEqual([1, 18])
    expect(site.models.draft).toBeNull()
    expect(readdirSync(join(site.profileDir, 'models'))).toEqual(['chest'])
  })

  it.each([
    ['digits-28', 'NCHW'],
    ['digits-28', 'NHWC'],
    ['film-224', 'NCHW'],
    ['film-224', 'NHWC'],
  ] as const)('a Keras network %s with %s input', async (kind, layout) => {
    const site = testSite()
    writeKerasCnn(site.path('cnn.onnx'), kind, { layout })
    const form = await draftOf(site, site.path('cnn.onnx'))
    const film = kind === 'film-224'
    expect(form).toMatchObject({
      task: 'image-classification',
      activation: 'identity',
      image: {
        layout,
        rows: film ? 224 : 28,
        columns: film ? 224 : 28,
        channels: film ? 3 : 1,
        preset: null,
      },
    })
    expect(form.labels).toHaveLength(film ? 1 : 10)
    await site.models.add(answered(form))
    const preview = site.inference.registry.list()[0]
    expect(preview?.state).toMatchObject({ state: 'available', goldenCases: 3 })
  })

  it('three LSTM layers over a table in time', async () => {
    const site = testSite()
    writeLstm(site.path('risk.onnx'), { steps: 'T' })
    const form = await draftOf(site, site.path('risk.onnx'))
    expect(form).toMatchObject({
      task: 'series-classification',
      image: null,
      gate: null,
      series: { steps: null },
    })
    expect(form.series?.features).toHaveLength(6)
    const preview = await site.models.preview(answered(form), null)
    expect(preview.outputs.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 3)
    await site.models.add(answered(form))
    const model = await site.inference.registry.require('risk')
    expect(model.contract.task).toBe('series-classification')
  })

  it('a U-Net, whose mask is that of its input', async () => {
    const site = testSite()
    writeUNet(site.path('unet.onnx'), { side: 64, labels: 3, answer: 'Softmax' })
    const form = await draftOf(site, site.path('unet.onnx'))
    expect(form).toMatchObject({ task: 'image-segmentation', activation: 'identity' })
    const labels = form.labels.slice(1)
    await site.models.add(answered({ ...form, background: true, labels }))
    const model = await site.inference.registry.require('unet')
    expect(model.manifest.outputs[0]).toMatchObject({
      role: 'segmentation-mask',
      background: true,
      threshold: 0.5,
    })
  })

  it('a mask that is known by hand marks what it should in the preview', async () => {
    const site = testSite()
    writeThresholdMask(site.path('bright.onnx'), 32)
    const form = await draftOf(site, site.path('bright.onnx'))
    const preview = await site.models.preview(answered(form), null)
    expect(preview.regions.map(({ label }) => label)).toEqual(['finding-1', 'finding-2'])
    const input = site.models.picture(preview.id, 'input')
    const bright = site.models.picture(preview.id, 'mask:finding-1')
    // the picture is stretched over its own range, which the drawn film fills with 0.5 inside
    const half =
      ((0.5 - (preview.input?.smallest ?? 0)) /
        ((preview.input?.largest ?? 1) - (preview.input?.smallest ?? 0))) *
      255
    const wrong = input?.data.filter(
      (level, at) => Math.abs(level - half) > 2 && level > half !== (bright?.data[at] === 1),
    )
    expect(wrong).toHaveLength(0)
  })
})

describe('a graph that gives more than its answer', () => {
  it('runs with the output that was chosen; another one is its map, with a bias that was measured', async () => {
    const site = testSite()
    writeManyOutputs(site.path('many.onnx'))
    const draft = await site.models.open(site.path('many.onnx'))
    expect(draft).toMatchObject({ stage: 'ready', error: null })
    // The input that has a value of its own need not be fed.
    expect(draft.report?.inputs.map(({ name }) => name)).toEqual(['image'])
    const chosen = draft.proposals.find(({ output }) => output === 'logits')
    expect(await codeOf(site.models.add(answered(chosen?.form as SiteForm)))).toBe('MODEL_ANSWERS_INVALID')
    const form = answered(chosen?.form as SiteForm, { output: 'logits', map: 'cam' })
    const preview = await site.models.preview(form, null)
    expect(preview.outputs).toHaveLength(3)
    await site.models.add(form)
    const model = await site.inference.registry.require('many')
    expect(model.manifest.outputs.map(({ role }) => role)).toEqual([
      'unused',
      'finding-logits',
      'activation-map',
      'unused',
    ])
    const data = Float32Array.from({ length: 256 }, (_, at) => (at % 7) / 7)
    const { outputs } = await site.inference.run(model, { image: { data, dims: [1, 1, 16, 16] } })
    expect(Object.keys(outputs).sort()).toEqual(['cam', 'logits'])
  })

  it('is not given a map that is none', async () => {
    const site = testSite()
    writeManyOutputs(site.path('many.onnx'), { trueMap: false })
    const draft = await site.models.open(site.path('many.onnx'))
    const chosen = draft.proposals.find(({ output }) => output === 'logits')
    const form = answered(chosen?.form as SiteForm, { output: 'logits', map: 'cam' })
    expect(await codeOf(site.models.add(form))).toBe('MODEL_ANSWERS_INVALID')
    expect(site.models.draft?.stage).toBe('ready')
    expect(await codeOf(site.models.add({ ...form, map: 'features' }))).toBe('MODEL_ANSWERS_INVALID')
    expect(await codeOf(site.models.add({ ...form, map: null }))).toBe('none')
  })
})

describe('a MONAI bundle', () => {
  it('is taken as a folder or a ZIP with its folder, and fills in what it says', async () => {
    const site = testSite()
    const bundle = site.path('Shapes')
    for (const folder of ['configs', 'models', 'docs']) mkdirSync(join(bundle, folder), { recursive: true })
    writeUNet(join(bundle, 'models', 'model.onnx'), { side: 32, answer: 'Identity' })
    writeFileSync(join(bundle, 'models', 'model.pt'), 'not read')
    writeFileSync(join(bundle, 'docs', 'README.md'), '# Shapes')
    const tensor = {
      type: 'image',
      num_channels: 1,
      spatial_shape: [32, 32],
      modality: 'MR',
      value_range: [0, 1],
    }
    const metadata = {
      version: '1.2.3',
      name: 'Shapes',
      intended_use: 'Tests only',
      network_data_format: {
        inputs: { image: tensor },
        outputs: { pred: { ...tensor, num_channels: 2, channel_def: { 0: 'background', 1: 'square' } } },
      },
    }
    const inference = {
      preprocessing: {
        transforms: [{ _target_: 'LoadImaged' }, { _target_: 'NormalizeIntensityd', keys: 'image' }],
      },
      postprocessing: { transforms: [{ _target_: 'Activationsd', keys: 'pred', softmax: true }] },
    }
    writeFileSync(join(bundle, 'configs', 'metadata.json'), JSON.stringify(metadata))
    writeFileSync(join(bundle, 'configs', 'inference.json'), JSON.stringify(inference))
    const archive = new ZipFile()
    for (const name of [
      'configs/metadata.json',
      'configs/inference.json',
      'models/model.onnx',
      'models/model.pt',
    ])
      archive.addFile(join(bundle, name), `Shapes/${name}`)
    archive.end()
    await pipeline(archive.outputStream, createWriteStream(site.path('shapes.zip')))
    for (const path of [bundle, site.path('shapes.zip')]) {
      const draft = await site.models.open(path)
      expect(draft).toMatchObject({ stage: 'ready', error: null, manifest: null })
      expect(draft.proposals).toHaveLength(1)
      expect(draft.proposals[0]).toMatchObject({
        family: 'monai',
        form: {
          version: '1.2.3',
          title: { en: 'Shapes' },
          image: { preset: 'standardise', rows: 32, columns: 32 },
          activation: 'softmax',
          background: true,
          labels: [{ title: { en: 'square' } }],
          gate: { modalities: ['MR'] },
        },
      })
    }
    const form = answered(site.models.draft?.proposals[0]?.form as SiteForm, { id: 'shapes' })
    await site.models.add(form)
    const folder = join(site.profileDir, 'models', 'shapes', '1.2.3')
    expect(readdirSync(folder).sort()).toEqual(['CARD.md', 'golden', 'manifest.json', 'model.onnx'])
  })
})

describe('a draft', () => {
  it('tells what the answers lack, keeps what was answered, and refuses a version that is there', async () => {
    const site = testSite()
    writeUNet(site.path('m.onnx'), { side: 16 })
    const form = await draftOf(site, site.path('m.onnx'))
    const complete = answered(form, { id: 'mask' })
    expect(await codeOf(site.models.add({ ...complete, maskThreshold: null }))).toBe('MODEL_ANSWERS_INVALID')
    expect(site.models.draft?.stage).toBe('ready')
    await site.models.add(complete)
    await site.models.open(site.path('m.onnx'))
    expect(await codeOf(site.models.add(complete))).toBe('MODEL_VERSION_EXISTS')
    expect(site.models.draft?.stage).toBe('ready')
    await site.models.add({ ...complete, version: '1.1.0' })
    expect(site.inference.registry.list().map(({ version, isDefault }) => [version, isDefault])).toEqual([
      ['1.1.0', true],
      ['1.0.0', false],
    ])
  })

  it('shows an activation that was stated wrongly', async () => {
    const site = testSite()
    writeDenseNet121(site.path('m.onnx'), 224, { sigmoid: false })
    const form = await draftOf(site, site.path('m.onnx'))
    expect(form.activation).toBeNull()
    const wrong = answered(form, { id: 'raw-logits', activation: 'identity' })
    expect(await codeOf(site.models.preview(wrong, null))).toBe('MODEL_ANSWERS_INVALID')
    expect(await codeOf(site.models.add(wrong))).toBe('MODEL_ANSWERS_INVALID')
    expect(await codeOf(site.models.add(answered(form, { id: 'raw-logits', activation: 'sigmoid' })))).toBe(
      'none',
    )
  })

  it('leaves nothing on the disk when it is discarded or cancelled', async () => {
    const site = testSite()
    writeUNet(site.path('m.onnx'), { side: 16 })
    await site.models.open(site.path('m.onnx'))
    await site.models.discard()
    expect(readdirSync(join(site.profileDir, 'models'))).toEqual([])
    const opening = site.models.open(site.path('m.onnx'))
    await site.models.cancel()
    await opening
    expect(readdirSync(join(site.profileDir, 'models')).filter((name) => !name.startsWith('.'))).toEqual([])
  })
})

describe('packages on the disk', () => {
  async function withMask(version = '1.0.0') {
    const site = testSite()
    writeUNet(site.path('m.onnx'), { side: 16 })
    const form = await draftOf(site, site.path('m.onnx'))
    await site.models.add(answered(form, { id: 'mask', version }))
    const folder = join(site.profileDir, 'models', 'mask', version)
    const stateOf = async (id = 'mask') => {
      await site.inference.registry.refresh()
      const entry = site.inference.registry.list().find((each) => each.id === id)
      return entry?.state.state === 'quarantined' ? entry.state.error.code : entry?.state.state
    }
    return { ...site, folder, stateOf }
  }

  it('are complete and say where they come from', async () => {
    const { folder, db } = await withMask()
    expect(readdirSync(folder).sort()).toEqual(['CARD.md', 'golden', 'manifest.json', 'model.onnx'])
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    const weights = readFileSync(join(folder, 'model.onnx'))
    expect(manifest.weights.sha256).toBe(createHash('sha256').update(weights).digest('hex'))
    expect(readFileSync(join(folder, 'CARD.md'), 'utf8')).toContain('made by the test')
    expect(listSiteModels(db)).toMatchObject([
      { id: 'mask', version: '1.0.0', weightsSha256: manifest.weights.sha256 },
    ])
  })

  it('that were changed afterwards are not loaded', async () => {
    const { folder, stateOf } = await withMask()
    const file = join(folder, 'manifest.json')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"threshold": 0.5', '"threshold": 0.9'))
    expect(await stateOf()).toBe('MODEL_UNTRUSTED')
    writeFileSync(file, text)
    expect(await stateOf()).toBe('available')
    writeFileSync(join(folder, 'golden', 'extra.f32'), 'x')
    expect(await stateOf()).toBe('MODEL_UNTRUSTED')
  })

  it('whose weights were changed are not loaded', async () => {
    const { folder, inference } = await withMask()
    const weights = readFileSync(join(folder, 'model.onnx'))
    weights[weights.length - 5] = (weights[weights.length - 5] ?? 0) ^ 1
    writeFileSync(join(folder, 'model.onnx'), weights)
    expect(await inference.registry.verify('mask')).toMatchObject({
      state: 'quarantined',
      error: { code: 'MODEL_HASH_MISMATCH' },
    })
  })

  it('that the vault does not know are shown and not loaded; adding the same version replaces them', async () => {
    const { folder, profileDir, stateOf, models, path } = await withMask()
    cpSync(folder, join(profileDir, 'models', 'mask', '2.0.0'), { recursive: true })
    const copied = join(profileDir, 'models', 'mask', '2.0.0', 'manifest.json')
    writeFileSync(copied, readFileSync(copied, 'utf8').replace('"version": "1.0.0"', '"version": "2.0.0"'))
    expect(await stateOf()).toBe('MODEL_UNTRUSTED')
    const draft = await models.open(path('m.onnx'))
    await models.add(answered(draft.proposals[0]?.form as SiteForm, { id: 'mask', version: '2.0.0' }))
    expect(await stateOf()).toBe('available')
  })

  it('are gone from the list with their last version, and stay while a result refers to them', async () => {
    const { db, packages, inference, profileDir } = await withMask()
    const used = { id: 'mask', version: '1.0.0' }
    db.exec(`INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic,
      sex, synthetic) VALUES (1, 'p', 'k', 'P', '', 'A', '', '', 'U', 0)`)
    db.exec(`INSERT INTO study (row, id, patient_row, study_instance_uid, description, accession_number, referring_physician,
      institution, imported_at_ms) VALUES (1, 's', 1, '1.2', '', '', '', '', 0)`)
    db.exec(`INSERT INTO series VALUES (1, 'e', 1, '1.3', 1, 'CR', '', '', '')`)
    db.exec(`INSERT INTO instance VALUES (1, 'i', 1, '1.4', '', 'b', 1, '', '{}', '', 0)`)
    db.exec(`INSERT INTO analysis_run (id, instance_row, created_at_ms, model_id, model_version, outcome)
      VALUES ('r', 1, 0, 'mask', '1.0.0', '{}')`)
    expect(await codeOf(packages.remove(used))).toBe('MODEL_IN_USE')
    db.exec(`DELETE FROM analysis_run`)
    await packages.remove(used)
    expect(inference.registry.list()).toEqual([])
    expect(existsSync(join(profileDir, 'models', 'mask'))).toBe(false)
  })

  it('can be retired and brought back, and the default chosen; it is remembered', async () => {
    const { inference, db, models, path } = await withMask()
    const draft = await models.open(path('m.onnx'))
    await models.add(answered(draft.proposals[0]?.form as SiteForm, { id: 'mask', version: '2.0.0' }))
    const { registry } = inference
    const defaultOf = () => registry.list().find(({ isDefault }) => isDefault)?.version
    expect(defaultOf()).toBe('2.0.0')
    await registry.setDefault('mask', '1.0.0')
    expect(defaultOf()).toBe('1.0.0')
    await registry.retire('mask', '1.0.0', true)
    expect(defaultOf()).toBe('2.0.0')
    expect(listModelChoices(db)).toEqual([{ id: 'mask', version: '1.0.0', retired: true, isDefault: false }])
    await registry.retire('mask', '1.0.0', false)
    expect((await registry.require('mask', '1.0.0')).retired).toBe(false)
  })

  it('can have another manifest over the same weights', async () => {
    const { inference, packages } = await withMask()
    const { manifest } = await inference.registry.require('mask')
    const derived = {
      ...manifest,
      version: '1.0.0-site.1',
      derivation: {
        from: { id: 'mask', version: '1.0.0', sha256: manifest.weights.sha256 },
        change: 'a test',
      },
    }
    await packages.addDerived({ id: 'mask', version: '1.0.0' }, { manifest: derived, card: '# Card' })
    expect(inference.registry.list().map(({ version, state }) => [version, state.state])).toEqual([
      ['1.0.0', 'available'],
      ['1.0.0-site.1', 'available'],
    ])
  })
})
