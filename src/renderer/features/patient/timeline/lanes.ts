/** Which lanes of the timeline there are, which are shown, and in which order. */
import { codeSystems } from '../../../../shared/domain/record/coding'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import type { TimelineLanes } from '../../../../shared/domain/settings/settings'

/** Lanes that are no quantities, from the top; the last two stand below the quantities. */
export const fixedLanes = ['studies', 'encounters', 'medicines', 'procedures', 'documents'] as const
const lowLanes: readonly string[] = ['procedures', 'documents']

/** Lanes that are seen before all are asked for, so that what follows the timeline is seen too. */
export const lanesAtFirst = 6

export type FixedLane = (typeof fixedLanes)[number]

export const laneOfCode = ({ system, code }: Pick<ObservedCode, 'system' | 'code'>): string =>
  `${system}|${code}`

/**
 * Quantities that are shown without being asked for, by LOINC: the signs of life from the top, then what is measured of
 * most inpatients (loinc.org). Nothing clinical hangs on it: every other one is a click away.
 */
const usual: readonly string[] = [
  '8867-4', // heart rate
  '8480-6', // systolic pressure
  '59408-5', // oxygen saturation, pulse oximetry
  '9279-1', // respiratory rate
  '8310-5', // temperature
  '2160-0', // creatinine, mass
  '14682-9', // creatinine, substance
  '2345-7', // glucose, mass
  '14749-6', // glucose, substance
  '4548-4', // HbA1c
  '2823-3', // potassium
  '718-7', // hemoglobin
  '6690-2', // leukocytes
  '8478-0', // mean pressure
  '2708-6', // oxygen saturation, arterial
]

/** So many quantities are shown by themselves. */
const mostUsual = 7

const placeOf = ({ system, code }: ObservedCode): number => {
  const place = system === codeSystems.loinc ? usual.indexOf(code) : -1
  return place < 0 ? usual.length : place
}

/** Quantities in the order in which lanes and choices list them: the usual ones, then the most often measured. */
export const inLaneOrder = (codes: readonly ObservedCode[]): ObservedCode[] =>
  codes
    .filter(({ numbers }) => numbers > 0)
    .toSorted((a, b) => placeOf(a) - placeOf(b) || b.numbers - a.numbers)

/**
 * The lanes to show.
 * @param others ids of the lanes that are no quantities and have something to show, from the top
 */
export function chosenLanes(
  others: readonly string[],
  codes: readonly ObservedCode[],
  { shown, hidden, pinned }: TimelineLanes,
): string[] {
  const quantities = inLaneOrder(codes).map(laneOfCode)
  const available = new Set([...others, ...quantities])
  const usualOnes = quantities.slice(0, mostUsual)
  const low = others.filter((id) => lowLanes.includes(id))
  const high = others.filter((id) => !low.includes(id))
  const wanted = [...high, ...quantities, ...low].filter(
    (id) =>
      !hidden.includes(id) &&
      (others.includes(id) || usualOnes.includes(id) || shown.includes(id) || pinned.includes(id)),
  )
  const onTop = pinned.filter((id) => available.has(id) && wanted.includes(id))
  return [...onTop, ...wanted.filter((id) => !onTop.includes(id))]
}

const without = (ids: readonly string[], id: string) => ids.filter((other) => other !== id)

export const withLane = (lanes: TimelineLanes, id: string, isShown: boolean): TimelineLanes => ({
  ...lanes,
  shown: isShown ? [...without(lanes.shown, id), id] : without(lanes.shown, id),
  hidden: isShown ? without(lanes.hidden, id) : [...without(lanes.hidden, id), id],
  pinned: isShown ? lanes.pinned : without(lanes.pinned, id),
})

export const toggled = (ids: readonly string[], id: string): string[] =>
  ids.includes(id) ? without(ids, id) : [...ids, id]
