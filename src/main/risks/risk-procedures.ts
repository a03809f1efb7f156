/** What main may ask of the store worker about risks. */
import type { WritableDatabase } from '../store/open-database'
import { keepEstimates, type NewEstimate } from '../store/queries/risk-estimates'

export function riskProcedures(db: WritableDatabase) {
  return {
    keepEstimates: (kept: { patientId: string; estimates: NewEstimate[] }): number => keepEstimates(db, kept),
  }
}
export type RiskProcedures = ReturnType<typeof riskProcedures>
