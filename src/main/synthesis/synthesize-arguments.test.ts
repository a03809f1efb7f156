import { describe, expect, it } from 'vitest'
import { readSynthesizeArguments } from './synthesize-arguments'

describe('readSynthesizeArguments', () => {
  it('reads an order', () => {
    expect(readSynthesizeArguments(['normal', '--count', '3', '--out=films', '--seed', '7'])).toEqual({
      label: 'normal',
      count: 3,
      out: 'films',
      seed: 7,
      model: 'chest-film-generator',
    })
    expect(readSynthesizeArguments(['--out', 'x', '--count=1', 'all'])).toMatchObject({ seed: null })
  })

  it.each([
    [[]],
    [['normal', 'bacteria', '--count', '1', '--out', 'x']],
    [['normal', '--count', '0', '--out', 'x']],
    [['normal', '--count', '1.5', '--out', 'x']],
    [['normal', '--count', '1']],
    [['normal', '--out', 'x']],
    [['normal', '--count', '1', '--out', '--seed']],
    [['normal', '--count', '1', '--out', 'x', '--seed', '4294967296']],
    [['normal', '--count', '1', '--out', 'x', '--colour', 'blue']],
  ])('refuses %j', (words) => {
    let thrown: unknown
    try {
      readSynthesizeArguments(words)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toMatchObject({ code: 'USAGE' })
  })
})
