import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { ImageFacts } from '../../shared/domain/analysis/gates'
import { ModelManifest } from '../../shared/domain/models/manifest'
import { assessImage, type PreparedImage } from './assess-image'
import type { RunResult } from './inference-client'
import { modelContract } from './model-contract'

const manifest = ModelManifest.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/tiny-film/manifest.json'), 'utf8')),
)
const model = { manifest, contract: modelContract(manifest) }
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
