import { describe, expect, it } from 'vitest'
import { readAnalyzeArguments } from './analyze-arguments'
import { readPredictArguments } from './predict-arguments'

describe('readPredictArguments', () => {
  it('takes options anywhere', () => {
    expect(
      readPredictArguments([
        'chest-film',
        '--age-years',
        '4',
        'a.png',
        '--heatmap=out',
        'b',
        '--ignore-gates',
      ]),
    ).toEqual({
      modelId: 'chest-film',
      inputs: ['a.png', 'b'],
      ageYears: 4,
      heatmapDir: 'out',
      segDir: null,
      ignoreGates: true,
      prevalence: null,
      explain: false,
    })
  })
  it('takes a prevalence between 0 and 1', () => {
    expect(readPredictArguments(['m', 'a', '--prevalence', '0.08', '--explain'])).toMatchObject({
      prevalence: 0.08,
      explain: true,
    })
    for (const word of ['0', '1', '8%', '-0.1', '0.0', ''])
      expect(() => readPredictArguments(['m', 'a', `--prevalence=${word}`])).toThrow('between 0 and 1')
  })
  it('takes everything after -- for paths', () => {
    expect(readPredictArguments(['m', '--', '--age-years', '-x']).inputs).toEqual(['--age-years', '-x'])
  })
  it.each([
    [[]],
    [['m']],
    [['m', 'a', '--age-years']],
    [['m', 'a', '--age-years', 'four']],
    [['m', 'a', '--age-years', '-1']],
    [['m', 'a', '--age-years=']],
    [['m', 'a', '--age-years', '131']],
    [['m', 'a', '--heatmap']],
    [['m', 'a', '--heat', 'x']],
  ])('refuses %j', (words) => {
    expect(() => readPredictArguments(words)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error)
  })
})

describe('readAnalyzeArguments', () => {
  it('takes a study and a model', () => {
    expect(readAnalyzeArguments(['1.2.3', '--model=m', '--age-years', '3'])).toEqual({
      studyInstanceUid: '1.2.3',
      modelId: 'm',
      ageYears: 3,
    })
  })
  it.each([
    [[]],
    [['1.2']],
    [['--model', 'm']],
    [['1.2', '--model']],
    [['1.2', '3.4', '--model', 'm']],
    [['1.2', '--model', 'm', '--ignore-gates']],
  ])('refuses %j', (words) => {
    expect(() => readAnalyzeArguments(words)).toThrow(expect.objectContaining({ code: 'USAGE' }) as Error)
  })
})
