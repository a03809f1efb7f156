/** Index of each column by its name in capitals: MIMIC-III is passed on with names in either case. */
export const columnsOf = (header: readonly string[]): ReadonlyMap<string, number> =>
  new Map(header.map((name, index) => [name.trim().toUpperCase(), index]))
