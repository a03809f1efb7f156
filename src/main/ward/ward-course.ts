/** Beds, movements and the early warning score of a ward over time. */
import { setImmediate } from 'node:timers/promises'
import { convertValue } from '../../shared/domain/units/convert'
import { warningAt } from '../../shared/domain/ward/early-warning'
import { loadOf, stepMs, stretchesUntil } from '../../shared/domain/ward/load'
import { isPresent, type Stay } from '../../shared/domain/ward/place'
import type { CourseQuery, WardCourse } from '../../shared/domain/ward/course'
import { staleHours } from '../../shared/domain/ward/columns'
import type { ReadableDatabase } from '../store/open-database'
import { peopleOfRows, staysBetween } from '../store/queries/ward-people'
import { CodeRows, warningReadings } from '../store/queries/ward-values'
import { subjectOf } from './ward-row'

const hourMs = 3_600_000

/** @param nowMs for a query of now */
export async function wardCourse(
  db: ReadableDatabase,
  query: CourseQuery,
  nowMs: number,
): Promise<WardCourse> {
  const atMs = query.atMs ?? nowMs
  const stretches = stretchesUntil(atMs, query.step, query.count)
  const fromMs = stretches[0]?.fromMs ?? atMs
  const { scope } = query
  const stays = new Map<number, Stay[]>()
  for (const [root, all] of staysBetween(db, fromMs, atMs)) {
    const here = all.filter(({ place }) => scope.kind !== 'ward' || place.ward === scope.ward)
    if (here.length > 0) stays.set(root, here)
  }
  const sums = stretches.map(() => ({ sum: 0, n: 0, present: 0 }))
  const codes = new CodeRows(db)
  for (const { patient, rootRow, rows } of peopleOfRows(db, [...stays.keys()])) {
    const subject = subjectOf(patient, atMs)
    const window = { fromMs: fromMs - staleHours.vital * hourMs, toMs: atMs }
    const readings = warningReadings(db, codes, rows, window)
    for (const [index, { toMs }] of stretches.entries()) {
      // Clinics measure no early warning score: their visits would only lower the share of those assessed.
      if (!stays.get(rootRow)?.some((stay) => stay.kind !== 'visit' && isPresent(stay, toMs))) continue
      const score = warningAt(readings, subject, toMs, convertValue)
      const sum = sums[index]!
      sum.present += 1
      if (score.status !== 'assessed') continue
      sum.sum += score.value
      sum.n += 1
    }
    await setImmediate()
  }
  return {
    atMs,
    stepMs: stepMs[query.step],
    points: loadOf([...stays.values()].flat(), stretches).map((point, index) => {
      const { sum, n, present } = sums[index]!
      return { ...point, news2: { mean: n === 0 ? null : sum / n, n, present } }
    }),
  }
}
