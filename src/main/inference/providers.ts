/** Which execution providers are worth trying on this machine, in order. */
import { ExecutionProvider } from '../../shared/domain/analysis/analysis'

const chains: Partial<Record<NodeJS.Platform, readonly ExecutionProvider[]>> = {
  win32: ['dml', 'cuda', 'webgpu', 'cpu'],
  darwin: ['coreml', 'webgpu', 'cpu'],
  linux: ['cuda', 'webgpu', 'cpu'],
}

/**
 * The chain for a platform, always ending in cpu. webgpu is listed only where there is a real adapter: on a software
 * one it is right but far slower than the CPU.
 * @param override value of VESALIUS_PROVIDERS: allowed providers in order, separated by commas; unknown words are ignored
 */
export function providerChain(
  platform: NodeJS.Platform,
  hasRealAdapter: boolean,
  override: string | undefined,
): ExecutionProvider[] {
  const listed = override?.trim()
    ? override.split(',').flatMap((word) => ExecutionProvider.safeParse(word.trim().toLowerCase()).data ?? [])
    : (chains[platform] ?? []).filter((provider) => provider !== 'webgpu' || hasRealAdapter)
  return [...new Set([...listed.filter((provider) => provider !== 'cpu'), 'cpu' as const])]
}

/** PCI vendor of SwiftShader; Microsoft's Basic Render Driver and devices without a vendor are software as well. */
const softwareVendors = new Set([0, 0x1ae0, 0x1414, 0xffff])

/** True where one of Chromium's GPU devices is hardware. */
export function hasHardwareAdapter(devices: readonly { vendorId: number }[]): boolean {
  return devices.some(({ vendorId }) => !softwareVendors.has(vendorId))
}

/** What each provider is called in onnxruntime's own records of which node ran where. */
export const providerRuntimeNames: Record<ExecutionProvider, string> = {
  dml: 'DmlExecutionProvider',
  cuda: 'CUDAExecutionProvider',
  coreml: 'CoreMLExecutionProvider',
  webgpu: 'WebGpuExecutionProvider',
  cpu: 'CPUExecutionProvider',
}
