import { describe, expect, it } from 'vitest'
import { sigmoid } from '../../shared/domain/models/calibration'
import type { ClassificationManifest, FindingLabel } from '../../shared/domain/models/manifest'
import { tinyEnsemble, tinyFilm, tinyRegions, tinySeries } from '../../test-support/tiny-models'
import type { NamedTensors, Tensor } from './golden'
import { interpretOutputs, interpretSeries } from './interpret-outputs'
import { modelContract } from './model-contract'

const tensor = (dims: number[], ...values: number[]): Tensor => ({ data: Float32Array.from(values), dims })
const plane = (...values: number[]) => tensor([1, 1, 2, 2], ...values)

const ensembleOutputs = (changes: NamedTensors = {}): NamedTensors => ({
  logit: tensor([1, 1], 0.5),
  cam: plane(0.5, 1, 1, 0.5),
  pattern: tensor([1, 1], 1.25),
  pattern_cam: plane(1, 1, 1, 1.5),
  members: tensor([1, 3], -0.25, 0.25, 1.5),
  familiarity: tensor([1, 1], 0.125),
  quality: tensor([1, 13], ...Array.from({ length: 13 }, (_, at) => -at)),
  mirrored: tensor([1, 1], 0),
  ...changes,
})

describe('an ensemble with patterns', () => {
  const contract = modelContract(tinyEnsemble())
  const { outputs, activations, ...seen } = interpretOutputs(contract, ensembleOutputs())
  const p = sigmoid(2 * 0.5 + 0.5)
  const q = sigmoid(1.25 - 0.25)

  it('divides the finding into shares that add up', () => {
    expect(outputs.map(({ label, kind }) => [label, kind])).toEqual([
      ['pneumonia', 'finding'],
      ['normal', 'normal'],
      ['bacterial-pattern', 'pattern'],
      ['viral-pattern', 'pattern'],
    ])
    const [whole, normal, bacterial, viral] = outputs.map(({ probability }) => probability)
    expect(whole).toBeCloseTo(p, 12)
    expect(normal).toBeCloseTo(1 - p, 12)
    expect(bacterial).toBeCloseTo(p * q, 12)
    expect(viral).toBeCloseTo(p * (1 - q), 12)
    expect(
      outputs.slice(1).every(({ threshold, positive, refer }) => threshold === null && !positive && !refer),
    ).toBe(true)
  })

  it('gives the range of the members through the calibration', () => {
    const [whole, normal] = outputs
    expect(whole?.range?.low).toBeCloseTo(sigmoid(0), 12)
    expect(whole?.range?.high).toBeCloseTo(sigmoid(3.5), 12)
    expect(whole?.range?.members).toBe(3)
    expect(normal?.range?.low).toBeCloseTo(1 - sigmoid(3.5), 12)
  })

  it('gives a map for the finding and for each pattern', () => {
    expect(activations.map(({ label, data }) => [label, [...data]])).toEqual([
      ['pneumonia', [0.5, 1, 1, 0.5]],
      ['bacterial-pattern', [1, 1, 1, 1.5]],
      ['viral-pattern', [-1, -1, -1, -1.5]],
    ])
  })

  it('gives what it saw of the picture', () => {
    expect(seen).toMatchObject({ unfamiliarity: 0.125, mirrored: 0.5, regions: null, mask: null })
    expect(seen.quality).toHaveLength(13)
  })

  it.each([
    // the band is 0.35..0.45, the widest range 0.9; p = sigmoid(2 * logit + 0.5)
    ['near the threshold', -0.45, [-0.5, -0.4], true],
    ['far from it and agreed on', 0.5, [0.25, 0.75], false],
    ['far from it, with members that disagree', 0.5, [-3, 4], true],
  ])('refers to a reader: %s', (_name, logit, members, refer) => {
    const changed = { logit: tensor([1, 1], logit), members: tensor([1, 2], ...members) }
    const [whole] = interpretOutputs(contract, ensembleOutputs(changed)).outputs
    expect(whole?.refer).toBe(refer)
  })

  it('holds the probability itself in the range, whatever float32 made of the mean', () => {
    const changed = { members: tensor([1, 2], 0.6, 0.7) }
    const [whole] = interpretOutputs(contract, ensembleOutputs(changed)).outputs
    expect(whole?.range?.low).toBe(whole?.probability)
  })
})

