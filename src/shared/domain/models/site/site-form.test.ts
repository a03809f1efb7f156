import { describe, expect, it } from 'vitest'
import { AppException } from '../../../result'
import { ModelManifest } from '../manifest'
import { formProblems, preprocessingPresets } from './answers'
import { buildManifest, labelNames, localText, preprocessingSteps } from './build-manifest'
import type { GraphReport } from './graph-report'
import { mergeAnswers } from './merge-answers'
import { parseFeatures, parseLabels } from './parse-labels'
import { chosenProposal, proposeForms } from './propose'
import { readMonaiBundle } from './monai-bundle'

const report = (
  input: GraphReport['inputs'][number]['shape'],
  output: GraphReport['inputs'][number]['shape'],
  lastOp = '',
): GraphReport => ({
  bytes: 1000,
  sha256: 'a'.repeat(64),
  irVersion: 8,
  producer: 'pytorch 2',
  opsets: [{ domain: '', version: 17 }],
  inputs: [{ name: 'x', type: 'float32', shape: input }],
  outputs: [{ name: 'y', type: 'float32', shape: output, lastOp }],
  ops: [],
  parameters: 1,
  externalFiles: [],
  joined: [],
  metadata: [],
})
const codeOf = (work: () => unknown) => {
  try {
    work()
    return 'none'
  } catch (thrown) {
    return thrown instanceof AppException ? thrown.code : String(thrown)
  }
}

/** Of a graph with one output that can hold the answer. */
const proposeForm = (...input: Parameters<typeof proposeForms>) => proposeForms(...input)[0]

describe('proposeForms', () => {
  it.each([
    [['N', 1, 224, 224], 'NCHW', 1, 224, 224],
    [['N', 3, 299, 299], 'NCHW', 3, 299, 299],
    [['N', 64, 48, 1], 'NHWC', 1, 64, 48],
    [[1, 224, 224, 3], 'NHWC', 3, 224, 224],
    [['N', 3, 'height', 'width'], 'NCHW', 3, null, null],
    [['N', 3, 3, 1], 'NHWC', 1, 3, 3],
  ] as const)('reads %j as %s', (shape, layout, channels, rows, columns) => {
    const { form } = proposeForm(report([...shape], ['N', 2]), 'My Model (v2).onnx')
    expect(form.image).toMatchObject({ layout, channels, rows, columns })
    expect(form.id).toBe('my-model-v2')
    expect(form.labels.map(({ threshold }) => threshold)).toEqual([null, null])
  })

  it.each([
    [
      ['N', 5, 224, 224],
      ['N', 2],
    ],
    [
      ['N', 10],
      ['N', 2],
    ],
    [
      [4, 1, 64, 64],
      [4, 2],
    ],
    [
      ['N', 1, 64, 64],
      ['N', 2, 32, 32],
    ],
    [
      ['N', 1, 64, 64],
      ['N', 2, 2],
    ],
    [null, ['N', 2]],
    [
      ['N', 'T', 'F'],
      ['N', 2],
    ],
  ] as const)('refuses %j -> %j', (input, output) => {
    const made = report(input && [...input], [...output])
    expect(codeOf(() => proposeForm(made, 'm.onnx'))).toBe('MODEL_SHAPE_UNSUPPORTED')
  })
})

