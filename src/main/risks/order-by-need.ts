import { logOddsOfProbability } from '../../shared/domain/models/calibration'
import type { RiskCard } from '../../shared/domain/risks/risk-result'

/** How far above its threshold a probability is, in log-odds: thresholds differ from model to model. */
function needOf({ outcome }: Pick<RiskCard, 'outcome'>): number {
  if (outcome.status === 'not-assessed') return -Infinity
  const { probability, threshold } = outcome.estimate
  return logOddsOfProbability(probability) - logOddsOfProbability(threshold)
}

/** For sorting: the greatest need first, what was not assessed last, equal ones by name. */
export function byNeed(a: RiskCard, b: RiskCard): number {
  const [first, second] = [needOf(a), needOf(b)]
  return first === second ? a.model.id.localeCompare(b.model.id) : second > first ? 1 : -1
}
