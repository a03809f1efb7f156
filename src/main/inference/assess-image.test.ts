import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { ImageFacts } from '../../shared/domain/analysis/gates'
import { ClassificationManifest } from '../../shared/domain/models/manifest'
import { assessImage, type PreparedImage } from './assess-image'
import { tinyEnsemble } from '../../test-support/tiny-models'
import type { RunResult } from './inference-client'
import { modelContract } from './model-contract'

const manifest = ClassificationManifest.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/tiny-film/manifest.json'), 'utf8')),
)
const model = { manifest, contract: modelContract(manifest), key: 'tiny-film@0.1.0', retired: false }
const facts: ImageFacts = {
  modality: 'DX',
  bodyPart: 'CHEST',
  viewPosition: 'PA',
  patientOrientation: null,
  descriptions: [],
  ageYears: 3,
  lossyCompressed: false,
  burnedInAnnotation: false,
  synthetic: false,
  pixels: { rows: 300, columns: 300, frames: 1, colour: false, contrast: 200 },
}
const prepared = (changes: Partial<ImageFacts> = {}): PreparedImage => ({
  facts: { ...facts, ...changes },
  input: new Float32Array(256),
  preprocessMs: 2,
})
const options = { statedAgeYears: null, ignoreGates: false, startedAt: 0 }
const clientGiving = (logit: number, familiarity: number, retriedAfterCrash = false) => {
  const result: RunResult = {
    provider: 'cpu',
    runMs: 5,
    retriedAfterCrash,
    outputs: {
      logit: { data: Float32Array.of(logit), dims: [1, 1] },
      cam: { data: new Float32Array(16).fill(logit + 0.25), dims: [1, 1, 4, 4] },
      familiarity: { data: Float32Array.of(familiarity), dims: [1, 1] },
    },
  }
  return { run: vi.fn(() => Promise.resolve(result)) }
}

describe('assessImage', () => {
  it('gives the calibrated probability against the threshold, with the map and the identity of the model', async () => {
    const { outcome, activations } = await assessImage(clientGiving(0.125, 0.1), model, prepared(), options)
    // sigmoid(2 * 0.125 + 0.5) = sigmoid(0.75)
    expect(outcome).toMatchObject({
      status: 'assessed',
      model: { id: 'tiny-film', version: '0.1.0', sha256: manifest.weights.sha256 },
      provider: 'cpu',
      outputs: [{ label: 'pneumonia', threshold: 0.4, positive: true }],
      ms: { preprocess: 2, run: 5 },
      flags: [],
    })
    expect(outcome.status === 'assessed' && outcome.outputs[0]?.probability).toBeCloseTo(
      0.679178699175393,
      12,
    )
    expect(activations).toEqual([
      { label: 'pneumonia', rows: 4, columns: 4, data: new Float32Array(16).fill(0.375) },
    ])
  })

  it('is negative below the threshold', async () => {
    const { outcome } = await assessImage(clientGiving(-0.5, 0.1), model, prepared(), options)
    expect(outcome).toMatchObject({ outputs: [{ positive: false }] })
  })

  it('does not run the model on an image outside its use', async () => {
    const client = clientGiving(1, 0)
    const { outcome, activations } = await assessImage(client, model, prepared({ bodyPart: 'HAND' }), options)
    expect(outcome).toMatchObject({ status: 'not-assessed', reason: { code: 'BODY_PART_OUTSIDE_USE' } })
    expect(activations).toEqual([])
    expect(client.run).not.toHaveBeenCalled()
  })

  it('gives no number for an image unlike the training images', async () => {
    const { outcome, activations } = await assessImage(clientGiving(1, 0.41), model, prepared(), options)
    expect(outcome).toMatchObject({ status: 'not-assessed', reason: { code: 'UNLIKE_TRAINING_IMAGES' } })
    expect(outcome).not.toHaveProperty('outputs')
    expect(activations).toEqual([])
  })

  it('scores in spite of every gate when told, and warns of each', async () => {
    const image = prepared({ bodyPart: 'HAND', ageYears: null })
    const { outcome } = await assessImage(clientGiving(1, 0.5), model, image, {
      ...options,
      ignoreGates: true,
    })
    expect(outcome.status).toBe('assessed')
    expect(outcome.flags).toEqual(
      ['GATES_IGNORED', 'BODY_PART_OUTSIDE_USE', 'AGE_UNKNOWN', 'UNLIKE_TRAINING_IMAGES'].map((code) => ({
        code,
        severity: 'warning',
      })),
    )
  })

  it('says so when the process had to be restarted', async () => {
    const { outcome } = await assessImage(clientGiving(1, 0, true), model, prepared(), options)
    expect(outcome.flags).toEqual([{ code: 'RETRIED_AFTER_CRASH', severity: 'warning' }])
  })
})

