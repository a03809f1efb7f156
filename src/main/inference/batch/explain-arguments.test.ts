import { describe, expect, it } from 'vitest'
import { readExplainArguments } from './explain-arguments'

describe('the words of explain', () => {
  it('are read in any order', () => {
    expect(
      readExplainArguments([
        'chest-film@2.0.0',
        '--out=maps',
        'a.dcm',
        '--method',
        'lime',
        'b',
        '--label',
        'pneumonia',
        '--age-years',
        '3',
        '--summary',
      ]),
    ).toEqual({
      modelId: 'chest-film@2.0.0',
      inputs: ['a.dcm', 'b'],
      method: 'lime',
      label: 'pneumonia',
      ageYears: 3,
      outDir: 'maps',
      summary: true,
      ignoreGates: false,
    })
    expect(readExplainArguments(['m', '--method=all', '--', '--odd.dcm'])).toMatchObject({
      method: 'all',
      inputs: ['--odd.dcm'],
      label: null,
      outDir: null,
    })
  })

  it('are refused where something is missing or unknown', () => {
    const refused = [
      ['m', '--method', 'lime'],
      ['m', 'a.dcm'],
      ['m', 'a.dcm', '--method', 'magic'],
      ['m', 'a.dcm', '--method'],
      ['m', 'a.dcm', '--method', 'lime', '--out', '--summary'],
      ['m', 'a.dcm', '--method', 'lime', '--colour'],
    ]
    for (const words of refused)
      expect(() => readExplainArguments(words)).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})
