/**
 * Who needs attention first. A patient who could not be assessed has a place of their own, above those of whom it is known
 * that they are well: what nobody measured is no good news.
 */
import { severityRank } from './alert-rule'
import type { WardRow } from './ward'

/** In falling order of need. */
export const needs = ['emergency', 'urgent', 'not-assessed', 'watch', 'none'] as const
export type Need = (typeof needs)[number]

export function needOf({ news2, alerts }: Pick<WardRow, 'news2' | 'alerts'>): Need {
  const raised = alerts.filter(({ state }) => state === 'open').map(({ severity }) => severity)
  if (raised.includes('critical') || (news2.status === 'assessed' && news2.value >= 7)) return 'emergency'
  if (raised.includes('urgent') || raised.includes('notice')) return 'urgent'
  if (news2.status === 'not-assessed') return 'not-assessed'
  // RCP 2017, chart 2: 5 or 6, or 3 points for one part, ask for an urgent review
  if (news2.value >= 5 || news2.band === 'low-medium') return 'urgent'
  return news2.value > 0 ? 'watch' : 'none'
}

const newsOf = ({ news2 }: WardRow): number => (news2.status === 'assessed' ? news2.value : -1)
const worstAlert = ({ alerts }: WardRow): number =>
  Math.min(...alerts.filter(({ state }) => state === 'open').map(({ severity }) => severityRank[severity]), 9)

/** By need, then by open alerts, then by score; equal ones by place. */
export function compareNeed(a: WardRow, b: WardRow): number {
  return (
    needs.indexOf(needOf(a)) - needs.indexOf(needOf(b)) ||
    worstAlert(a) - worstAlert(b) ||
    newsOf(b) - newsOf(a) ||
    comparePlace(a, b)
  )
}

const collator = new Intl.Collator('en', { numeric: true })

export function comparePlace(a: WardRow, b: WardRow): number {
  // who is nowhere comes last
  if ((a.place === null) !== (b.place === null)) return a.place === null ? 1 : -1
  return (
    collator.compare(a.place?.ward ?? '', b.place?.ward ?? '') ||
    collator.compare(a.place?.bed ?? '', b.place?.bed ?? '') ||
    compareName(a, b)
  )
}

export const compareName = (a: WardRow, b: WardRow): number =>
  collator.compare(a.patient.name.alphabetic, b.patient.name.alphabetic) ||
  collator.compare(a.patient.id, b.patient.id)

/** `for-others`: what the column tells is not for this patient at all, so that there is no gap to be closed */
export type Ranked = number | 'for-others' | null

const placeOf = (value: Ranked): number => (value === null ? 0 : value === 'for-others' ? 2 : 1)

/**
 * By a value of a column, the highest first or the lowest first. Who has no value comes first: the gap is what has to be
 * looked at, and at the end of a long list nobody sees it. Those for whom the value is not made stand last.
 */
export function compareBy<R extends WardRow>(valueOf: (row: R) => Ranked, direction: 'asc' | 'desc') {
  return (a: R, b: R): number => {
    const [first, second] = [valueOf(a), valueOf(b)]
    if (typeof first !== 'number' || typeof second !== 'number')
      return placeOf(first) - placeOf(second) || compareNeed(a, b)
    return (direction === 'desc' ? second - first : first - second) || compareNeed(a, b)
  }
}
