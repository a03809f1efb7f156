/** The inference process under plain `fork`, whose messages stand in for Electron's: for tests that have to kill it. */
import { EventEmitter } from 'node:events'

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message),
})
process.on('message', (data) => parentPort.emit('message', { data }))
Object.defineProperty(process, 'parentPort', { value: parentPort })

await import('../process/inference-process')
