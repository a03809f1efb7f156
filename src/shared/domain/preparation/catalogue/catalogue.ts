/**
 * The one catalogue of plausible values. The workshop proposes its rules from it, and the recipe of `icu-mortality` reads the
 * same numbers from scripts/preparation/catalogue.json, which a test keeps equal to this.
 */
import type { LocalText } from '../../models/local-text'
import { bodyMeasures } from './body'
import type { CatalogueEntry } from './catalogue-entry'
import { laboratory } from './laboratory'
import { slipTitles } from './slips'
import { rangeSources } from './sources'
import { vitalSigns } from './vital-signs'

/** Goes up when a number changes. */
export const catalogueVersion = '1.0.0'

export const catalogueEntries: readonly CatalogueEntry[] = [...vitalSigns, ...bodyMeasures, ...laboratory]

const byId = new Map(catalogueEntries.map((each) => [each.id, each]))

export const catalogueEntry = (id: string): CatalogueEntry | null => byId.get(id) ?? null

/** Null for a name that is not the catalogue's: a slip that someone declared in a pipeline of their own. */
export const slipTitle = (slip: string): LocalText | null =>
  Object.hasOwn(slipTitles, slip) ? slipTitles[slip as keyof typeof slipTitles] : null

/** Null for `own` and other words that are not the catalogue's. */
export const sourceText = (source: string): LocalText | null =>
  Object.hasOwn(rangeSources, source) ? rangeSources[source as keyof typeof rangeSources] : null

/** Letters and digits only, in small letters: `Serum_Creatinine (mg/dL)` without its unit is `serumcreatinine`. */
export const foldName = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const byName = new Map<string, CatalogueEntry>()
for (const each of catalogueEntries)
  for (const name of [each.id, each.title.en, each.title['zh-CN'], ...each.loinc, ...each.names]) {
    const folded = foldName(name)
    if (!byName.has(folded)) byName.set(folded, each)
  }

/** The entry that a column or parameter of this name is about, with or without a unit in brackets behind it. */
export function entryNamed(name: string): CatalogueEntry | null {
  const bare = name.replace(/[([（[].*$/u, '')
  return byName.get(foldName(name)) ?? byName.get(foldName(bare)) ?? null
}
