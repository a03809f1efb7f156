/** What main may ask of the reader worker about wards. */
import { setImmediate } from 'node:timers/promises'
import type { AlertEvent } from '../../shared/domain/ward/alert'
import type { AlertRule } from '../../shared/domain/ward/alert-rule'
import type { CourseQuery, WardCourse } from '../../shared/domain/ward/course'
import { mostRows, type WardQuery, type WardRow, type WardTable } from '../../shared/domain/ward/ward'
import type { ReadableDatabase } from '../store/open-database'
import { personRows } from '../store/queries/record-reading'
import { alertHistory, alertsAt, type Judged, listRules } from '../store/queries/ward-alerts'
import { countEverybody, wardPeople } from '../store/queries/ward-people'
import { CodeRows } from '../store/queries/ward-values'
import type { CallContext } from '../workers/rpc'
import { judgePeople } from './judge-people'
import { wardCourse } from './ward-course'
import { wardRow } from './ward-row'

/** People between whom other questions get their turn. */
const peopleTogether = 20

export function wardReadingProcedures(db: ReadableDatabase) {
  return {
    wardTable: async (query: WardQuery, { signal }: CallContext): Promise<WardTable> => {
      const atMs = query.atMs ?? Date.now()
      const { people, places, isCut } = wardPeople(db, query.scope, atMs, mostRows)
      const alerts = alertsAt(db, atMs)
      const codes = new CodeRows(db)
      const rows: WardRow[] = []
      for (const person of people) {
        rows.push(wardRow(db, codes, person, alerts.get(person.rootRow) ?? [], atMs))
        if (rows.length % peopleTogether === 0) await setImmediate()
        if (signal.aborted) break
      }
      return { atMs, rows, places, everybody: countEverybody(db), isCut }
    },
    wardCourse: (query: CourseQuery): Promise<WardCourse> => wardCourse(db, query, Date.now()),
    alertRules: (): AlertRule[] => listRules(db),
    alertHistory: ({ patientId, limit }: { patientId: string; limit: number }): AlertEvent[] =>
      alertHistory(db, personRows(db, patientId), limit),
    judgePeople: (nowMs: number): Promise<Judged[]> => judgePeople(db, nowMs),
  }
}
export type WardReadingProcedures = ReturnType<typeof wardReadingProcedures>
