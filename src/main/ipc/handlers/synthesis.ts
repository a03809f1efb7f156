import { ok } from '../../../shared/result'
import type { SynthesisService } from '../../synthesis/synthesis-service'
import type { AreaHandlers } from '../register'

export function synthesisHandlers(synthesis: SynthesisService): AreaHandlers<'synthesis'> {
  return {
    'synthesis:start': async (order) => ok(await synthesis.start(order)),
    'synthesis:current': () => ok(synthesis.current),
    'synthesis:cancel': () => {
      synthesis.cancel()
      return ok(null)
    },
  }
}
