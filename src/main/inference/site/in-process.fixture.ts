/** The inference process's own code in the test's process: real onnxruntime, no child. */
import type { StartChild } from '../inference-client'
import type { ToInference } from '../process/messages'
import { ModelHost } from '../process/model-host'
import { toAppError } from '../../../shared/result'

/** Requests are answered one after the other, as the real process does. A killed child says nothing more. */
export const startInProcess: StartChild = ({ message, exit }) => {
  const host = new ModelHost()
  let alive = true
  let last: Promise<void> = Promise.resolve()
  const answer = async (request: ToInference): Promise<void> => {
    const { id } = request
    const say = (reply: Parameters<typeof message>[0]) => {
      if (alive) message(reply)
    }
    try {
      if (request.kind === 'load') {
        const report = await host.load(request, (provider) => say({ kind: 'trying', id, provider }))
        say({ kind: 'loaded', id, report })
      } else if (request.kind === 'unload') {
        await host.unload(request.key)
        say({ kind: 'unloaded', id })
      } else say({ kind: 'ran', id, report: await host.run(request) })
    } catch (thrown) {
      say({ kind: 'failed', id, error: toAppError(thrown) })
    }
  }
  return {
    send: (request) => {
      last = last.then(() => answer(request))
    },
    kill: () => {
      if (!alive) return
      alive = false
      exit()
    },
  }
}