describe('a graph with several outputs', () => {
  const many: GraphReport = {
    ...report(['N', 1, 16, 16], ['N', 3]),
    outputs: [
      { name: 'features', type: 'float32', shape: ['N', 8], lastOp: 'ReduceMean' },
      { name: 'logits', type: 'float32', shape: ['N', 3], lastOp: 'Add' },
      { name: 'cam', type: 'float32', shape: ['N', 3, 16, 16], lastOp: 'Conv' },
      { name: 'winner', type: 'int64', shape: ['N'], lastOp: 'ArgMax' },
    ],
  }
  it('asks which one holds the answer, and offers maps only where their planes are as many as its labels', () => {
    const proposals = proposeForms(many, 'm.onnx')
    expect(
      proposals.map(({ output, answerCount, maps, form }) => [output, answerCount, maps, form.task]),
    ).toEqual([
      ['features', 8, [], 'image-classification'],
      ['logits', 3, ['cam'], 'image-classification'],
      ['cam', 3, [], 'image-segmentation'],
    ])
    expect(proposals.every(({ form }) => form.output === '')).toBe(true)
    expect(chosenProposal(proposals, '')).toBeNull()
    expect(chosenProposal(proposals, 'logits')).toBe(proposals[1])
    expect(formProblems(proposals[1]?.form as never, 3)).toContain('output')
  })

  it('names every output in its manifest, those that nobody asks for as unused', () => {
    const chosen = proposeForms(many, 'many.onnx')[1]
    const form = mergeAnswers(chosen?.form as never, {
      output: 'logits',
      map: 'cam',
      title: 'Many',
      image: { preset: 'unit' },
      activation: 'sigmoid',
      labels: ['A', 'B', 'C'],
      threshold: 0.5,
      thresholdRule: 'by hand',
      gate: { modalities: ['*'], bodyParts: ['*'], views: ['*'], ageYears: { min: 0, max: 130 } },
      intendedUse: 'tests',
      licence: 'MIT',
      source: 'nowhere',
    })
    const made = buildManifest({ report: many, form, answerCount: 3, file: 'm.onnx', mapBias: [1, 2, 3] })
    expect(made.outputs.map(({ name, role }) => [name, role])).toEqual([
      ['features', 'unused'],
      ['logits', 'finding-logits'],
      ['cam', 'activation-map'],
      ['winner', 'unused'],
    ])
    expect(made.outputs[2]).toMatchObject({ of: 'logits', bias: [1, 2, 3] })
  })

  it('has one answer where only one output can hold it', () => {
    const proposals = proposeForms(
      { ...many, outputs: many.outputs.slice(1, 2).concat(many.outputs.slice(3)) },
      'm.onnx',
    )
    expect(proposals.map(({ form }) => form.output)).toEqual(['logits'])
  })

  it('and several inputs is refused with their names', () => {
    const two = { ...many, inputs: [...many.inputs, { name: 'age', type: 'float32', shape: ['N', 1] }] }
    expect(() => proposeForms(two, 'm.onnx')).toThrow('2 inputs: x, age')
  })
})

