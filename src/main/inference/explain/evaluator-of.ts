import { explanationTarget } from '../../../shared/domain/analysis/explanation'
import { AppException } from '../../../shared/result'
import type { InferenceService } from '../inference-service'
import { inputDims } from '../model-contract'
import type { AvailableModel } from '../model-registry'
import { Evaluator, type EvaluatorOptions } from './evaluator'

/** More does not compute faster on any machine that was tried, and keeps a reader's own request waiting longer. */
const largestBatch = 16

/**
 * An evaluator of one label of a model, through the program's one inference service.
 * @throws AppException INVALID_INPUT for a model or a label that cannot be explained
 */
export function evaluatorOf(
  inference: Pick<InferenceService, 'run' | 'runGradient'>,
  model: AvailableModel,
  label: string,
  more: Pick<EvaluatorOptions, 'signal' | 'onProgress'>,
): Evaluator {
  const { manifest, contract } = model
  if (manifest.task !== 'image-classification' || contract.task !== 'image-classification')
    throw new AppException('INVALID_INPUT', 'Only models that classify images can be explained.')
  const target = explanationTarget(manifest, label)
  if (!target) throw new AppException('INVALID_INPUT', `The model has no label ${label}.`)
  const { input, batch, gradient } = contract
  const options = { priority: 'reading', ...(more.signal && { signal: more.signal }) } as const
  const tensor = (data: Float32Array, count: number) => ({ data, dims: inputDims(input, count) })
  return new Evaluator({
    ...more,
    shape: input,
    target,
    largestBatch: batch === 'free' ? largestBatch : 1,
    run: (images, count) => inference.run(model, { [input.name]: tensor(images, count) }, options),
    gradient: gradient && {
      output: gradient.output.name,
      run: (images, count) => inference.runGradient(model, { [input.name]: tensor(images, count) }, options),
    },
  })
}
