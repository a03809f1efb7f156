/** `models list|verify [id…]`: what this installation has and whether it passes its self-test. */
import { AppException } from '../../../../shared/result'
import { createInference } from '../../../inference/create-inference'
import type { ModelEntry, ModelRegistry } from '../../../inference/model-registry'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'

export const command: HeadlessCommand = {
  name: 'models',
  usage: 'models list | models verify [id…]',
  async run([verb, ...ids], io) {
    const known = verb === 'verify' || (verb === 'list' && ids.length === 0)
    if (!known) throw new AppException('USAGE', 'Say models list or models verify.')
    const inference = createInference()
    try {
      await inference.registry.open()
      return verb === 'list' ? list(inference.registry, io) : verify(inference.registry, ids, io)
    } finally {
      inference.close()
    }
  },
}

function list(registry: ModelRegistry, io: HeadlessIo): number {
  for (const entry of registry.list()) io.line(describe(entry))
  return exitCodes.success
}

/** The registry tested every model while it opened, so its states are fresh. */
function verify(registry: ModelRegistry, ids: readonly string[], io: HeadlessIo): number {
  const entries = registry.list()
  const wanted = ids.length > 0 ? ids : entries.map(({ id }) => id)
  let failed = wanted.length === 0
  for (const id of wanted) {
    const entry = entries.find((each) => each.id === id)
    if (!entry)
      io.line({
        model: { id },
        status: 'error',
        error: { code: 'MODEL_UNKNOWN', message: 'There is no such model.' },
      })
    else io.line(describe(entry))
    if (entry?.state.state !== 'available') failed = true
  }
  return failed ? exitCodes.someFailed : exitCodes.success
}

/** One line about one model, as `models` and `selftest` print it. */
export function describe({ id, version, manifest, origin, state }: ModelEntry): object {
  const model = { id, version, ...(manifest && { sha256: manifest.weights.sha256 }) }
  if (state.state !== 'available') {
    const error =
      state.state === 'quarantined'
        ? state.error
        : { code: 'INTERNAL', message: 'The model is still loading.' }
    return { model, origin, status: 'quarantined', error }
  }
  const { provider, goldenCases, goldenWorstDifference, refusedProviders } = state
  return {
    model,
    origin,
    status: 'available',
    provider,
    goldenCases,
    goldenWorstDifference,
    refusedProviders,
  }
}
