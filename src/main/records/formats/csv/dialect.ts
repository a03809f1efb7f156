/** How a delimited table is written: what parts its cells and ends its rows (RFC 4180 and its many relatives). */
export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

export interface CsvDialect {
  delimiter: Delimiter
  /** `\n` stands for \r\n too */
  rowEnd: '\n' | '\r'
}

export interface DetectedDialect extends CsvDialect {
  /** `likely`: rows of equal width; `guess`: no delimiter gives that */
  certainty: 'likely' | 'guess'
}

const mostRows = 100

/**
 * Finds the delimiter that parts most rows of a sample into the same number of cells, two or more; of equals, the one with
 * more cells, then the more usual one. Quoted text is left aside.
 *
 * @param sample the beginning of the text; a last row that is cut off is not counted
 */
export function detectDialect(sample: string): DetectedDialect {
  const rowEnd = sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r'
  const unquoted = sample.replace(/"(?:[^"]|"")*"/g, 'q')
  const rows = unquoted.split(rowEnd).filter((row) => row.trim() !== '')
  if (rows.length > 1 && !unquoted.endsWith(rowEnd)) rows.pop()
  const looked = rows.slice(0, mostRows)
  let best: { delimiter: Delimiter; share: number; cells: number } | null = null
  for (const delimiter of delimiters) {
    const widths = looked.map((row) => row.split(delimiter).length)
    const cells = mostFrequent(widths)
    if (cells < 2) continue
    const share = widths.filter((width) => width === cells).length / widths.length
    if (!best || share > best.share || (share === best.share && cells > best.cells))
      best = { delimiter, share, cells }
  }
  if (!best) return { delimiter: ',', rowEnd, certainty: 'guess' }
  return { delimiter: best.delimiter, rowEnd, certainty: best.share >= 0.9 ? 'likely' : 'guess' }
}

/** The larger one of two that are as frequent. */
function mostFrequent(widths: number[]): number {
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  const ordered = [...counts].toSorted(([a, many], [b, others]) => others - many || b - a)
  return ordered[0]?.[0] ?? 0
}
