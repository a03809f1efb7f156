import { describe, expect, it } from 'vitest'
import { AppException } from '../../../result'
import { ModelManifest } from '../manifest'
import { formProblems, preprocessingPresets } from './answers'
import { buildManifest, labelNames, localText, preprocessingSteps } from './build-manifest'
import type { GraphReport } from './graph-report'
import { mergeAnswers } from './merge-answers'
import { parseFeatures, parseLabels } from './parse-labels'
import { proposeForm } from './propose'

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

describe('proposeForm', () => {
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
