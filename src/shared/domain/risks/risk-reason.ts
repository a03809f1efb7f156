/** Why there is no number. Each has a text under `risks.reason.<code>`. */
import { z } from 'zod'

export const riskReasons = [
  'OUTSIDE_POPULATION',
  'POPULATION_NOT_STATED',
  'AGE_UNKNOWN',
  'AGE_OUTSIDE_POPULATION',
  'VALUE_OUTSIDE_RANGE',
  'TOO_LITTLE_KNOWN',
  'MODEL_UNAVAILABLE',
  'STAY_ENDED_EARLY',
  'STAY_TOO_YOUNG',
  'NO_MEASUREMENTS',
  'NO_STAY',
] as const
export const RiskReason = z.object({
  code: z.enum(riskReasons),
  /** columns or facts that it is about */
  about: z.array(z.string().max(300)),
})
export type RiskReason = z.infer<typeof RiskReason>

/** Reasons for which the model is not for this patient at all; of any other one could know more, or measure again. */
const notForThem: readonly RiskReason['code'][] = [
  'OUTSIDE_POPULATION',
  'AGE_OUTSIDE_POPULATION',
  'STAY_TOO_YOUNG',
  'NO_STAY',
]
export const isForOthers = (reasons: readonly RiskReason[]): boolean =>
  reasons.some(({ code }) => notForThem.includes(code))
