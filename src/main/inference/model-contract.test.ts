import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ModelManifest } from '../../shared/domain/models/manifest'
import { checkGraph, type GraphValue, modelContract } from './model-contract'

const read = () =>
  ModelManifest.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/tiny-film/manifest.json'), 'utf8')),
  )
const graph = (changes: Record<string, Partial<GraphValue>> = {}) => {
  const values: GraphValue[] = [
    { name: 'image', type: 'float32', shape: ['N', 1, 16, 16] },
    { name: 'logit', type: 'float32', shape: ['N', 1] },
    { name: 'cam', type: 'float32', shape: ['N', 1, 4, 4] },
    { name: 'familiarity', type: 'float32', shape: ['N', 1] },
  ]
  const [input, ...outputs] = values.map((value) => ({ ...value, ...changes[value.name] }))
  return { inputs: input ? [input] : [], outputs }
}

describe('modelContract', () => {
  it.each<[string, (manifest: ModelManifest) => void]>([
    [
      'a resize to another size than the input',
      ({ inputs }) => Object.assign(inputs[0]?.preprocessing[1] ?? {}, { width: 20 }),
    ],
    ['a colour input', ({ inputs }) => Object.assign(inputs[0] ?? {}, { shape: ['N', 3, 16, 16] })],
    [
      'two sets of logits',
      ({ outputs }) => outputs.push(...outputs.filter(({ role }) => role === 'finding-logits')),
    ],
    ['age limits the wrong way round', ({ gate }) => (gate.ageYears = { min: 6, max: 5 })],
  ])('refuses a manifest with %s', (_name, edit) => {
    const manifest = read()
    edit(manifest)
    expect(() => modelContract(manifest)).toThrow(
      expect.objectContaining({ code: 'MODEL_MANIFEST_INVALID' }) as Error,
    )
  })
})

describe('checkGraph', () => {
  const contract = modelContract(read())
  it('accepts the graph that the manifest describes', () => {
    const { inputs, outputs } = graph()
    expect(() => checkGraph(contract, inputs, outputs)).not.toThrow()
  })
  it.each<[string, Record<string, Partial<GraphValue>>, string]>([
    [
      'another input size',
      { image: { shape: ['N', 1, 32, 32] } },
      'input image has the shape [N, 1, 32, 32]',
    ],
    ['a fixed batch', { image: { shape: [1, 1, 16, 16] } }, 'fixed batch size'],
    ['another element type', { logit: { type: 'float64' } }, 'output logit is float64'],
    ['an output under another name', { cam: { name: 'heat' } }, 'unlisted output heat'],
    ['two logits for one label', { logit: { shape: ['N', 2] } }, 'output logit has the shape [N, 2]'],
  ])('refuses %s', (_name, changes, message) => {
    const { inputs, outputs } = graph(changes)
    expect(() => checkGraph(contract, inputs, outputs)).toThrow(message)
  })
})
