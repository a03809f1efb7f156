import type { FindingOutput } from '../../shared/domain/analysis/analysis'
import type { Estimate } from '../../shared/domain/risks/risk-estimate'
import { AppException } from '../../shared/result'

/** The one finding of a model of risks. @throws AppException INFERENCE_FAILED where it has none with a threshold */
export function estimateOf(outputs: readonly FindingOutput[]): Estimate {
  const finding = outputs.find(({ kind }) => kind === 'finding')
  const threshold = finding?.threshold ?? null
  if (!finding || threshold === null)
    throw new AppException('INFERENCE_FAILED', 'The model gave no finding with a threshold.')
  const { probability, positive, range } = finding
  return { probability, threshold, positive, range }
}
