import { ok } from '../../../shared/result'
import type { ExplanationService } from '../../inference/explain/explanation-service'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

export function explanationHandlers(
  explanations: ExplanationService,
  vault: Vault,
): AreaHandlers<'explanations'> {
  return {
    'explanations:list': async ({ runId }) =>
      ok(await vault.requireOpen().reader.call('listExplanations', runId)),
    'explanations:start': async (request) => {
      await explanations.start(request)
      return ok(null)
    },
    'explanations:jobs': () => ok(explanations.list()),
    'explanations:cancel': ({ jobId }) => {
      explanations.cancel(jobId)
      return ok(null)
    },
  }
}
