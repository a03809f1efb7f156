/** What an answer to a row means for the patient: a number, or the reason why there is none. */
import { populationReasons } from '../../shared/domain/risks/population-facts'
import type { RiskOutcome } from '../../shared/domain/risks/kept-estimate'
import type { Estimate } from '../../shared/domain/risks/risk-estimate'
import type { RiskReason } from '../../shared/domain/risks/risk-reason'
import type { PopulationFact, RiskInput } from '../../shared/domain/risks/risk-result'
import { AppException } from '../../shared/result'
import type { RowResult } from '../prediction/tables/assess-rows'
import { estimateOf } from './estimate-of'

export const isUsable = (inputs: readonly RiskInput[]): boolean =>
  inputs.every(({ state }) => state !== 'out-of-range')

/** Null where the row gave no number. */
export function assessedOf(result: RowResult | undefined): Estimate | null {
  if (!result || !('outcome' in result) || result.outcome.status !== 'assessed') return null
  return estimateOf(result.outcome.outputs)
}

/** @throws AppException where the model failed */
export function outcomeOf(
  inputs: readonly RiskInput[],
  population: readonly PopulationFact[],
  result: RowResult | undefined,
): RiskOutcome {
  const outside = populationReasons(population)
  const reasons = outside.length > 0 ? outside : reasonsOf(inputs, result)
  if (reasons.length > 0) return { status: 'not-assessed', reasons }
  if (!result || !('outcome' in result) || result.outcome.status !== 'assessed')
    throw new AppException('INFERENCE_FAILED', 'The model gave no answer.')
  const { outputs, flags } = result.outcome
  return { status: 'assessed', estimate: estimateOf(outputs), flags }
}

/** Why a row gave no number; empty where it gave one. @throws AppException where the model failed */
export function reasonsOf(inputs: readonly RiskInput[], result: RowResult | undefined): RiskReason[] {
  const outside = inputs.filter(({ state }) => state === 'out-of-range').map(({ column }) => column)
  if (outside.length > 0) return [{ code: 'VALUE_OUTSIDE_RANGE', about: outside }]
  if (!result || ('outcome' in result && result.outcome.status === 'assessed')) return []
  if ('error' in result) {
    const { code, message, details } = result.error
    const column = details?.['column']
    if (code === 'TABLE_VALUE_INVALID' && typeof column === 'string')
      return [{ code: 'VALUE_OUTSIDE_RANGE', about: [column] }]
    throw new AppException(code, message, details)
  }
  if (result.outcome.status === 'assessed') return []
  const missing = inputs.filter(({ cell }) => cell === null).map(({ column }) => column)
  switch (result.outcome.reason.code) {
    case 'AGE_UNKNOWN':
    case 'AGE_OUTSIDE_POPULATION':
    case 'VALUE_OUTSIDE_RANGE':
      return [{ code: result.outcome.reason.code, about: [] }]
    default:
      return [{ code: 'TOO_LITTLE_KNOWN', about: missing }]
  }
}
