/**
 * Why a model answered as it did: which places of a film speak for a label and which against it, how far the map can be
 * believed, and what is still being computed.
 */
import { z } from 'zod'
import { AppError } from '../../result'
import type { ClassificationManifest, ModelManifest, ModelOutput } from '../models/manifest'
import { InputRegion } from '../models/input-region'

export const explanationMethods = [
  'activation-map',
  'occlusion',
  'lime',
  'integrated-gradients',
  'smoothgrad',
] as const
export const ExplanationMethod = z.enum(explanationMethods)
export type ExplanationMethod = z.infer<typeof ExplanationMethod>

/**
 * Area under a curve over the share of the film that was taken away (deletion) or put back (insertion), most important
 * places first: the mean height of the curve.
 */
export const CurveFigure = z.object({
  /** mean log-odds of the label */
  logOdds: z.number(),
  /** mean of the graph's own (uncalibrated) probability */
  probability: z.number().min(0).max(1),
})
export type CurveFigure = z.infer<typeof CurveFigure>

export const Faithfulness = z.object({
  /** the lower, the more the film's answer hangs on what the map marked */
  deletion: CurveFigure,
  /** the higher, the sooner what the map marked gives the answer by itself */
  insertion: CurveFigure,
  /** the same for places in random order, mean over `randomOrders` seeded orders; deletion and insertion agree there */
  random: CurveFigure,
  /** standard deviation of the random orders' log-odds */
  randomSpread: z.number().nonnegative(),
  randomOrders: z.number().int().positive(),
  steps: z.number().int().positive(),
  /**
   * -1..1: how much better than random order both curves are, over the range of log-odds met. 0 is chance. Null where the
   * answer did not change whatever was taken away.
   */
  score: z.number().min(-1).max(1).nullable(),
  /** log-odds of the film, and of the film with every place hidden */
  filmLogOdds: z.number(),
  hiddenLogOdds: z.number(),
})
export type Faithfulness = z.infer<typeof Faithfulness>

export const ExplanationFigures = z.object({
  faithfulness: Faithfulness,
  /** lime: how much of the model's answers to changed films its simple stand-in explains; weighted R², 1 is all */
  surrogate: z
    .object({
      /** on the changed films it was fitted to */
      r2: z.number(),
      /** on changed films it was not fitted to (five-fold) */
      heldOutR2: z.number(),
      samples: z.number().int().positive(),
      segments: z.number().int().positive(),
    })
    .nullable(),
  /** integrated gradients: the map's sum against the change of the answer that it must add up to */
  completeness: z
    .object({
      sum: z.number(),
      change: z.number(),
      /** |sum - change|, log-odds */
      error: z.number().nonnegative(),
      steps: z.number().int().positive(),
    })
    .nullable(),
  /** runs of the graph, those of the faithfulness included */
  evaluations: z.number().int().nonnegative(),
  /** of these, runs of the gradient graph */
  gradientEvaluations: z.number().int().nonnegative(),
  /** wall time, ms */
  ms: z.number().nonnegative(),
  /** largest absolute value of the map, in the method's own unit */
  largest: z.number().nonnegative(),
})
export type ExplanationFigures = z.infer<typeof ExplanationFigures>

/** What a method was told, by name; lengths in pixels of the model's input. */
export const ExplanationParameters = z.record(z.string(), z.union([z.number(), z.string()]))
export type ExplanationParameters = z.infer<typeof ExplanationParameters>

/** A finished explanation without its map, which `study://explanation/<id>` gives. */
export const Explanation = z.object({
  id: z.string(),
  runId: z.string(),
  label: z.string(),
  method: ExplanationMethod,
  parameters: ExplanationParameters,
  figures: ExplanationFigures,
  /** what of the film the map lies over */
  region: InputRegion,
  createdAtMs: z.number(),
})
export type Explanation = z.infer<typeof Explanation>

