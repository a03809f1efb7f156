import { ok } from '../../../shared/result'
import { analyseInstance } from '../../inference/analyse-instance'
import type { InferenceService } from '../../inference/inference-service'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

export function analysisHandlers(inference: InferenceService, vault: Vault): AreaHandlers<'analysis'> {
  return {
    'analysis:run': async (request) => ok(await analyseInstance(inference, vault.requireOpen(), request)),
    'analysis:history': async ({ studyId }) => ok(await vault.requireOpen().reader.call('runHistory', studyId)),
    'analysis:review': async (review) => ok(await vault.requireOpen().store.call('reviewFinding', review)),
  }
}
