/** The record's own observations as a table for the workshop: a row for each value, long form. */
import { z } from 'zod'
import { RecordCode } from '../record/reading'
import { entryNamed } from './catalogue/catalogue'

/** Something measured that the record has numbers of. */
export const RecordQuantity = RecordCode.extend({
  display: z.string(),
  /** UCUM, the most frequent one; null where most values have none */
  unit: z.string().nullable(),
  values: z.number().int().min(1),
  /** persons as senders number them: two that were merged count as two */
  patients: z.number().int().min(1),
})
export type RecordQuantity = z.infer<typeof RecordQuantity>

export const mostQuantities = 200

export const RecordTableRequest = z.object({
  /** whose column is named by `display` */
  quantities: z
    .array(RecordCode.extend({ display: z.string().max(1_000) }))
    .min(1)
    .max(mostQuantities),
})
export type RecordTableRequest = z.infer<typeof RecordTableRequest>

/** The table's columns; the patient is the group of a split, by the program's own id and never by name. */
export const recordTableHeader = ['patient', 'stay', 'time', 'parameter', 'value', 'unit'] as const

/** How each quantity is called in the table: as the catalogue calls it, with its code where two would be called the same. */
export function parameterNames(quantities: RecordTableRequest['quantities']): string[] {
  const bare = quantities.map(
    ({ code, display }) => (entryNamed(code) ?? entryNamed(display))?.title.en ?? (display.trim() || code),
  )
  return bare.map((name, at) =>
    bare.filter((other) => other === name).length > 1 ? `${name} ${quantities[at]!.code}` : name,
  )
}