/** An explanation that waits, runs or did not come about. A finished one leaves the list. */
export const ExplanationJob = z.object({
  id: z.string(),
  runId: z.string(),
  label: z.string(),
  method: ExplanationMethod,
  state: z.enum(['queued', 'running', 'failed']),
  /** runs of the graph done, and all there will be */
  done: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  error: AppError.nullable(),
})
export type ExplanationJob = z.infer<typeof ExplanationJob>

type Activation = Extract<ModelOutput, { role: 'finding-logits' }>['labels'][number]['activation']

/** Where a label's log-odds stand in the graph's outputs. */
export interface ExplanationTarget {
  /** name of the output with the value */
  output: string
  index: number
  labels: number
  activation: Activation
  /** -1 where the label is the opposite of the value: the second pattern, and the absence of a finding */
  sign: 1 | -1
  /** exact map of the same output, and the bias of each of its labels */
  map: { output: string; biases: number[] } | null
  /** whether the gradient graph is of this value */
  hasGradient: boolean
}

/**
 * The labels that can be explained are those of the findings, and the patterns with their `absent`. A pattern's value is
 * its logit against the other pattern, not its share of the finding. Null for an unknown label.
 */
export function explanationTarget(manifest: ClassificationManifest, label: string): ExplanationTarget | null {
  for (const output of manifest.outputs) {
    if (output.role === 'finding-logits') {
      const index = output.labels.findIndex((each) => each.label === label)
      if (index >= 0) return findingTarget(manifest, output, index, 1)
    } else if (output.role === 'pattern-logit') {
      const pattern = output.patterns.findIndex((each) => each.label === label)
      if (pattern >= 0) {
        const map = mapOf(manifest, output.name, 1)
        const sign = pattern === 0 ? 1 : -1
        return {
          output: output.name,
          index: 0,
          labels: 1,
          activation: 'sigmoid',
          sign,
          map,
          hasGradient: false,
        }
      }
      if (output.absent.label === label) return absenceOf(manifest, output.of)
    }
  }
  return null
}

function absenceOf(manifest: ClassificationManifest, finding: string): ExplanationTarget | null {
  for (const output of manifest.outputs) {
    if (output.role !== 'finding-logits') continue
    const index = output.labels.findIndex((each) => each.label === finding)
    if (index >= 0) return findingTarget(manifest, output, index, -1)
  }
  return null
}

function findingTarget(
  manifest: ClassificationManifest,
  output: Extract<ModelOutput, { role: 'finding-logits' }>,
  index: number,
  sign: 1 | -1,
): ExplanationTarget {
  const activation = output.labels[index]?.activation ?? 'sigmoid'
  return {
    output: output.name,
    index,
    labels: output.labels.length,
    activation,
    sign,
    map: activation === 'identity' ? null : mapOf(manifest, output.name, output.labels.length),
    // The gradient graph is of the first finding's own logit; a softmax's log-odds hang on the other logits too.
    hasGradient: manifest.gradient !== null && index === 0 && activation === 'sigmoid',
  }
}

function mapOf(manifest: ClassificationManifest, output: string, labels: number): ExplanationTarget['map'] {
  const map = manifest.outputs.find((each) => each.role === 'activation-map' && each.of === output)
  if (map?.role !== 'activation-map') return null
  const { bias } = map
  const biases = Array.from({ length: labels }, (_, at) =>
    typeof bias === 'number' ? bias : (bias[at] ?? 0),
  )
  return { output: map.name, biases }
}

/** The methods that this model allows for a label; none for a label or a task that cannot be explained. */
export function methodsFor(manifest: ModelManifest, label: string): ExplanationMethod[] {
  if (manifest.task !== 'image-classification') return []
  const target = explanationTarget(manifest, label)
  if (!target) return []
  return explanationMethods.filter((method) => {
    if (method === 'activation-map') return target.map !== null
    if (method === 'integrated-gradients' || method === 'smoothgrad') return target.hasGradient
    return true
  })
}
