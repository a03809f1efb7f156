/** What main and the inference process say to each other. Electron copies buffers between processes; only ports can be moved. */
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import type { AppError } from '../../../shared/result'
import type { NamedTensors } from '../golden'

export interface RefusedProvider {
  provider: ExecutionProvider
  reason: string
}

export interface LoadRequest {
  kind: 'load'
  id: number
  /** `id@version`: what runs name it by */
  key: string
  /** folder of the package */
  folder: string
  manifest: ModelManifest
  /** to be tried in order; the last one is cpu */
  providers: ExecutionProvider[]
  /** threads within one operator */
  threads: number
  /**
   * `required` for every model that answers; `none` for one that is being added and whose vectors are still to be recorded:
   * it runs on the CPU only.
   */
  golden: 'required' | 'none'
}
export interface RunRequest {
  kind: 'run'
  id: number
  key: string
  /** `gradient`: the package's second graph, opened when it is first asked for */
  graph: 'main' | 'gradient'
  inputs: NamedTensors
}
export interface UnloadRequest {
  kind: 'unload'
  id: number
  key: string
}
export type ToInference = LoadRequest | RunRequest | UnloadRequest

export interface LoadReport {
  provider: ExecutionProvider
  goldenCases: number
  /** largest absolute difference of the golden run on the provider in use */
  goldenWorstDifference: number
  refusedProviders: RefusedProvider[]
}
export interface RunReport {
  provider: ExecutionProvider
  /** wall time of the run itself, ms */
  runMs: number
  outputs: NamedTensors
  /** the provider that failed in this run and was left for the CPU; null where none did */
  left: RefusedProvider | null
}

export type FromInference =
  | { kind: 'ready' }
  /** sent before a provider is touched, so that a crash can be laid at its door */
  | { kind: 'trying'; id: number; provider: ExecutionProvider }
  | { kind: 'loaded'; id: number; report: LoadReport }
  | { kind: 'ran'; id: number; report: RunReport }
  | { kind: 'unloaded'; id: number }
  | { kind: 'failed'; id: number; error: AppError }
