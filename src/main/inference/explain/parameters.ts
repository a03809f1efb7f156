/** What each method is told. Lengths go by the shorter side of the model's input, so that they mean the same on every grid. */
import { createHash } from 'node:crypto'
import type { ExplanationMethod, ExplanationParameters } from '../../../shared/domain/analysis/explanation'
import type { InputShape } from './film-tensor'

export interface FaithfulnessParameters {
  /** px of the square places that are taken away as one */
  place: number
  steps: number
  randomOrders: number
  seed: number
}
export interface OcclusionParameters {
  /** px of the hidden square, and from one to the next */
  patch: number
  stride: number
}
export interface LimeParameters {
  segments: number
  /** how much nearness counts against likeness: the grey difference, of the film's range, that is worth one grid step */
  compactness: number
  samples: number
  /** of the exponential kernel over cosine distance */
  kernelWidth: number
  ridge: number
  seed: number
}
export interface GradientParameters {
  /** runs of the gradient graph that are averaged */
  steps: number
  /** of the Gaussian that makes the baseline, px: without detail, but with the film's own densities */
  baselineSigma: number
  /** of the map afterwards, px: single pixels mean nothing to a reader */
  smoothing: number
}
export interface SmoothGradParameters extends GradientParameters {
  /** standard deviation of the noise, of the film's range */
  noise: number
  seed: number
}

export interface Parameters {
  /** raised when the same figures would come out otherwise */
  revision: number
  faithfulness: FaithfulnessParameters
  occlusion: OcclusionParameters
  lime: LimeParameters
  integratedGradients: GradientParameters
  smoothGrad: SmoothGradParameters
}

export function parametersFor({ rows, columns }: InputShape): Parameters {
  const side = Math.min(rows, columns)
  const share = (of: number) => Math.max(1, Math.round(side / of))
  const patch = Math.max(2, share(8))
  // A segment of fewer pixels than this is no shape any more.
  const segments = Math.max(4, Math.min(64, Math.round((rows * columns) / 12)))
  return {
    revision: 1,
    faithfulness: { place: share(16), steps: 20, randomOrders: 8, seed: 20_250_601 },
    occlusion: { patch, stride: Math.max(1, Math.floor(patch / 2)) },
    lime: {
      segments,
      compactness: 0.1,
      samples: Math.max(300, segments * 6),
      kernelWidth: 0.25,
      ridge: 1,
      seed: 20_250_602,
    },
    integratedGradients: { steps: 48, baselineSigma: Math.max(1, side / 12), smoothing: side / 56 },
    smoothGrad: {
      steps: 32,
      noise: 0.1,
      baselineSigma: Math.max(1, side / 12),
      smoothing: side / 56,
      seed: 20_250_603,
    },
  }
}

/** The part of the parameters that decides a method's map and figures, flat and by name. */
export function parametersOf(method: ExplanationMethod, all: Parameters): ExplanationParameters {
  const { revision, faithfulness } = all
  const own: Record<ExplanationMethod, object> = {
    'activation-map': {},
    occlusion: all.occlusion,
    lime: all.lime,
    'integrated-gradients': { ...all.integratedGradients, baseline: 'the film, blurred' },
    smoothgrad: { ...all.smoothGrad, times: 'the film less the film, blurred' },
  }
  const curves = Object.entries(faithfulness).map(([name, value]) => [`curves.${name}`, value as number])
  return {
    revision,
    hiddenWith: 'the mean of the film',
    ...own[method],
    ...(Object.fromEntries(curves) as Record<string, number>),
  }
}

/** Equal for equal parameters, whatever their order. */
export function parametersHash(parameters: ExplanationParameters): string {
  const sorted = Object.entries(parameters).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex')
}
