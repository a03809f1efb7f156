/** The risk as it was estimated after each hour: each answer is to a grid that ends there, so none can know what came later. */
import type {
  ExecutionProvider,
  FindingOutput,
  QuantityOutput,
} from '../../../shared/domain/analysis/analysis'
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
  const all = Array.from({ length: hours }, (_, at) => at + 1)
  return (await risksAtHours(stayModel, values, all, options)).points
}

/**
 * @param values grid of the stay
 * @param hours after which of its hours, from 1 on
 * @returns one point an hour, in their order, and what they were worked out on
 */
export async function risksAtHours(
  stayModel: StayModel,
  values: Float32Array,
  hours: readonly number[],
  options: StayRunOptions = {},
): Promise<{ points: RiskPoint[]; provider: ExecutionProvider }> {
  const { contract } = stayModel.model
  const columns = contract.input.features.length
  const grids = hours.map((hour) => gridUntil(values, columns, hour))
  const { outputs, provider } = await stayModel.run(grids, options)
  const points = hours.map((hour, row) => {
    const [finding] = interpretSeries(contract, outputs, row)
    if (!finding) throw new AppException('INTERNAL', 'The model has no finding.')
    return { hour, finding, quantity: interpretQuantity(contract, outputs, row) }
  })
  return { points, provider }
}
