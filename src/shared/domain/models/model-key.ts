/** How a model of a certain version is named: `id@version`. */

export const modelKey = (id: string, version: string): string => `${id}@${version}`

/** `chest-film` or `chest-film@2.0.0`, as a command line takes it; version null: the default one. */
export function splitModelKey(text: string): { id: string; version: string | null } {
  const at = text.indexOf('@')
  return at < 0 ? { id: text, version: null } : { id: text.slice(0, at), version: text.slice(at + 1) }
}

/**
 * Order of versions, as Semantic Versioning 2.0.0 (section 11) gives it: numbers by value, and a pre-release (`2.0.0-site.1`)
 * before its release. A text that is no version sorts first.
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [partsOf(one), partsOf(other)]
  for (let at = 0; at < 3; at++) {
    const difference = (a.core[at] ?? -1) - (b.core[at] ?? -1)
    if (difference !== 0) return difference
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length
  for (let at = 0; at < Math.max(a.pre.length, b.pre.length); at++) {
    const difference = comparePart(a.pre[at], b.pre[at])
    if (difference !== 0) return difference
  }
  return 0
}

function partsOf(version: string): { core: number[]; pre: string[] } {
  const dash = version.indexOf('-')
  const core = (dash < 0 ? version : version.slice(0, dash)).split('.').map(Number)
  return {
    core: core.every(Number.isInteger) ? core : [],
    pre: dash < 0 ? [] : version.slice(dash + 1).split('.'),
  }
}

function comparePart(one: string | undefined, other: string | undefined): number {
  if (one === undefined || other === undefined) return one === other ? 0 : one === undefined ? -1 : 1
  const [a, b] = [/^\d+$/.test(one), /^\d+$/.test(other)]
  if (a && b) return Number(one) - Number(other)
  if (a !== b) return a ? -1 : 1
  return one < other ? -1 : one > other ? 1 : 0
}
