/** Whether the condition of a rule holds for a patient now. Pure. */
import { type AlertRule, fulfils, isAbove } from './alert-rule'

/** A value of what the rule watches, in the rule's unit. */
export interface WatchedValue {
  timeMs: number
  value: number
  /** where it stands in the record; null for what was worked out */
  entryId: number | null
}

/**
 * `holds`: the newest values fulfil it. `over`: the newest value lies beyond the value at which it ends. `between`: neither,
 * so that whatever was before stays. `silent`: no value is young enough to say anything of now.
 */
export type Judgement =
  { verdict: 'holds' | 'between' | 'over'; newest: WatchedValue } | { verdict: 'silent' }

const hourMs = 3_600_000

/** @param values in any order; those of the future are passed over */
export function judge(rule: AlertRule, values: readonly WatchedValue[], nowMs: number): Judgement {
  const known = values.filter(({ timeMs }) => timeMs <= nowMs).toSorted((a, b) => a.timeMs - b.timeMs)
  const watched = rule.subject.kind === 'rise' ? rises(known, rule.subject.withinHours) : known
  const young = watched.filter(({ timeMs }) => timeMs > nowMs - rule.greatestAgeHours * hourMs)
  const newest = young.at(-1)
  if (!newest) return { verdict: 'silent' }
  const row = young.slice(-rule.inARow)
  const isFulfilled =
    row.length === rule.inARow && row.every(({ value }) => fulfils(value, rule.comparator, rule.limit))
  if (isFulfilled) return { verdict: 'holds', newest }
  const isOver = !fulfils(newest.value, rule.comparator, rule.limit) && isBeyondClear(rule, newest.value)
  return { verdict: isOver ? 'over' : 'between', newest }
}

/** Without room between the two, whatever does not fulfil the rule ends it. */
const isBeyondClear = ({ comparator, limit, clear }: AlertRule, value: number): boolean =>
  clear === limit || (isAbove(comparator) ? value < clear : value > clear)

/** Each value as its rise above the lowest of the hours before it; what has nothing before it has no rise. */
function rises(values: readonly WatchedValue[], withinHours: number): WatchedValue[] {
  return values.flatMap((value, index) => {
    const before = values
      .slice(0, index)
      .filter(({ timeMs }) => timeMs >= value.timeMs - withinHours * hourMs)
      .map((each) => each.value)
    return before.length === 0 ? [] : [{ ...value, value: value.value - Math.min(...before) }]
  })
}

/** How much worse the second value is than the first, in the rule's unit; negative where it is better. */
export const worseBy = ({ comparator }: Pick<AlertRule, 'comparator'>, from: number, to: number): number =>
  isAbove(comparator) ? to - from : from - to
