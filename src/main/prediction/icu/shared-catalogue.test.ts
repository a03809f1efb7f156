/** The model's cleaning and the workshop's step `impossible` are the same rules. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Measurement } from '../../../shared/domain/models/measurement-grid'
import { ModelManifest } from '../../../shared/domain/models/manifest'
import { slipTitles } from '../../../shared/domain/preparation/catalogue/slips'
import { judgeValue } from '../../../shared/domain/preparation/engine/steps-on-values'
import type { ParameterRule } from '../../../shared/domain/preparation/pipeline'
import { proposedRule } from '../../../shared/domain/preparation/rule-for'
import { cleanValue } from './clean-value'

const folder = join(import.meta.dirname, '../../../../models/icu-mortality')
const manifest = ModelManifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
const grid = manifest.inputs.flatMap((input) =>
  'measurements' in input && input.measurements ? [input.measurements] : [],
)[0]!
const recipe = JSON.parse(readFileSync(join(folder, 'training/measurements.json'), 'utf8')) as Record<
  'series' | 'statics',
  { name: string; slips?: string[]; plausible?: object }[]
>
const choices = new Map([...recipe.series, ...recipe.statics].map((each) => [each.name, each]))

/** What the workshop proposes for the parameter, with the slips and words for missing that the model takes. */
function workshopRule({ name }: Measurement): ParameterRule {
  const rule = proposedRule(name, [], false)
  const chosen = choices.get(name)
  const own = chosen?.plausible as ParameterRule['plausible'] | undefined
  return {
    ...rule,
    ...(own ? { plausible: own } : {}),
    missing: grid.missing,
    repairs: rule.repairs.filter(({ slip }) => chosen?.slips?.includes(slip) ?? true),
  }
}

const titleOf = (slip: string) => slipTitles[slip as keyof typeof slipTitles]

describe.each([...grid.series, ...grid.statics].map((each) => [each.name, each] as const))(
  '%s',
  (_, measurement) => {
    it('keeps, repairs and refuses the same values', () => {
      const rule = workshopRule(measurement)
      expect(rule.parameter).not.toBeNull()
      const { low, high } = measurement.plausible
      const ends = [low, high, ...measurement.repairs.flatMap(({ from, to }) => [from, to])]
      const values = [
        -1,
        0,
        0.5,
        1,
        68,
        98.6,
        735,
        1e6,
        ...ends.flatMap((end) => [end, end * (1 - 1e-9), end * (1 + 1e-9), end + 1]),
      ]
      // A choice takes whole codes only: the workshop's category is judged by its range.
      for (const value of 'values' in measurement ? values.filter(Number.isInteger) : values) {
        const model = cleanValue(value, measurement, grid.missing)
        const workshop = judgeValue(value, rule, true)
        if (model.what === 'kept') expect([value, workshop.what]).toEqual([value, 'kept'])
        else if (model.what === 'missing') expect([value, workshop.what]).toEqual([value, 'word-for-missing'])
        else if (model.what === 'refused') expect(workshop.what).toMatch(/^not-(plausible|possible)$/)
        else {
          if (workshop.what !== 'slip-repaired') throw new Error(`${value} is ${workshop.what}`)
          expect(titleOf(workshop.slip)).toEqual(model.repair)
          expect(Math.abs(workshop.value - model.value)).toBeLessThanOrEqual(1e-9 * Math.abs(model.value))
        }
      }
    })
  },
)
