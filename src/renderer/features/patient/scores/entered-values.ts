/** What the record has for a score, with what somebody entered over it. */
import type { GivenValue } from '../../../../shared/domain/scores/read-value'
import { type InputId, inputOf } from '../../../../shared/domain/scores/score-input'

/** entryIds: the statements of the record that say it; none for what is known of the patient */
export type FoundValue = GivenValue & { entryIds?: readonly number[] }
export type FoundValues = Partial<Record<InputId, FoundValue>>

/** null: emptied by hand, although the record has a value */
export type EnteredValues = Readonly<Partial<Record<InputId, GivenValue | null>>>

export type ValueOrigin = 'record' | 'entered' | 'changed' | 'none'

export function valuesInUse(found: FoundValues, entered: EnteredValues): Record<string, GivenValue> {
  const values = { ...found, ...entered }
  return Object.fromEntries(
    Object.entries(values).filter((each): each is [string, GivenValue] => !isEmpty(each[1])),
  )
}

/** A field whose unit was chosen before its number. */
const isEmpty = (value: GivenValue | null): boolean => value === null || value.value === ''

export function originOf(id: InputId, found: FoundValues, entered: EnteredValues): ValueOrigin {
  const value = entered[id]
  if (value === undefined) return found[id] ? 'record' : 'none'
  if (found[id]) return 'changed'
  return isEmpty(value) ? 'none' : 'entered'
}

/** The unit that a field shows: the value's, else the input's own; '' for an answer. */
export function unitInUse(id: InputId, value: GivenValue | undefined): string {
  const input = inputOf(id)
  return input.kind === 'quantity' ? (value?.unit ?? input.unit) : ''
}

/** Every unit that a field offers, the one in use among them. */
export function unitsOffered(id: InputId, value: GivenValue | undefined): string[] {
  const input = inputOf(id)
  if (input.kind !== 'quantity') return []
  return [...new Set([input.unit, ...(input.alsoIn ?? []), unitInUse(id, value)])]
}
