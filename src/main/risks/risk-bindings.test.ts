/** The places declared for each model's columns against the manifests that ship. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { TableManifest } from '../../shared/domain/models/manifest'
import { riskBindings } from '../../shared/domain/risks/risk-bindings'
import type { RiskCard } from '../../shared/domain/risks/risk-result'
import { byNeed } from './order-by-need'

function columnsOf(modelId: string) {
  const path = join(import.meta.dirname, '../../../models', modelId, 'manifest.json')
  const manifest = TableManifest.parse(JSON.parse(readFileSync(path, 'utf8')))
  return manifest.inputs.flatMap(({ columns }) => columns)
}

describe.each(riskBindings.map((binding) => [binding.modelId, binding] as const))(
  'the places of %s',
  (modelId, binding) => {
    const columns = columnsOf(modelId)
    const places = Object.entries(binding.inputs).flatMap(([name, all]) =>
      all.map((place) => ({ name, place })),
    )

    it('name columns of the model only', () => {
      const names = columns.map(({ name }) => name)
      expect(places.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([])
    })

    it('answer with cells that the model takes', () => {
      for (const { name, place } of places) {
        const { cells } = columns.find((column) => column.name === name)!
        const said =
          place.from === 'answer'
            ? place.answers.map(({ cell }) => cell)
            : place.from === 'sex'
              ? [place.female, place.male]
              : place.from === 'limit'
                ? [place.cell, ...(place.otherwise === null ? [] : [place.otherwise])]
                : place.from === 'diagnosis' || place.from === 'measured'
                  ? [place.cell]
                  : place.from === 'age'
                    ? (place.classes ?? []).map(({ cell }) => cell)
                    : []
        if (said.length === 0) continue
        expect(cells.kind, name).toBe('choice')
        if (cells.kind === 'choice')
          expect(
            cells.choices.map(({ cell }) => cell),
            name,
          ).toEqual(expect.arrayContaining(said))
      }
    })

    it('have the unit of the column, but for the one that its table misnames', () => {
      const differing = places.flatMap(({ name, place }) => {
        const { unit } = columns.find((column) => column.name === name)!
        return place.from === 'quantity' && place.unit !== unit
          ? [`${name}: ${place.unit}, not ${unit ?? 'none'}`]
          : []
      })
      expect(differing.filter((text) => text !== 'platelet: /uL, not /mL')).toEqual([])
    })
  },
)

describe('the order of risks', () => {
  const card = (id: string, estimate: { probability: number; threshold: number } | null) =>
    ({
      model: { id },
      outcome: estimate
        ? { status: 'assessed', estimate: { ...estimate, positive: false, range: null } }
        : { status: 'not-assessed' },
    }) as unknown as RiskCard

  it('is by the distance from each one’s own threshold, what was not assessed last', () => {
    const cards = [
      card('none-b', null),
      card('near', { probability: 0.4, threshold: 0.5 }),
      card('none-a', null),
      card('far-above', { probability: 0.2, threshold: 0.05 }),
      card('above', { probability: 0.6, threshold: 0.5 }),
    ]
    expect(cards.toSorted(byNeed).map(({ model }) => model.id)).toEqual([
      'far-above',
      'above',
      'near',
      'none-a',
      'none-b',
    ])
  })
})
