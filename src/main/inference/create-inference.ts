import { findModelsDir } from './models-dir'
import { inferenceThreads, providersToTry, startInferenceProcess } from './inference-process'
import { InferenceService } from './inference-service'
import type { Settings } from '../../shared/domain/settings/settings'
import type { ModelChoices } from './model-choices'
import { builtInSource, onlyOf } from './model-package'

export interface InferenceSettings {
  /** the list of models, or a state in it, changed */
  onChange?: () => void
  /** where this site's decisions about its models are kept */
  choices?: ModelChoices
  /** which processor, and how many threads; asked anew for each test of a model */
  preferences?: () => Pick<Settings['inference'], 'provider' | 'threads'>
  /** the id of the one model that is needed; all unless stated */
  only?: string
}

/** Inference as this program runs it: its own utilityProcess, the installation's models, this machine's providers. */
export function createInference({
  onChange,
  choices,
  preferences,
  only,
}: InferenceSettings = {}): InferenceService {
  const builtIn = builtInSource(findModelsDir())
  return new InferenceService({
    sources: [only === undefined ? builtIn : onlyOf(builtIn, only)],
    startChild: startInferenceProcess,
    providers: () => providersToTry(process.env, preferences?.().provider),
    threads: () => preferences?.().threads ?? inferenceThreads(),
    ...(choices && { choices }),
    ...(onChange && { onChange }),
  })
}