describe('a MONAI bundle', () => {
  const metadata = (changes: { input?: object; output?: object; more?: object } = {}) =>
    JSON.stringify({
      version: '0.2.1',
      name: 'Shapes on a film',
      task: 'Shapes',
      authors: 'Somebody',
      copyright: 'Copyright Somebody',
      intended_use: 'Tests of a program',
      network_data_format: {
        inputs: {
          image: {
            type: 'image',
            format: 'magnitude',
            modality: 'CT',
            num_channels: 1,
            spatial_shape: [64, 48],
            dtype: 'float32',
            value_range: [0, 1],
            ...changes.input,
          },
        },
        outputs: {
          pred: {
            type: 'probabilities',
            format: 'classes',
            num_channels: 2,
            channel_def: { '0': 'circle', '1': 'square' },
            ...changes.output,
          },
        },
      },
      ...changes.more,
    })
  const inference = (...transforms: object[]) =>
    JSON.stringify({
      preprocessing: {
        _target_: 'Compose',
        transforms: [{ _target_: 'LoadImaged', keys: 'image' }, ...transforms],
      },
      postprocessing: { _target_: 'Compose', transforms: [{ _target_: 'Activationsd', softmax: true }] },
    })
  const shape = { ...report(['N', 1, 'h', 'w'], ['N', 2]), producer: 'pytorch 2.4' }

  it('fills in what it says, and leaves thresholds and the rest of the gate to be asked', () => {
    const bundle = readMonaiBundle(metadata(), inference({ _target_: 'ScaleIntensityd', minv: 0, maxv: 1 }))
    const { family, form } = proposeForms(shape, 'model.onnx', bundle)[0]
    expect(family).toBe('monai')
    expect(form).toMatchObject({
      version: '0.2.1',
      title: { en: 'Shapes on a film', 'zh-CN': '' },
      image: { layout: 'NCHW', channels: 1, rows: 64, columns: 48, preset: 'stretch' },
      activation: 'softmax',
      labels: [
        { title: { en: 'circle', 'zh-CN': '' }, kind: 'finding', threshold: null },
        { title: { en: 'square', 'zh-CN': '' }, kind: 'finding', threshold: null },
      ],
      gate: { modalities: ['CT'], bodyParts: [], views: [] },
      intendedUse: { en: 'Tests of a program', 'zh-CN': '' },
      licence: '',
      source: 'Somebody. Copyright Somebody',
    })
  })

  it.each([
    [[{ _target_: 'NormalizeIntensityd' }], 'standardise'],
    [[{ _target_: 'monai.transforms.NormalizeIntensityd', channel_wise: true }], 'standardise'],
    [[{ _target_: 'NormalizeIntensityd', nonzero: true }], null],
    [[{ _target_: 'ScaleIntensity' }], 'stretch'],
    [[{ _target_: 'ScaleIntensityd', minv: -1, maxv: 1 }], null],
    [[{ _target_: 'ScaleIntensityRanged', a_min: 0, a_max: 255, b_min: 0, b_max: 1 }], 'unit'],
    [[{ _target_: 'ScaleIntensityRanged', a_min: 0, a_max: 255, b_min: -1, b_max: 1 }], 'signed-unit'],
    [[{ _target_: 'ScaleIntensityRanged', a_min: -57, a_max: 164, b_min: 0, b_max: 1 }], null],
    [[{ _target_: 'ScaleIntensityd' }, { _target_: 'NormalizeIntensityd' }], null],
    [[{ _target_: 'ScaleIntensityd', _disabled_: true }, { _target_: 'NormalizeIntensityd' }], 'standardise'],
    [[{ _target_: 'Resized', spatial_size: [64, 48] }], null],
  ] as const)('with the transforms %j has the preset %s', (transforms, preset) => {
    expect(readMonaiBundle(metadata(), inference(...transforms)).preset).toBe(preset)
  })

  it('of a mask has its first channel as the background where that is its name', () => {
    const masks = { ...report(['N', 1, 64, 48], ['N', 2, 64, 48]), producer: 'pytorch 2.4' }
    const bundle = readMonaiBundle(
      metadata({ output: { channel_def: { '0': 'background', '1': 'spleen' } } }),
      null,
    )
    const { form } = proposeForms(masks, 'model.onnx', bundle)[0]
    expect(form).toMatchObject({ task: 'image-segmentation', background: true })
    expect(form.labels.map(({ title }) => title.en)).toEqual(['spleen'])
  })

  it('that contradicts its graph does not win, and one that says little is no error', () => {
    const bundle = readMonaiBundle(
      metadata({ input: { spatial_shape: ['2**n', '2**n'], value_range: [] }, output: { num_channels: 7 } }),
      null,
    )
    expect(bundle).toMatchObject({ size: null, valueRange: null, preset: null, activation: null, labels: [] })
    expect(proposeForms(report(['N', 1, 32, 32], ['N', 2]), 'm.onnx', bundle)[0].form).toMatchObject({
      image: { rows: 32, columns: 32, preset: null },
      labels: [{ title: { en: '' } }, { title: { en: '' } }],
    })
  })

  it('that is no JSON or says nothing of its network is refused', () => {
    expect(codeOf(() => readMonaiBundle('{', null))).toBe('MODEL_ANSWERS_INVALID')
    expect(codeOf(() => readMonaiBundle('{"version": "1.0.0"}', null))).toBe('MODEL_ANSWERS_INVALID')
    expect(codeOf(() => readMonaiBundle(metadata(), 'no'))).toBe('MODEL_ANSWERS_INVALID')
  })

  it('is guessed from the names of its tensors alone, which settles nothing', () => {
    const named = {
      ...shape,
      inputs: [{ name: 'input', type: 'float32', shape: ['N', 1, 64, 64] }],
      outputs: [{ name: 'output', type: 'float32', shape: ['N', 2], lastOp: 'Gemm' }],
    }
    expect(proposeForms(named, 'm.onnx')[0]).toMatchObject({
      family: 'monai',
      form: { image: { preset: null } },
    })
  })
})

