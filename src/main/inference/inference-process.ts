/** Starts the inference process: an Electron utilityProcess, a child of main without a window. */
import { app, utilityProcess } from 'electron'
import { availableParallelism } from 'node:os'
import { workerScript } from '../workers/worker-script'
import type { ChildListeners, InferenceChild, StartChild } from './inference-client'
import type { FromInference } from './process/messages'
import { hasHardwareAdapter, providerChain } from './providers'
import type { ExecutionProvider } from '../../shared/domain/analysis/analysis'
import type { ProviderPreference } from '../../shared/domain/settings/settings'

/** The name under which task managers and `app.getAppMetrics()` show it. */
export const inferenceServiceName = 'Vesalius inference'

export const startInferenceProcess: StartChild = (listeners) =>
  startInferenceChild(inferenceServiceName, listeners)

/** @returns with `pid`: undefined until the process runs */
export function startInferenceChild(
  serviceName: string,
  listeners: ChildListeners,
): InferenceChild & { pid(): number | undefined } {
  const child = utilityProcess.fork(workerScript('inference-process'), [], { serviceName, stdio: 'ignore' })
  child.on('message', (message: FromInference) => listeners.message(message))
  child.once('exit', () => listeners.exit())
  return {
    send: (message) => child.postMessage(message),
    kill: () => child.kill(),
    pid: () => child.pid,
  }
}

/** All cores but one, so that main stays free. */
export const inferenceThreads = (): number => Math.max(1, availableParallelism() - 1)

/**
 * What to try on this machine, `VESALIUS_PROVIDERS` included.
 * @param preference `cpu` asks for no other; `gpu` differs from `auto` only in what the user is told
 */
export async function providersToTry(
  environment: NodeJS.ProcessEnv,
  preference: ProviderPreference = 'auto',
): Promise<ExecutionProvider[]> {
  if (preference === 'cpu') return ['cpu']
  const override = environment['VESALIUS_PROVIDERS']
  const real = override?.trim() ? false : hasHardwareAdapter(await gpuDevices())
  return providerChain(process.platform, real, override)
}

async function gpuDevices(): Promise<{ vendorId: number }[]> {
  const info: unknown = await app.getGPUInfo('basic').catch(() => null)
  if (typeof info !== 'object' || info === null || !('gpuDevice' in info) || !Array.isArray(info.gpuDevice))
    return []
  return info.gpuDevice.filter(
    (device: unknown): device is { vendorId: number } =>
      typeof device === 'object' &&
      device !== null &&
      'vendorId' in device &&
      typeof device.vendorId === 'number',
  )
}