describe('what the model sees of the picture', () => {
  const ensemble = tinyEnsemble()
  const whole = {
    manifest: ensemble,
    contract: modelContract(ensemble),
    key: 'tiny-ensemble@0.1.0',
    retired: false,
  }
  const classes = whole.contract.quality?.classes ?? []
  const giving = ({ worst = 'usable', unfamiliar = 0, mirrored = -9, logit = 1 } = {}) => {
    const result: RunResult = {
      provider: 'cpu',
      runMs: 5,
      retriedAfterCrash: false,
      outputs: {
        logit: { data: Float32Array.of(logit), dims: [1, 1] },
        cam: { data: new Float32Array(16), dims: [1, 1, 4, 4] },
        pattern: { data: Float32Array.of(1), dims: [1, 1] },
        pattern_cam: { data: new Float32Array(16), dims: [1, 1, 4, 4] },
        members: { data: Float32Array.of(logit, logit), dims: [1, 2] },
        familiarity: { data: Float32Array.of(unfamiliar), dims: [1, 1] },
        quality: {
          data: Float32Array.from(classes, (name) => (name === worst ? 5 : name === 'usable' ? 1 : 0)),
          dims: [1, 13],
        },
        mirrored: { data: Float32Array.of(mirrored), dims: [1, 1] },
      },
    }
    return { run: vi.fn(() => Promise.resolve(result)) }
  }
  const reasonOf = async (seen: Parameters<typeof giving>[0], facts: Partial<ImageFacts> = {}) => {
    const { outcome } = await assessImage(giving(seen), whole, prepared(facts), options)
    return outcome.status === 'not-assessed' ? outcome.reason.code : outcome.status
  }

  it.each([
    ['not-a-chest-film', 'NOT_A_CHEST_FILM'],
    ['other-modality', 'OTHER_MODALITY'],
    ['lateral', 'LATERAL_VIEW'],
    ['upside-down', 'UPSIDE_DOWN'],
    ['rotated', 'ROTATED'],
    ['inverted', 'INVERTED'],
    ['cropped', 'CROPPED'],
    ['overexposed', 'OVEREXPOSED'],
    ['underexposed', 'UNDEREXPOSED'],
    ['adult', 'LOOKS_ADULT'],
    ['photograph', 'PHOTOGRAPH'],
    ['noise', 'NOISE'],
  ])('gives no number for a picture that is %s', async (worst, code) => {
    const { outcome, activations } = await assessImage(giving({ worst }), whole, prepared(), options)
    expect(outcome).toMatchObject({ status: 'not-assessed', reason: { code } })
    expect(outcome).not.toHaveProperty('outputs')
    expect(activations).toEqual([])
  })

  it('names the order of reasons: what is stated, what is seen, how unlike it is', async () => {
    const bad = { worst: 'lateral', unfamiliar: 1 }
    expect(await reasonOf(bad, { modality: 'CT', bodyPart: 'HAND' })).toBe('MODALITY_OUTSIDE_USE')
    expect(await reasonOf(bad, { ageYears: null })).toBe('AGE_UNKNOWN')
    expect(await reasonOf(bad)).toBe('LATERAL_VIEW')
    expect(await reasonOf({ unfamiliar: 1 })).toBe('UNLIKE_TRAINING_IMAGES')
    expect(await reasonOf({})).toBe('assessed')
  })

  it('turns every refusal into a warning when the gates are ignored', async () => {
    const client = giving({ worst: 'noise', unfamiliar: 1 })
    const { outcome } = await assessImage(client, whole, prepared({ ageYears: 40 }), {
      ...options,
      ignoreGates: true,
    })
    expect(outcome).toMatchObject({ status: 'assessed' })
    expect(outcome.flags).toEqual(
      ['GATES_IGNORED', 'AGE_OUTSIDE_POPULATION', 'NOISE', 'UNLIKE_TRAINING_IMAGES'].map((code) => ({
        code,
        severity: 'warning',
      })),
    )
  })

  it('flags a mirrored film and one that a reader must decide, and refuses neither', async () => {
    const { outcome } = await assessImage(giving({ mirrored: 9, logit: -0.45 }), whole, prepared(), options)
    expect(outcome).toMatchObject({ status: 'assessed', outputs: [{ refer: true }, {}, {}, {}] })
    expect(outcome.flags.map(({ code }) => code)).toEqual(['MIRRORED', 'REFER_TO_HUMAN'])
  })

  it('passes the priority on', async () => {
    const client = giving()
    const { signal } = new AbortController()
    await assessImage(client, whole, prepared(), { ...options, priority: 'background', signal })
    expect(client.run).toHaveBeenCalledWith(
      'tiny-ensemble@0.1.0',
      { image: { data: expect.any(Float32Array) as Float32Array, dims: [1, 1, 16, 16] } },
      expect.objectContaining({ priority: 'background', signal }),
    )
  })
})
