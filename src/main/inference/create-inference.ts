import { findModelsDir } from './models-dir'
import { inferenceThreads, providersToTry, startInferenceProcess } from './inference-process'
import { InferenceService } from './inference-service'

/** Inference as this program runs it: its own utilityProcess, the installation's models, this machine's providers. */
export function createInference(onChange?: () => void): InferenceService {
  return new InferenceService({
    modelsDir: findModelsDir(),
    startChild: startInferenceProcess,
    providers: () => providersToTry(process.env),
    threads: inferenceThreads(),
    ...(onChange && { onChange }),
  })
}
