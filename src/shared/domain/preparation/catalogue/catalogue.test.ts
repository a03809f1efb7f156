import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ModelManifest } from '../../models/manifest'
import { convertValue } from '../../units/convert'
import { isUcumCode } from '../../units/ucum'
import { catalogueEntries, catalogueEntry, catalogueVersion, entryNamed, foldName } from './catalogue'
import { slipTitles } from './slips'
import { rangeSources } from './sources'

const models = join(import.meta.dirname, '../../../../../models')

/** `vitest -u` writes the file anew after the catalogue has changed. */
it('scripts/preparation/catalogue.json, which Python reads, is this catalogue', async () => {
  const written = {
    version: catalogueVersion,
    sources: rangeSources,
    slips: slipTitles,
    entries: catalogueEntries,
  }
  await expect(`${JSON.stringify(written, null, 1)}\n`).toMatchFileSnapshot(
    join(models, '../scripts/preparation/catalogue.json'),
  )
})

describe.each(catalogueEntries.map((each) => [each.id, each] as const))('%s', (_, each) => {
  it('has ranges the right way round, one within the other, each of our own choices with its reason', () => {
    const { possible, plausible } = each
    expect(possible.low).toBeLessThanOrEqual(plausible.low)
    expect(possible.high).toBeGreaterThanOrEqual(plausible.high)
    expect(plausible.low).toBeLessThan(plausible.high)
    for (const limits of [possible, plausible])
      if (limits.source === 'judgement') expect(limits.why?.['zh-CN']).toMatch(/。$/u)
    if (each.usual) {
      expect(each.usual.low).toBeGreaterThanOrEqual(plausible.low)
      expect(each.usual.high).toBeLessThanOrEqual(plausible.high)
    }
  })

  it('is in a unit of UCUM, and its other units convert', () => {
    const units = [each.unit, ...each.alsoIn]
    expect(units.filter((unit) => !isUcumCode(unit))).toEqual([])
    for (const unit of each.alsoIn)
      expect([unit, convertValue(1, unit, each.unit, each.loinc[0]).ok]).toEqual([unit, true])
  })

  it('repairs only what is not plausible, into what is', () => {
    for (const { from, to, factor, offset } of each.repairs) {
      expect(from).toBeLessThan(to)
      const touches = from <= each.plausible.high && to >= each.plausible.low
      expect(touches).toBe(false)
      const ends = [from * factor + offset, to * factor + offset]
      const middle = ((from + to) / 2) * factor + offset
      expect(middle).toBeGreaterThanOrEqual(each.plausible.low)
      expect(middle).toBeLessThanOrEqual(each.plausible.high)
      expect(ends.every(Number.isFinite)).toBe(true)
    }
  })

  it('takes no word for missing out of its plausible range', () => {
    for (const word of each.missing)
      expect(word >= each.plausible.low && word <= each.plausible.high && each.values === null).toBe(false)
  })
})

it('names nothing twice', () => {
  const owners = new Map<string, string>()
  const clashes: string[] = []
  for (const each of catalogueEntries)
    for (const name of new Set(
      [each.id, each.title.en, each.title['zh-CN'], ...each.loinc, ...each.names].map(foldName),
    )) {
      const owner = owners.get(name)
      if (owner !== undefined) clashes.push(`${name}: ${owner}, ${each.id}`)
      owners.set(name, each.id)
    }
  expect(clashes).toEqual([])
})

it('is found by a name with or without its unit', () => {
  expect(entryNamed('Serum_Creatinine (mg/dL)')?.id).toBe('creatinine')
  expect(entryNamed('血糖')?.id).toBe('glucose')
  expect(entryNamed('8867-4')?.id).toBe('heart-rate')
  expect(entryNamed('shoe size')).toBeNull()
})

it('is what the shipped icu-mortality repairs and refuses by', () => {
  const manifest = ModelManifest.parse(
    JSON.parse(readFileSync(join(models, 'icu-mortality/manifest.json'), 'utf8')),
  )
  const recipe = JSON.parse(
    readFileSync(join(models, 'icu-mortality/training/measurements.json'), 'utf8'),
  ) as Record<'series' | 'statics', { name: string; range: string; slips?: string[]; plausible?: object }[]>
  const grid = manifest.inputs.flatMap((input) =>
    'measurements' in input && input.measurements ? [input.measurements] : [],
  )[0]
  const own = new Map([...recipe.series, ...recipe.statics].map((each) => [each.name, each]))
  const measured = grid ? [...grid.series, ...grid.statics] : []
  expect(measured).toHaveLength(41)
  for (const { name, unit, repairs, plausible } of measured) {
    const { range, slips, plausible: ownRange } = own.get(name) ?? { range: '' }
    const found = catalogueEntry(range)
    const used = found?.repairs.filter(({ slip }) => slips?.includes(slip) ?? true) ?? []
    expect([name, unit]).toEqual([name, found?.unit])
    expect(
      repairs.map(({ from, to, factor, offset, title }) => ({ from, to, factor, offset, title })),
    ).toEqual(used.map(({ slip, ...numbers }) => ({ ...numbers, title: slipTitles[slip] })))
    const { why, ...limits } = found?.plausible ?? { why: undefined }
    expect(plausible).toEqual(ownRange ?? { ...limits, ...(why ? { why: why.en } : {}) })
  }
})
