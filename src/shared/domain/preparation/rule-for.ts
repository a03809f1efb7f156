/** The rule that the catalogue proposes for a parameter: its unit, its ranges, what its slips are. */
import { convertValue } from '../units/convert'
import { toUcum } from '../units/unit-habits'
import { entryNamed } from './catalogue/catalogue'
import type { CatalogueEntry } from './catalogue/catalogue-entry'
import type { ParameterRule, WrittenUnit } from './pipeline'

/** Straight-line conversion between two units as factor and offset; null where there is none. */
export function conversionTo(written: string, entry: CatalogueEntry): Omit<WrittenUnit, 'written'> | null {
  const loinc = entry.loinc[0]
  const unit = toUcum(written, loinc)
  if (unit === null) return null
  // Far apart, since the conversion rounds to twelve digits.
  const [atZero, atOne, atFar] = [0, 1, 1e6].map((value) => convertValue(value, unit, entry.unit, loinc))
  if (!atZero?.ok || !atOne?.ok || !atFar?.ok) return null
  const factor = Number(((atFar.value - atZero.value) / 1e6).toPrecision(12))
  const isStraight =
    Math.abs(atZero.value + factor - atOne.value) <= 1e-9 * Math.max(1, Math.abs(atOne.value))
  return isStraight ? { unit, factor, offset: atZero.value } : null
}

/** Text in brackets at the end of a column's name. */
export const unitInName = (name: string): string =>
  /[([（[]([^()[\]（）]+)[)\]）]\s*$/u.exec(name)?.[1]?.trim() ?? ''

const shareWithin = (
  values: Float64Array,
  { low, high }: { low: number; high: number },
  factor: number,
  offset: number,
): number => {
  let inside = 0
  for (const value of values) {
    const converted = value * factor + offset
    if (low <= converted && converted <= high) inside++
  }
  return values.length === 0 ? 0 : inside / values.length
}

/** Below it most values are unusual in the unit that the catalogue has; above it they are usual in another one. */
const fewUsual = 0.5
const mostUsual = 0.8

/**
 * What unit values without one are in: the catalogue's, unless most of them are unusual in it and usual in another one.
 * It is an assumption, and stands in the pipeline as one.
 */
export function assumedUnit(values: Float64Array, entry: CatalogueEntry): Omit<WrittenUnit, 'written'> {
  const own = { unit: entry.unit, factor: 1, offset: 0 }
  const { usual } = entry
  if (usual === null || values.length === 0) return own
  if (shareWithin(values, usual, 1, 0) >= fewUsual) return own
  const others = entry.alsoIn
    .map((unit) => conversionTo(unit, entry))
    .filter((conversion) => conversion !== null)
    .map((conversion) => ({
      conversion,
      share: shareWithin(values, usual, conversion.factor, conversion.offset),
    }))
    .toSorted((a, b) => b.share - a.share)
  return others[0] && others[0].share >= mostUsual ? others[0].conversion : own
}

/** A rule without any knowledge of what is measured. */
export const bareRule = (name: string): ParameterRule => ({
  name,
  parameter: null,
  role: 'input',
  values: { kind: 'number' },
  unit: null,
  writtenUnits: [],
  possible: null,
  plausible: null,
  missing: [],
  repairs: [],
})

export interface UnitUse {
  /** '' for none */
  written: string
  values: Float64Array
}

/**
 * @param uses values by the unit that is written beside them
 * @param withChildren the ranges of adults do not hold: only what is possible counts, and nothing is repaired
 */
export function proposedRule(name: string, uses: readonly UnitUse[], withChildren: boolean): ParameterRule {
  const entry = entryNamed(name)
  if (!entry) return bareRule(name)
  const limits =
    withChildren && entry.adultsOnly ? { ...entry, plausible: entry.possible, repairs: [] } : entry
  const inName = unitInName(name)
  const writtenUnits = uses.flatMap(({ written, values }): WrittenUnit[] => {
    const said = written === '' ? inName : written
    const conversion = said === '' ? assumedUnit(values, entry) : conversionTo(said, entry)
    return conversion ? [{ written, ...conversion }] : []
  })
  const numbers = ({ low, high, source }: typeof entry.plausible) => ({ low, high, source })
  return {
    ...bareRule(name),
    parameter: entry.id,
    values: entry.values === null ? { kind: 'number' } : { kind: 'category', words: [] },
    unit: entry.unit,
    writtenUnits,
    possible: numbers(limits.possible),
    plausible: numbers(limits.plausible),
    missing: [...entry.missing],
    repairs: limits.repairs.map((repair) => ({ ...repair })),
  }
}
