/**
 * Entry of the inference process (an Electron utilityProcess). onnxruntime blocks its thread during a run, so nothing
 * else lives here. Requests are answered one after the other, in the order they came.
 */
import { toAppError } from '../../../shared/result'
import type { FromInference, ToInference } from './messages'
import { ModelHost } from './model-host'

const host = new ModelHost()
const send = (message: FromInference): void => process.parentPort.postMessage(message)

async function answer(request: ToInference): Promise<void> {
  const { id } = request
  try {
    if (request.kind === 'load') {
      const report = await host.load(request, (provider) => send({ kind: 'trying', id, provider }))
      send({ kind: 'loaded', id, report })
    } else if (request.kind === 'unload') {
      await host.unload(request.key)
      send({ kind: 'unloaded', id })
    } else send({ kind: 'ran', id, report: await host.run(request) })
  } catch (thrown) {
    send({ kind: 'failed', id, error: toAppError(thrown) })
  }
}

let last: Promise<void> = Promise.resolve()
process.parentPort.on('message', ({ data }) => {
  last = last.then(() => answer(data as ToInference))
})
send({ kind: 'ready' })
