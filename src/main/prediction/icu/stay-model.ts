/** A model of stays behind the one inference service: grids in, answers out. */
import { calibrate } from '../../../shared/domain/models/calibration'
import type { MeasurementGrid } from '../../../shared/domain/models/measurement-grid'
import { AppException } from '../../../shared/result'
import type { Priority, RunResult } from '../../inference/inference-client'
import type { InferenceService } from '../../inference/inference-service'
import type { SeriesModel } from '../../inference/model-registry'

/** Grids of one run: few enough that a reader's request never waits long behind a batch. */
const gridsInRun = 64

export interface StayRunOptions {
  signal?: AbortSignal
  priority?: Priority
}

export class StayModel {
  readonly measurements: MeasurementGrid

  /** @throws AppException MODEL_OF_ANOTHER_KIND where the model does not make its grid of measurements, or takes one at a time */
  constructor(
    private readonly inference: Pick<InferenceService, 'run'>,
    readonly model: SeriesModel,
  ) {
    const { measurements, batch } = model.contract
    if (!measurements || batch !== 'free')
      throw new AppException('MODEL_OF_ANOTHER_KIND', 'The model does not read single measurements of stays.')
    this.measurements = measurements
  }

  /** One run. Rejects with AppException: the codes of InferenceClient.run. */
  run(grids: readonly Float32Array[], options: StayRunOptions = {}): Promise<RunResult> {
    const { input } = this.model.contract
    const [first] = grids
    if (!first || !input.steps) throw new AppException('INTERNAL', 'A run of no grids was asked for.')
    const data = new Float32Array(first.length * grids.length)
    grids.forEach((grid, at) => data.set(grid, at * first.length))
    const dims = [grids.length, input.steps, input.features.length]
    return this.inference.run(this.model, { [input.name]: { data, dims } }, options)
  }

  /** Calibrated log-odds of the model's one finding for each grid, in runs of a bounded size. */
  async logOdds(grids: readonly Float32Array[], options: StayRunOptions = {}): Promise<Float64Array> {
    const { findings } = this.model.contract
    const [label] = findings.labels
    if (!label) throw new AppException('INTERNAL', 'The model has no finding.')
    const all = new Float64Array(grids.length)
    for (let start = 0; start < grids.length; start += gridsInRun) {
      const { outputs } = await this.run(grids.slice(start, start + gridsInRun), options)
      outputs[findings.name]?.data.forEach((logit, at) => {
        const probability = calibrate(logit, label.calibration)
        all[start + at] = Math.log(probability / (1 - probability))
      })
    }
    return all
  }
}
