/** A mapping that is kept for the next table of the same kind. */
import { z } from 'zod'
import { CsvMapping } from './csv-mapping'

export const SavedMapping = z.object({
  id: z.string(),
  name: z.string(),
  mapping: CsvMapping,
  /** columns of the table that it was made for */
  header: z.array(z.string()),
  savedAtMs: z.number(),
  savedBy: z.string(),
  usedAtMs: z.number().nullable(),
})
export type SavedMapping = z.infer<typeof SavedMapping>

/** A mapping in the list, without its content. */
export const MappingSummary = SavedMapping.omit({ mapping: true, header: true }).extend({
  form: z.enum(['wide', 'long', 'list', 'patients']),
  columns: z.number().int(),
})
export type MappingSummary = z.infer<typeof MappingSummary>

/**
 * The header as it is compared: the order of columns, outer blanks, width of characters and case do not matter. A table
 * without a header row has none.
 */
export function headerKey(header: readonly string[], headerRow: number): string {
  if (headerRow === 0) return ''
  const cells = header.map((cell) => cell.normalize('NFKC').trim().toLowerCase()).toSorted()
  return JSON.stringify(cells)
}