describe('the answers', () => {
  const complete = () => {
    const proposal = proposeForm(report(['N', 1, 64, 64], ['N', 2]), 'two.onnx')
    const form = mergeAnswers(proposal.form, {
      title: { 'zh-CN': '两类模型' },
      image: { preset: 'unit' },
      activation: 'softmax',
      labels: ['Opacity', { title: 'Normal', kind: 'normal' }],
      threshold: 0.3,
      thresholdRule: 'by hand',
      gate: { modalities: ['cr', 'DX'], bodyParts: ['*'], views: ['*'], ageYears: { min: 0, max: 130 } },
      intendedUse: 'A test',
      licence: 'MIT',
      source: 'nowhere',
    })
    return { proposal, form }
  }

  it('make a valid manifest; what was said in one language is marked in the other', () => {
    const { form } = complete()
    expect(formProblems(form, 2)).toEqual([])
    const manifest = buildManifest({
      report: report(['N', 1, 64, 64], ['N', 2]),
      form,
      answerCount: 2,
      file: 'model.onnx',
    })
    expect(ModelManifest.parse(manifest)).toEqual(manifest)
    expect(manifest.title).toEqual({ en: '两类模型', 'zh-CN': '两类模型' })
    expect(manifest.intendedUse['zh-CN']).toBe('（仅英文）A test')
    expect(manifest).toMatchObject({ gate: { modalities: ['CR', 'DX'] }, weights: { opset: 17 } })
    expect(manifest.outputs[0]).toMatchObject({
      labels: [
        { label: 'opacity', calibration: { method: 'none' }, threshold: { value: 0.3, rule: 'by hand' } },
        { label: 'normal', kind: 'normal' },
      ],
    })
  })

  it('that are missing are named, and no threshold is made up', () => {
    const { proposal } = complete()
    expect(formProblems(proposal.form, 2)).toEqual([
      'title',
      'preset',
      'activation',
      'labels',
      'thresholds',
      'thresholdRule',
      'modalities',
      'bodyParts',
      'views',
      'ages',
      'intendedUse',
      'licence',
      'source',
    ])
    expect(codeOf(() => mergeAnswers(proposal.form, { thresold: 0.5 }))).toBe('MODEL_ANSWERS_INVALID')
    expect(codeOf(() => mergeAnswers(proposal.form, { image: { preset: 'magic' } }))).toBe(
      'MODEL_ANSWERS_INVALID',
    )
  })

  it.each(preprocessingPresets)('with preset %s are steps for one and three channels', (preset) => {
    for (const channels of [1, 3] as const) {
      const image = { layout: 'NCHW', rows: 8, columns: 9, channels, preset, region: 'centre-crop' } as const
      const steps = preprocessingSteps(image).map(({ step }) => step)
      expect(steps.slice(0, 3)).toEqual(['grayscale', 'centre-crop', 'resize'])
      expect(steps.includes('channels')).toBe(channels === 3)
      expect(steps.includes('normalise')).toBe(preset === 'imagenet')
    }
  })

  it('give every label a name of its own', () => {
    const titled = (en: string, zh = '') => ({ title: { en, 'zh-CN': zh } })
    expect(labelNames([titled('Pleural effusion'), titled('pleural_effusion'), titled('', '气胸')])).toEqual([
      'pleural-effusion',
      'pleural-effusion-2',
      'label-3',
    ])
    expect(localText({ en: '', 'zh-CN': '仅中文' }).en).toBe('(Chinese only) 仅中文')
  })
})

describe('parseLabels', () => {
  const titles = (text: string) => parseLabels(text).map(({ en, 'zh-CN': zh }) => en || zh)
  it.each<[string, string[]]>([
    ['Edema\nMass\n\nNodule\n', ['Edema', 'Mass', 'Nodule']],
    ['Edema; Mass, left; Nodule', ['Edema', 'Mass, left', 'Nodule']],
    ['气胸、肺炎，结节', ['气胸', '肺炎', '结节']],
    ['index,label\n0,Edema\n1,"Mass, large"', ['Edema', 'Mass, large']],
    ['label\nEdema', ['Edema']],
    ['["Edema", "Mass"]', ['Edema', 'Mass']],
    ['{"id2label": {"1": "Mass", "0": "Edema"}}', ['Edema', 'Mass']],
    ['{"Mass": 1, "Edema": 0}', ['Edema', 'Mass']],
    ['', []],
  ])('understands %j', (text, wanted) => {
    expect(titles(text)).toEqual(wanted)
  })

  it('takes both languages of a line', () => {
    expect(parseLabels('1\tEdema\t肺水肿\n2\tMass\t肿块')).toEqual([
      { en: 'Edema', 'zh-CN': '肺水肿' },
      { en: 'Mass', 'zh-CN': '肿块' },
    ])
  })

  it('reads columns of a table', () => {
    expect(parseFeatures('heart rate, /min, 86.5, 17.9\nbad line\nlactate;mmol/l;2.1;1.2')).toEqual([
      { name: 'heart rate', unit: '/min', mean: 86.5, spread: 17.9 },
      { name: 'lactate', unit: 'mmol/l', mean: 2.1, spread: 1.2 },
    ])
  })
})
