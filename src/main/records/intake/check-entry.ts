/** The last check before an entry is stored: its form, and that every number has a unit that the program knows. */
import type { Quantity } from '../../../shared/domain/record/coding'
import type { ObservationEntry, RecordEntry } from '../../../shared/domain/record/entry'
import { parseEntry } from '../../../shared/domain/record/parse-entry'
import type { RejectReason } from '../../../shared/domain/record/read-item'
import { loincOf } from '../../../shared/domain/record/same-statement'
import { canonicalUnit, isCommensurable } from '../../../shared/domain/units/convert'
import { isUcumCode } from '../../../shared/domain/units/ucum'
import { usualUnits } from './usual-units'

export type Checked =
  { ok: true; entry: RecordEntry } | { ok: false; reason: { code: RejectReason; detail: string } }

class Refused extends Error {
  constructor(
    readonly code: RejectReason,
    readonly detail: string,
  ) {
    super(detail)
  }
}

/** The entry with UCUM units, or why it cannot be stored. */
export function checkEntry(given: unknown): Checked {
  const parsed = parseEntry(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refused('entry-invalid', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  try {
    return { ok: true, entry: withUnits(parsed.data) }
  } catch (thrown) {
    if (thrown instanceof Refused) return refused(thrown.code, thrown.detail)
    throw thrown
  }
}

const refused = (code: RejectReason, detail: string): Checked => ({ ok: false, reason: { code, detail } })

function withUnits(entry: RecordEntry): RecordEntry {
  switch (entry.kind) {
    case 'observation':
      return entry.status === 'removed' ? entry : observationWithUnits(entry)
    case 'medication':
      return {
        ...entry,
        ...(entry.dose ? { dose: namedUnit(entry.dose) } : {}),
        ...(entry.rate ? { rate: namedUnit(entry.rate) } : {}),
      }
    case 'family-history':
      return {
        ...entry,
        ...(entry.deceasedAge ? { deceasedAge: measured(entry.deceasedAge) } : {}),
        conditions: entry.conditions.map((condition) =>
          condition.onsetAge ? { ...condition, onsetAge: measured(condition.onsetAge) } : condition,
        ),
      }
    default:
      return entry
  }
}

function observationWithUnits(entry: ObservationEntry): ObservationEntry {
  const loinc = loincOf(entry.code)
  const { value, referenceRange } = entry
  const ranges = referenceRange?.map(({ low, high, text }) => ({
    ...(low ? { low: namedUnit(low, loinc) } : {}),
    ...(high ? { high: namedUnit(high, loinc) } : {}),
    ...(text === undefined ? {} : { text }),
  }))
  const checked = { ...entry, ...(ranges ? { referenceRange: ranges } : {}) }
  switch (value.type) {
    case 'quantity':
      return {
        ...checked,
        value: { type: 'quantity', quantity: fitting(measured(value.quantity, loinc), loinc) },
      }
    case 'range':
      return {
        ...checked,
        value: {
          type: 'range',
          ...(value.low ? { low: measured(value.low, loinc) } : {}),
          ...(value.high ? { high: measured(value.high, loinc) } : {}),
        },
      }
    case 'ratio':
      return {
        ...checked,
        value: {
          type: 'ratio',
          numerator: counted(value.numerator),
          denominator: counted(value.denominator),
        },
      }
    default:
      return checked
  }
}

function measured(quantity: Quantity, loinc?: string): Quantity {
  const unit = canonicalUnit(quantity.unit, loinc)
  if (!unit.ok)
    throw new Refused(
      unit.reason === 'unit-missing' ? 'unit-missing' : 'unit-unknown',
      unit.reason === 'unit-missing' ? 'the value has no unit' : `the unit ${quantity.unit} is not known`,
    )
  return unit.unit === quantity.unit ? quantity : { ...quantity, unit: unit.unit }
}

/** A titre is two bare numbers. */
const counted = (quantity: Quantity) =>
  quantity.unit.trim() === '' ? { ...quantity, unit: '1' } : measured(quantity)

/** What a known code measures has its dimensions: a creatinine in mmHg is a mapping gone wrong. */
function fitting(quantity: Quantity, loinc: string | undefined): Quantity {
  const usual = loinc === undefined ? undefined : usualUnits.get(loinc)
  if (usual === undefined || usual.some((unit) => isCommensurable(quantity.unit, unit, loinc)))
    return quantity
  throw new Refused('unit-not-commensurable', `${quantity.unit} is no unit of what ${loinc ?? ''} measures`)
}

/** Tablets, puffs and drops have no UCUM code and are still a dose: the source's word stands as an annotation. */
function namedUnit(quantity: Quantity, loinc?: string): Quantity {
  const known = canonicalUnit(quantity.unit, loinc)
  if (known.ok) return { ...quantity, unit: known.unit }
  const word = quantity.unit.trim().replace(/[^\x21-\x7a|~]|\{|\}/g, '_')
  const annotation = `{${word === '' ? 'unstated' : word}}`
  return { ...quantity, unit: isUcumCode(annotation) ? annotation : '{unit}' }
}
