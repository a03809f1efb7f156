/** The generator among the installed models, and a way to run it. */
import { AppException } from '../../shared/result'
import type { RunOptions } from '../inference/inference-client'
import type { InferenceService } from '../inference/inference-service'
import { isGeneratorModel, type GeneratorModel, type ModelRegistry } from '../inference/model-registry'
import type { RunGenerator } from './film-maker'

export type { GeneratorModel }

/**
 * @param version null: the default one
 * Rejects with AppException: MODEL_UNKNOWN, MODEL_QUARANTINED, MODEL_RETIRED, MODEL_OF_ANOTHER_KIND.
 */
export async function generatorOf(
  registry: Pick<ModelRegistry, 'require'>,
  id: string,
  version: string | null,
): Promise<GeneratorModel> {
  const model = await registry.require(id, version)
  if (!isGeneratorModel(model))
    throw new AppException('MODEL_OF_ANOTHER_KIND', `The model ${id} draws no pictures.`)
  if (model.retired && version === null)
    throw new AppException('MODEL_RETIRED', `The model ${id} is retired.`)
  return model
}

/** Rejects as InferenceClient.run. */
export function runnerOf(
  inference: Pick<InferenceService, 'run'>,
  model: GeneratorModel,
  options: Pick<RunOptions, 'signal' | 'priority'>,
): RunGenerator {
  return async (inputs) => (await inference.run(model, inputs, options)).outputs
}
