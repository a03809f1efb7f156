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
  /** folder of the package */
  folder: string
  manifest: ModelManifest
  /** to be tried in order; the last one is cpu */
  providers: ExecutionProvider[]
  /** threads within one operator */
  threads: number
}
export interface RunRequest {
  kind: 'run'
  id: number
  modelId: string
  /** `count` images one after the other, each rows * columns values */
  images: Float32Array
  count: number
}
export type ToInference = LoadRequest | RunRequest

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
}

export type FromInference =
  | { kind: 'ready' }
  /** sent before a provider is touched, so that a crash can be laid at its door */
  | { kind: 'trying'; id: number; provider: ExecutionProvider }
  | { kind: 'loaded'; id: number; report: LoadReport }
  | { kind: 'ran'; id: number; report: RunReport }
  | { kind: 'failed'; id: number; error: AppError }
