/** What main may ask of the store worker about wards. */
import { fillSampleWard, type SampleOrder, sampleStatements } from '../records/sample-ward/fill-sample-ward'
import type { AlertRule } from '../../shared/domain/ward/alert-rule'
import type { WritableDatabase } from '../store/open-database'
import { removeSamplePeople } from '../store/queries/sample-ward'
import {
  type Answer,
  answerAlerts,
  applyJudgements,
  type Judged,
  resetRule,
  type RoundResult,
  saveRule,
} from '../store/queries/ward-alerts'
import type { CallContext } from '../workers/rpc'

export function wardProcedures(db: WritableDatabase) {
  return {
    fillSampleWard: (order: SampleOrder, { signal, progress }: CallContext) =>
      fillSampleWard(db, order, { signal, progress }),
    removeSampleWard: () => removeSamplePeople(db, sampleStatements),
    saveAlertRule: (saved: { rule: AlertRule; by: string }) => saveRule(db, saved),
    resetAlertRule: (id: string) => resetRule(db, id),
    answerAlerts: (answer: Answer) => answerAlerts(db, answer),
    applyJudgements: (round: { judged: Judged[]; nowMs: number }): RoundResult => applyJudgements(db, round),
  }
}
export type WardProcedures = ReturnType<typeof wardProcedures>
