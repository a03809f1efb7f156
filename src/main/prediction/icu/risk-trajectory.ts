/** The risk as it was estimated after each hour: each answer is to a grid that ends there, so none can know what came later. */
import type { FindingOutput, QuantityOutput } from '../../../shared/domain/analysis/analysis'
import { AppException } from '../../../shared/result'
import { interpretQuantity, interpretSeries } from '../../inference/interpret-outputs'
import { gridUntil } from './stay-grid'
import type { StayModel, StayRunOptions } from './stay-model'

export interface RiskPoint {
  /** hours that were over */
  hour: number
  finding: FindingOutput
  /** null where the model estimates none */
  quantity: QuantityOutput | null
}

/**
 * @param values grid of the stay
 * @param hours how many hours of it are over
 * @returns one point an hour, from 1 to `hours`
 */
export async function riskTrajectory(
  stayModel: StayModel,
  values: Float32Array,
  hours: number,
  options: StayRunOptions = {},
): Promise<RiskPoint[]> {
  const { contract } = stayModel.model
  const columns = contract.input.features.length
  const grids = Array.from({ length: hours }, (_, at) => gridUntil(values, columns, at + 1))
  const { outputs } = await stayModel.run(grids, options)
  return grids.map((_, row) => {
    const [finding] = interpretSeries(contract, outputs, row)
    if (!finding) throw new AppException('INTERNAL', 'The model has no finding.')
    return { hour: row + 1, finding, quantity: interpretQuantity(contract, outputs, row) }
  })
}
