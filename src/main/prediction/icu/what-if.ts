/** The answer to a stay in which some values were others. It shows how the model answers, not what a treatment would do. */
import type { FindingOutput } from '../../../shared/domain/analysis/analysis'
import { gridColumns, type Measurement } from '../../../shared/domain/models/measurement-grid'
import { AppException } from '../../../shared/result'
import { interpretSeries } from '../../inference/interpret-outputs'
import { cleanValue } from './clean-value'
import type { StayModel, StayRunOptions } from './stay-model'

export interface WhatIfChange {
  parameter: string
  /** in the catalogue's unit */
  value: number
}

export interface WhatIf {
  before: FindingOutput
  after: FindingOutput
}

/**
 * @param values grid of the stay
 * @param window rows to change: a series gets the value in every hour from `from` on in which it was measured, and in
 * the last of the `hours` that are over in any case; what is known at admission is changed throughout
 * Rejects with AppException: SERIES_VALUE_INVALID for a value outside the catalogue's range, SERIES_COLUMN_MISSING for an
 * unknown parameter, and the codes of InferenceClient.run.
 */
export async function whatIf(
  stayModel: StayModel,
  values: Float32Array,
  changes: readonly WhatIfChange[],
  window: { from: number; hours: number },
  options: StayRunOptions = {},
): Promise<WhatIf> {
  const changed = values.slice()
  for (const change of changes) applyChange(stayModel, changed, change, window)
  const { outputs } = await stayModel.run([values, changed], options)
  const { contract } = stayModel.model
  const [before] = interpretSeries(contract, outputs, 0)
  const [after] = interpretSeries(contract, outputs, 1)
  if (!before || !after) throw new AppException('INTERNAL', 'The model has no finding.')
  return { before, after }
}

function applyChange(
  { measurements: spec }: StayModel,
  grid: Float32Array,
  { parameter, value }: WhatIfChange,
  { from, hours }: { from: number; hours: number },
): void {
  const measurement = [...spec.series, ...spec.statics].find(({ name }) => name === parameter)
  if (!measurement)
    throw new AppException('SERIES_COLUMN_MISSING', `The model does not know ${parameter}.`, {
      columns: parameter,
    })
  requirePlausible(measurement, value)
  const { names, placeOf } = gridColumns(spec)
  const place = placeOf.get(parameter) ?? 0
  for (let hour = 0; hour < hours; hour += 1) {
    const cell = hour * names.length + place
    if ('pool' in measurement) {
      const measured = (grid[cell + 1] ?? 0) > 0
      if (hour < from || (!measured && hour !== hours - 1)) continue
      grid[cell] = value
      grid[cell + 1] = Math.max(1, grid[cell + 1] ?? 0)
    } else if ('values' in measurement)
      measurement.values.forEach((each, index) => (grid[cell + index] = each === value ? 1 : 0))
    else {
      grid[cell] = value
      grid[cell + 1] = 1
    }
  }
}

function requirePlausible(measurement: Measurement, value: number): void {
  if (cleanValue(value, measurement, []).what === 'kept') return
  const { low, high } = measurement.plausible
  throw new AppException(
    'SERIES_VALUE_INVALID',
    `${measurement.name} lies between ${low} and ${high} ${measurement.unit}.`,
    { row: 0, column: measurement.name },
  )
}
