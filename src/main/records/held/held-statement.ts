/** A held statement: what most often keeps it back, and the same with that changed. */
import { z } from 'zod'
import { canonicalJson, PatientKey, RecordEntry } from '../../../shared/domain/record/entry'
import { inShort } from '../table-preview'
import type { HeldDetail } from '../../../shared/domain/record-import/held-row'

/** As much of a statement as is looked at here; the rest stays as it is. */
const Loose = z.looseObject({
  patient: PatientKey,
  value: z
    .looseObject({ type: z.string(), quantity: z.looseObject({ unit: z.string() }).optional() })
    .optional(),
  code: z.looseObject({}).optional(),
})
type Loose = z.output<typeof Loose>

function parse(raw: string): Loose | null {
  try {
    const found = Loose.safeParse(JSON.parse(raw))
    return found.success ? found.data : null
  } catch {
    return null
  }
}

/** The unit as the source wrote it; null where the statement has no number. */
const unitOf = ({ value }: Loose): string | null => value?.quantity?.unit ?? null

export function heldStatement(raw: string): HeldDetail['statement'] {
  const loose = parse(raw)
  if (!loose) return null
  const entry = RecordEntry.safeParse(JSON.parse(raw))
  const { what, value } = entry.success ? inShort(entry.data) : { what: '', value: '' }
  return { patient: loose.patient, what, value, unit: unitOf(loose) }
}

/** Null where the statement has another unit or no number. */
export function withUnit(raw: string, { from, to }: { from: string; to: string }): string | null {
  const loose = parse(raw)
  const value = loose?.value
  const quantity = value?.quantity
  if (quantity?.unit !== from) return null
  return JSON.stringify({ ...loose, value: { ...value, quantity: { ...quantity, unit: to } } })
}

export function withPatient(raw: string, patient: PatientKey): string | null {
  const loose = parse(raw)
  return loose && JSON.stringify({ ...loose, patient })
}

/** What makes two held statements alike: the same thing is measured, or the same numbers name the patient. */
export function likeness(raw: string, by: 'code' | 'patient'): string | null {
  const loose = parse(raw)
  return loose && canonicalJson(by === 'code' ? (loose.code ?? null) : loose.patient)
}
