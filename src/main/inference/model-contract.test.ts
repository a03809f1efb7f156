import { describe, expect, it } from 'vitest'
import type { ClassificationManifest, ModelOutput } from '../../shared/domain/models/manifest'
import {
  tinyEnsemble,
  tinyFilm,
  tinyGenerator,
  tinyRegions,
  tinySeries,
} from '../../test-support/tiny-models'
import { inputDims, modelContract } from './model-contract'

const refused = expect.objectContaining({ code: 'MODEL_MANIFEST_INVALID' }) as Error
type OutputOf<Role> = Extract<ModelOutput, { role: Role }>
const output = <Role extends ModelOutput['role']>({ outputs }: ClassificationManifest, role: Role) =>
  outputs.find((each) => each.role === role) as OutputOf<Role>
const label = (manifest: ClassificationManifest) =>
  output(manifest, 'finding-logits').labels[0] as OutputOf<'finding-logits'>['labels'][number]

const zone = (manifest: ClassificationManifest, from: number, to: number) =>
  (label(manifest).calibration = {
    method: 'platt',
    slope: 1,
    intercept: 0,
    prevalence: 0.5,
    neutral: { from, to, rule: 'x' },
  })

describe('modelContract', () => {
  it('finds every role of a model of films', () => {
    expect(modelContract(tinyEnsemble())).toMatchObject({
      task: 'image-classification',
      batch: 'free',
      input: { name: 'image', rows: 16, columns: 16, channels: 1, layout: 'NCHW' },
      findings: { name: 'logit' },
      pattern: { name: 'pattern' },
      maps: [{ of: 'logit' }, { of: 'pattern' }],
      members: { name: 'members' },
      unfamiliarity: { name: 'familiarity' },
      quality: { name: 'quality' },
      mirrored: { name: 'mirrored' },
      gradient: { file: 'gradient.onnx', output: { name: 'gradient', shape: [null, 1, 16, 16] } },
      outputs: [
        { name: 'logit', shape: [null, 1] },
        { name: 'cam', shape: [null, 1, null, null] },
        { name: 'pattern_cam', shape: [null, 1, null, null] },
        { name: 'pattern', shape: [null, 1] },
        { name: 'members', shape: [null, null] },
        { name: 'familiarity', shape: [null, 1] },
        { name: 'quality', shape: [null, 13] },
        { name: 'mirrored', shape: [null, 1] },
      ],
    })
  })

  it('reads the other kinds of work', () => {
    expect(modelContract(tinyRegions())).toMatchObject({
      batch: 1,
      input: { channels: 3, rows: 8, columns: 8 },
      inputs: [{ shape: [1, 3, 8, 8] }],
      outputs: [{ name: 'mask', shape: [1, 3, 8, 8] }],
    })
    expect(modelContract(tinySeries())).toMatchObject({
      input: { name: 'series', steps: 4 },
      inputs: [{ shape: [null, 4, 3] }],
      outputs: [{ shape: [null, 2] }],
    })
    expect(modelContract(tinyGenerator())).toMatchObject({
      noise: { name: 'noise', size: 4 },
      classes: { name: 'class', labels: ['normal', 'pneumonia'] },
      outputs: [{ shape: [null, 1, null, null] }],
    })
  })

  it('reads channels last', () => {
    const manifest = tinyRegions()
    Object.assign(manifest.inputs[0] ?? {}, { layout: 'NHWC', shape: ['N', 8, 8, 3] })
    const contract = modelContract(manifest)
    expect(inputDims(contract.input, 5)).toEqual([5, 8, 8, 3])
    expect(contract.outputs).toEqual([{ name: 'mask', shape: [null, 8, 8, 3] }])
  })

  it('takes a series of any length', () => {
    const manifest = tinySeries()
    Object.assign(manifest.inputs[0] ?? {}, { shape: ['N', 'steps', 3] })
    expect(modelContract(manifest).input.steps).toBeNull()
  })

  it.each<[string, (manifest: ClassificationManifest) => void]>([
    [
      'a resize to another size than the input',
      ({ inputs }) => Object.assign(inputs[0]?.preprocessing[1] ?? {}, { width: 20 }),
    ],
    [
      'channels that no step makes',
      ({ inputs }) => Object.assign(inputs[0] ?? {}, { shape: ['N', 3, 16, 16] }),
    ],
    ['two channels', ({ inputs }) => Object.assign(inputs[0] ?? {}, { shape: ['N', 2, 16, 16] })],
    ['a batch of eight', ({ inputs }) => Object.assign(inputs[0] ?? {}, { shape: [8, 1, 16, 16] })],
    [
      'a step that comes twice',
      ({ inputs }) => inputs[0]?.preprocessing.push({ step: 'scale', divideBy: 2 }),
    ],
    ['steps out of order', ({ inputs }) => inputs[0]?.preprocessing.push({ step: 'centre-crop' })],
    ['no grayscale at first', ({ inputs }) => inputs[0]?.preprocessing.shift()],
    [
      'two sets of logits',
      ({ outputs }) => outputs.push(...outputs.filter(({ role }) => role === 'finding-logits')),
    ],
    ['age limits the wrong way round', ({ gate }) => (gate.ageYears = { min: 6, max: 5 })],
    ['a map of nothing', (manifest) => (output(manifest, 'activation-map').of = 'nothing')],
    ['two biases for one label', (manifest) => (output(manifest, 'activation-map').bias = [1, 2])],
    ['a map of a probability', (manifest) => (label(manifest).activation = 'identity')],
    ['a softmax of one label', (manifest) => (label(manifest).activation = 'softmax')],
    [
      'two activations',
      (manifest) =>
        output(manifest, 'finding-logits').labels.push({
          ...label(manifest),
          label: 'other',
          activation: 'identity',
        }),
    ],
    ['the same label twice', (manifest) => output(manifest, 'finding-logits').labels.push(label(manifest))],
    ['patterns of nothing', (manifest) => (output(manifest, 'pattern-logit').of = 'nothing')],
    [
      'a pattern named as a finding',
      (manifest) => (output(manifest, 'pattern-logit').patterns[0].label = 'pneumonia'),
    ],
    ['members of nothing', (manifest) => (output(manifest, 'member-logits').of = 'pattern')],
    ['classes without `usable`', (manifest) => output(manifest, 'quality-logits').classes.shift()],
    ['a mask', ({ outputs }) => outputs.push(...tinyRegions().outputs)],
    [
      'scores of an isotonic calibration that do not ascend',
      (manifest) =>
        (label(manifest).calibration = {
          method: 'isotonic',
          score: [0.2, 0.2],
          probability: [0, 1],
          prevalence: 0.5,
        }),
    ],
    ['a neutral zone the wrong way round', (manifest) => zone(manifest, 0.25, -0.25)],
    ['a threshold in the neutral zone', (manifest) => zone(manifest, -50, 50)],
    [
      'a refer band the wrong way round',
      (manifest) => (label(manifest).refer = { low: 0.6, high: 0.4, maxRange: 1, rule: 'x' }),
    ],
  ])('refuses a manifest with %s', (_name, edit) => {
    const manifest = tinyEnsemble()
    expect(() => modelContract(manifest)).not.toThrow()
    edit(manifest)
    expect(() => modelContract(manifest)).toThrow(refused)
  })

  it('refuses what a generator or a series cannot be', () => {
    const generator = tinyGenerator()
    Object.assign(generator.inputs[1] ?? {}, { shape: ['N', 3] })
    expect(() => modelContract(generator)).toThrow(refused)
    const series = tinySeries()
    Object.assign(series.inputs[0] ?? {}, { shape: ['N', 4, 2] })
    expect(() => modelContract(series)).toThrow(refused)
  })

  it('needs no more than findings', () => {
    const contract = modelContract({
      ...tinyFilm(),
      outputs: tinyFilm().outputs.filter(({ role }) => role === 'finding-logits'),
    })
    expect(contract).toMatchObject({
      maps: [],
      members: null,
      unfamiliarity: null,
      pattern: null,
      gradient: null,
    })
  })
})
