import { ok } from '../../../shared/result'
import { analyseInstance } from '../../inference/analyse-instance'
import type { InferenceService } from '../../inference/inference-service'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

/** @param studyChanged what the worklist shows of a study is another than before */
export function analysisHandlers(
  inference: InferenceService,
  vault: Vault,
  studyChanged: () => void,
): AreaHandlers<'analysis'> {
  return {
    'analysis:run': async (request) => {
      const run = await analyseInstance(inference, vault.requireOpen(), request)
      studyChanged()
      return ok(run)
    },
    'analysis:history': async ({ studyId }) =>
      ok(await vault.requireOpen().reader.call('runHistory', studyId)),
    'analysis:review': async (review) => {
      const run = await vault.requireOpen().store.call('reviewFinding', review)
      studyChanged()
      return ok(run)
    },
  }
}