describe('activations and calibrations', () => {
  const withLabels = (labels: Partial<FindingLabel>[]): ClassificationManifest => {
    const manifest = tinyFilm()
    const [logits] = manifest.outputs
    if (logits?.role !== 'finding-logits' || !logits.labels[0]) throw new Error('no labels')
    const [first] = logits.labels
    logits.labels = labels.map((label, at) => ({ ...first, label: `label-${at}`, ...label }))
    manifest.outputs = [logits]
    return manifest
  }
  const none = { method: 'none' } as const
  const read = (manifest: ClassificationManifest, ...values: number[]) =>
    interpretOutputs(modelContract(manifest), { logit: tensor([1, values.length], ...values) }).outputs

  it('reads many labels with a sigmoid each; without a calibration they are scores', () => {
    const manifest = withLabels([{ calibration: none }, { calibration: none }, { calibration: none }])
    expect(read(manifest, 0, -2, 3)).toMatchObject([
      { label: 'label-0', probability: 0.5, calibrated: false, positive: true },
      { probability: sigmoid(-2), positive: false },
      { probability: sigmoid(3), positive: true },
    ])
  })

  it('reads a softmax, whose class of nothing found marks no study', () => {
    const manifest = withLabels([
      { activation: 'softmax', calibration: none },
      { activation: 'softmax', calibration: none, kind: 'normal' },
    ])
    const outputs = read(manifest, 1, 3)
    expect(outputs).toMatchObject([
      { kind: 'finding', positive: false },
      { kind: 'normal', positive: false, threshold: null },
    ])
    expect(outputs[0]?.probability).toBeCloseTo(1 / (1 + Math.exp(2)), 9)
    expect((outputs[0]?.probability ?? 0) + (outputs[1]?.probability ?? 0)).toBeCloseTo(1, 12)
  })

  it('takes probabilities as they are, and nothing else for one', () => {
    const manifest = withLabels([{ activation: 'identity', calibration: none }])
    expect(read(manifest, 0.25)[0]?.probability).toBeCloseTo(0.25, 6)
    expect(read(manifest, 1)[0]?.probability).toBeLessThan(1)
    expect(() => read(manifest, 3.7)).toThrow(expect.objectContaining({ code: 'INFERENCE_FAILED' }) as Error)
  })

  it('calibrates the probability that it was given', () => {
    const manifest = withLabels([
      {
        activation: 'identity',
        calibration: { method: 'platt', slope: 2, intercept: 1, prevalence: 0.5 },
      },
    ])
    expect(read(manifest, 0.5)[0]).toMatchObject({ calibrated: true })
    expect(read(manifest, 0.5)[0]?.probability).toBeCloseTo(sigmoid(1), 6)
  })

  it('colours a softmax by the log-odds that each place speaks for', () => {
    const manifest = withLabels([
      { activation: 'softmax', calibration: none },
      { activation: 'softmax', calibration: none },
    ])
    manifest.outputs.push({ name: 'cam', role: 'activation-map', of: 'logit', bias: [0.5, -0.5] })
    const { activations } = interpretOutputs(modelContract(manifest), {
      logit: tensor([1, 2], 1, 0),
      cam: tensor([1, 2, 1, 2], 0, 1, 0, 3),
    })
    expect(activations.map(({ data }) => [...data])).toEqual([
      [1, -1],
      [-1, 1],
    ])
  })

  it('says which output is missing', () => {
    expect(() => interpretOutputs(modelContract(tinyFilm()), {})).toThrow('gave no familiarity')
  })
})

describe('regions', () => {
  const contract = modelContract(tinyRegions())
  it('gives each place to the likeliest class, and none to the background', () => {
    // three channels of 8 x 8: background 0 everywhere, bright on the first row, glaring on the first place
    const values = new Float32Array(192).fill(-9)
    values.fill(0, 0, 64)
    values.fill(4, 64, 72)
    values[128] = 6
    const { mask, regions, outputs } = interpretOutputs(contract, {
      mask: { data: values, dims: [1, 3, 8, 8] },
    })
    expect(regions).toEqual([
      { label: 'bright', areaShare: 7 / 64 },
      { label: 'glaring', areaShare: 1 / 64 },
    ])
    expect(outputs).toEqual([])
    expect([...(mask?.regions[0]?.data.subarray(0, 9) ?? [])]).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0])
  })
  it('refuses a mask of another size', () => {
    expect(() => interpretOutputs(contract, { mask: tensor([1, 3, 1, 1], 1, 2, 3) })).toThrow('size')
  })
})

describe('series', () => {
  it('gives findings, and what is normal without a threshold', () => {
    const outputs = interpretSeries(modelContract(tinySeries()), { logits: tensor([1, 2], 2, 0) })
    expect(outputs).toMatchObject([
      { label: 'deterioration', positive: true, calibrated: false },
      { label: 'stable', kind: 'normal', threshold: null },
    ])
  })
})
