import { describe, expect, it } from 'vitest'
import { inputRegion } from '../models/input-region'
import type { ClassificationManifest } from '../models/manifest'
import { explanationTarget, methodsFor } from './explanation'

const label = (name: string, activation: 'sigmoid' | 'softmax' | 'identity') => ({ label: name, activation })
const manifestOf = (outputs: object[], gradient: object | null = null) =>
  ({ task: 'image-classification', outputs, gradient }) as unknown as ClassificationManifest

const chest = manifestOf(
  [
    { name: 'logit', role: 'finding-logits', labels: [label('pneumonia', 'sigmoid')] },
    { name: 'cam', role: 'activation-map', of: 'logit', bias: 0.5 },
    {
      name: 'pattern',
      role: 'pattern-logit',
      of: 'pneumonia',
      absent: { label: 'normal' },
      patterns: [{ label: 'bacterial' }, { label: 'viral' }],
    },
    { name: 'pattern-cam', role: 'activation-map', of: 'pattern', bias: [-0.25] },
  ],
  { file: 'gradient.onnx', output: 'gradient' },
)

describe('what can be explained', () => {
  it('is a finding, with its map and its gradient', () => {
    expect(explanationTarget(chest, 'pneumonia')).toMatchObject({
      output: 'logit',
      sign: 1,
      map: { output: 'cam', biases: [0.5] },
      hasGradient: true,
    })
    expect(methodsFor(chest, 'pneumonia')).toHaveLength(5)
  })
  it('is the absence of a finding: the same the other way round', () => {
    expect(explanationTarget(chest, 'normal')).toMatchObject({ output: 'logit', sign: -1, hasGradient: true })
  })
  it('is a pattern against the other one, without a gradient', () => {
    expect(explanationTarget(chest, 'bacterial')).toMatchObject({
      output: 'pattern',
      sign: 1,
      map: { biases: [-0.25] },
    })
    expect(explanationTarget(chest, 'viral')).toMatchObject({ output: 'pattern', sign: -1 })
    expect(methodsFor(chest, 'viral')).toEqual(['activation-map', 'occlusion', 'lime'])
  })
  it('is any label of a model without maps, by hiding parts of the film', () => {
    const classes = manifestOf([
      { name: 'p', role: 'finding-logits', labels: [label('a', 'softmax'), label('b', 'softmax')] },
    ])
    expect(methodsFor(classes, 'b')).toEqual(['occlusion', 'lime'])
    expect(explanationTarget(classes, 'b')).toMatchObject({ index: 1, labels: 2, activation: 'softmax' })
  })
  it('is nothing of an unknown label or another task', () => {
    expect(methodsFor(chest, 'fracture')).toEqual([])
    expect(methodsFor({ ...chest, task: 'image-segmentation' } as never, 'pneumonia')).toEqual([])
  })
})

describe('the region that a model sees', () => {
  const film = { columns: 301, rows: 200 }
  it('is the whole film where it is squeezed', () => {
    expect(inputRegion([{ step: 'grayscale' }], film)).toEqual({ left: 0, top: 0, width: 1, height: 1 })
  })
  it('is the square in the middle after a centre crop, odd margins rounded down', () => {
    const steps = [{ step: 'grayscale' }, { step: 'centre-crop' }] as const
    expect(inputRegion(steps, film)).toEqual({ left: 50 / 301, top: 0, width: 200 / 301, height: 1 })
    expect(inputRegion(steps, { columns: 90, rows: 100 })).toEqual({
      left: 0,
      top: 0.05,
      width: 1,
      height: 0.9,
    })
  })
})
