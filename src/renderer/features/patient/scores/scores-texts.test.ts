/** Keys that are put together from a score's own words exist in both languages. */
import { describe, expect, it } from 'vitest'
import { scores } from '../../../../shared/domain/scores/all-scores'
import { derivationRules, ingredientsOf } from '../../../../shared/domain/scores/derivation'
import { type InputId, inputOf, scoreInputs } from '../../../../shared/domain/scores/score-input'
import { scoreFlags, scoreReasons } from '../../../../shared/domain/scores/score-result'
import { en } from '../../../i18n/en'
import { zhCN } from '../../../i18n/zh-CN'

describe.each([
  ['en', en.scores],
  ['zh-CN', zhCN.scores],
] as const)('texts of the scores in %s', (_language, texts) => {
  it.each(scores.map((score) => [score.id, score] as const))('has everything for %s', (id, score) => {
    expect(texts.name[id]).toBeTruthy()
    const bands: Record<string, { name: string; check: string }> | undefined = Object.entries(
      texts.band,
    ).find(([each]) => each === id)?.[1]
    expect(Object.keys(bands ?? {}).toSorted()).toEqual(score.bands.map((band) => band.id).toSorted())
  })

  it('has every input, answer, reason and flag, and no other', () => {
    const inputs = Object.keys(scoreInputs) as InputId[]
    expect(Object.keys(texts.input).toSorted()).toEqual(inputs.toSorted())
    const options = inputs.map(inputOf).flatMap((input) => (input.kind === 'choice' ? input.options : []))
    expect(Object.keys(texts.option).toSorted()).toEqual([...new Set(options)].toSorted())
    expect(Object.keys(texts.reason)).toEqual([...scoreReasons])
    expect(Object.keys(texts.flag)).toEqual([...scoreFlags])
    expect(Object.keys(texts.derived)).toEqual([...derivationRules])
  })

  it('asks for no input that no score uses', () => {
    const asked = scores.flatMap(({ inputs }) => Object.keys(inputs) as InputId[])
    const used = new Set<string>(asked.flatMap((id) => [id, ...ingredientsOf(id)]))
    expect(Object.keys(texts.input).filter((id) => !used.has(id))).toEqual([])
  })
})
