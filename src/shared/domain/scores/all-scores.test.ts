import { describe, expect, it } from 'vitest'
import { findScore, scores } from './all-scores'
import { convertValue } from '../units/convert'
import { type InputId, inputOf } from './score-input'

describe('the table of scores', () => {
  it('has each id once and finds every score by what people call it', () => {
    expect(new Set(scores.map(({ id }) => id)).size).toBe(scores.length)
    for (const score of scores)
      for (const name of [score.id, ...score.alsoCalled]) expect(findScore(name)).toBe(score)
    expect(findScore('CHA₂DS₂-VASc')?.id).toBe('cha2ds2-vasc')
    expect(findScore('Wells DVT')?.id).toBe('wells-dvt')
    expect(findScore('eGFR CKD-EPI 2021')?.id).toBe('egfr-ckd-epi-2021')
    expect(findScore('Framingham 2008 CVD')?.id).toBe('framingham-2008')
    expect(findScore('ACC/AHA PCE')?.id).toBe('pce-2013')
    // a score of its own, without the points for sex
    expect(findScore('CHA2DS2-VA')).toBeNull()
  })

  it.each(scores.map((score) => [score.id, score] as const))(
    '%s names a source, and its bands ascend',
    (_id, score) => {
      expect(score.source.authors).not.toBe('')
      expect(score.source.year).toBeGreaterThan(1950)
      const froms = score.bands.map(({ from }) => from)
      expect(froms).toEqual(froms.toSorted((a, b) => a - b))
      if (score.result.range && froms.length > 0) expect(froms[0]).toBe(score.result.range.min)
    },
  )

  it('asks for units that convert into the one that is used', () => {
    for (const id of new Set(scores.flatMap(({ inputs }) => Object.keys(inputs) as InputId[]))) {
      const input = inputOf(id)
      if (input.kind !== 'quantity') continue
      for (const unit of [input.unit, ...(input.alsoIn ?? [])])
        expect({ id, unit, ...convertValue(1, unit, input.unit, input.loinc?.[0]) }).toMatchObject({
          ok: true,
        })
    }
  })
})
