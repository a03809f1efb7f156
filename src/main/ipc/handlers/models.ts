import type { InferenceService } from '../../inference/inference-service'
import { ok } from '../../../shared/result'
import type { AreaHandlers } from '../register'

export function modelsHandlers({ registry }: Pick<InferenceService, 'registry'>): AreaHandlers<'models'> {
  return {
    // Answers at once: models that are still being tested are `loading`, and an event tells when that changes.
    'models:list': async () => {
      await registry.discover()
      return ok(registry.list())
    },
    'models:verify': async ({ id, version }) => ok(await registry.verify(id, version)),
  }
}
