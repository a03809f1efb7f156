import { describe, expect, it } from 'vitest'
import { formattersFor } from '../../../i18n/format'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { checkedOn, evidenceScaleOf, findingOf } from './model-facts'
import { probabilityText } from '../../../i18n/probability-text'

const manifest = {
  outputs: [
    {
      name: 'logits',
      role: 'finding-logits',
      labels: [
        {
          label: 'pneumonia',
          threshold: { value: 0.41, rule: 'x' },
          calibration: { method: 'platt', slope: 2, intercept: -1, prevalence: 0.4 },
        },
      ],
    },
    { name: 'map', role: 'activation-map', of: 'logits', bias: 0.25 },
  ],
  metrics: [
    { cohort: 'test', n: 600, positives: 300, name: 'auc', value: 0.96, ci95: [0.94, 0.97] },
    { cohort: 'test', n: 600, positives: 300, name: 'sensitivity', value: 0.94, ci95: [0.91, 0.96] },
    {
      cohort: 'test, imitated changes',
      n: 6000,
      positives: 3000,
      name: 'auc',
      value: 0.95,
      ci95: [0.94, 0.96],
    },
  ],
} as unknown as ModelManifest

describe('facts of a model', () => {
  it('finds a label and none that is not there', () => {
    expect(findingOf(manifest, 'pneumonia')?.calibration).toMatchObject({ slope: 2 })
    expect(findingOf(manifest, 'fracture')).toBeNull()
  })
  it('puts the map on the finding’s own scale', () => {
    expect(evidenceScaleOf(manifest, 'pneumonia')).toEqual({
      bias: 0.25,
      slope: 2,
      intercept: -1,
      threshold: 0.41,
    })
  })
  it('tells of the first cohort it was checked on', () => {
    expect(checkedOn(manifest)).toMatchObject({ cohort: 'test', n: 600 })
    expect(checkedOn(manifest)?.metrics).toHaveLength(2)
  })
})

describe('probabilityText', () => {
  it('never reads as certainty', () => {
    const format = formattersFor('en')
    expect(probabilityText(0.9999, format)).toBe('> 99%')
    expect(probabilityText(0.0001, format)).toBe('< 1%')
    expect(probabilityText(0.834, format)).toBe('83%')
  })
})
