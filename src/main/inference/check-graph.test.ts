import { describe, expect, it } from 'vitest'
import { checkGraph, type GraphValue, shapeProblem } from './check-graph'
import { tinyFilm, tinyRegions } from '../../test-support/tiny-models'
import { modelContract } from './model-contract'

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

describe('checkGraph', () => {
  const contract = modelContract(tinyFilm())
  it('accepts the graph that the manifest describes, and one that leaves sizes open', () => {
    for (const changes of [{}, { image: { shape: ['N', 1, 'h', 'w'] }, logit: { shape: ['N', 'labels'] } }]) {
      const { inputs, outputs } = graph(changes)
      expect(() => checkGraph(contract, inputs, outputs)).not.toThrow()
    }
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
    ['a missing dimension', { logit: { shape: ['N'] } }, 'output logit has the shape [N]'],
  ])('refuses %s', (_name, changes, message) => {
    const { inputs, outputs } = graph(changes)
    expect(() => checkGraph(contract, inputs, outputs)).toThrow(message)
  })
  it('lets outputs be that nobody asks for, of any kind, as long as the manifest names them and they are there', () => {
    const { inputs, outputs } = graph()
    const more: GraphValue[] = [...outputs, { name: 'winner', type: 'int64', shape: ['N'] }]
    const unused = { ...contract, unused: ['winner'] }
    expect(() => checkGraph(unused, inputs, more)).not.toThrow()
    expect(() => checkGraph(contract, inputs, more)).toThrow('4 outputs instead of 3')
    expect(() => checkGraph(unused, inputs, outputs)).toThrow('an output that it does not use is not there')
  })
  it('accepts a fixed batch of one where the manifest says so', () => {
    const fixed = modelContract(tinyRegions())
    const value = (name: string): GraphValue => ({ name, type: 'float32', shape: [1, 3, 8, 8] })
    expect(() => checkGraph(fixed, [value('image')], [value('mask')])).not.toThrow()
  })
})

describe('shapeProblem', () => {
  const promises = [{ name: 'logit', shape: [null, 2] }]
  const of = (...dims: number[]) => ({ logit: { data: new Float32Array(4), dims } })
  it('measures what came out', () => {
    expect(shapeProblem(promises, of(2, 2), 2)).toBeNull()
    expect(shapeProblem(promises, of(1, 4), 1)).toBe('logit has the shape [1, 4]')
    expect(shapeProblem(promises, of(2, 2), 1)).not.toBeNull()
    expect(shapeProblem(promises, {}, 1)).not.toBeNull()
  })
})
