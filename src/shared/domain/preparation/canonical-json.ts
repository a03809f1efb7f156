/** One text for one value: keys in order, no blanks, numbers as ECMAScript writes them. The hash of a pipeline is made of it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    // By code units, as any language can sort them.
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`)
  return `{${parts.join(',')}}`
}
