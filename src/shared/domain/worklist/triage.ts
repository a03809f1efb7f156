/**
 * Which study a reader should see first, from what the models said about its images. Pure rules, no I/O.
 *
 * The order is a contract: a finding by its probability, then what a reader must decide, what a model refused, what failed
 * or waits, what nobody looked at, and only then what models found nothing on. So no study that was not assessed or not
 * analysed ever stands below one without a finding.
 */
import { z } from 'zod'
import { ErrorCode } from '../../result'
import { type AnalysisOutcome, type FindingOutput, NotAssessedCode } from '../analysis/analysis'

/** Most urgent first. */
export const urgencies = [
  'positive',
  'refer',
  'not-assessed',
  'failed',
  'waiting',
  'not-analysed',
  'negative',
] as const
export const Urgency = z.enum(urgencies)
export type Urgency = z.infer<typeof Urgency>

const ModelVersion = z.object({ id: z.string(), version: z.string() })

/** A study's place in the worklist and what it rests on. */
export const Triage = z.object({
  urgency: Urgency,
  /** of the finding that decided, 0..1; null where no finding did */
  probability: z.number().min(0).max(1).nullable(),
  /** false: the number is a score, not a probability */
  calibrated: z.boolean(),
  /** the finding that decided, a label of the model's manifest */
  label: z.string().nullable(),
  /** whose word it is; null where no model said anything */
  model: ModelVersion.nullable(),
  /** why it was not assessed */
  reason: NotAssessedCode.nullable(),
  /** why the analysis failed */
  error: ErrorCode.nullable(),
  /** models that have answered for all images of the study that they can read, of those that can read any */
  modelsDone: z.number().int().nonnegative(),
  modelsAll: z.number().int().nonnegative(),
})
export type Triage = z.infer<typeof Triage>

/** What one run says for the order of the worklist. */
export interface RunVerdict {
  urgency: 'positive' | 'refer' | 'not-assessed' | 'negative'
  probability: number | null
  calibrated: boolean
  label: string | null
  reason: NotAssessedCode | null
}

/**
 * The verdict of a run. Only findings count: the share of `normal` and patterns mark nothing. A finding that is referred to
 * a reader is neither positive nor negative, and so is an answer without any finding.
 */
export function verdictOf(outcome: AnalysisOutcome): RunVerdict {
  if (outcome.status === 'not-assessed') {
    return {
      urgency: 'not-assessed',
      probability: null,
      calibrated: true,
      label: null,
      reason: outcome.reason.code,
    }
  }
  const findings = outcome.outputs.filter(({ kind }) => kind === 'finding')
  const positive = highest(findings.filter((finding) => finding.positive && !finding.refer))
  if (positive) return finding('positive', positive)
  const referred = highest(findings.filter(({ refer }) => refer))
  if (referred) return finding('refer', referred)
  const negative = highest(findings)
  if (negative) return finding('negative', negative)
  return { urgency: 'refer', probability: null, calibrated: true, label: null, reason: null }
}

const finding = (
  urgency: RunVerdict['urgency'],
  { probability, calibrated, label }: FindingOutput,
): RunVerdict => ({ urgency, probability, calibrated, label, reason: null })

/** Probabilities come before scores: the two cannot be compared. */
function highest(findings: readonly FindingOutput[]): FindingOutput | null {
  return findings.reduce<FindingOutput | null>((best, each) => {
    if (!best) return each
    if (best.calibrated !== each.calibrated) return each.calibrated ? each : best
    return each.probability > best.probability ? each : best
  }, null)
}

const bands: Record<Exclude<Urgency, 'positive'>, number> = {
  refer: 2,
  'not-assessed': 3,
  failed: 4,
  waiting: 5,
  'not-analysed': 6,
  negative: 7,
}

/**
 * What the worklist sorts by, ascending: positives take 0 to 1 by probability and 1 to 2 by score (highest first), every
 * other urgency a number of its own.
 */
export function urgencySortKey({
  urgency,
  probability,
  calibrated,
}: Pick<Triage, 'urgency' | 'probability' | 'calibrated'>): number {
  if (urgency !== 'positive') return bands[urgency]
  return (calibrated ? 0 : 1) + (1 - (probability ?? 0))
}

/** What is known of one image and one model that can read it. */
export interface ImageState {
  model: { id: string; version: string }
  /** the newest run of this version; null where there is none */
  run: RunVerdict | null
  /** its place in the queue; null where it was never planned */
  task: { state: 'queued' | 'running' | 'done' | 'failed' | 'skipped'; error: ErrorCode | null } | null
}

/** The most urgent of everything known about a study's images. */
export function triageOf(states: readonly ImageState[]): Triage {
  const byModel = new Map<string, ImageState[]>()
  for (const state of states) byModel.set(state.model.id, [...(byModel.get(state.model.id) ?? []), state])
  const models = [...byModel.values()]
  const candidates = models.flatMap((own) => {
    const answered = own.some(({ run }) => run !== null)
    return own.flatMap((state) => candidatesOf(state, answered))
  })
  const counts = { modelsDone: models.filter((own) => own.every(isDone)).length, modelsAll: models.length }
  const [first = nothingKnown] = candidates.toSorted(
    (one, other) => urgencySortKey(one) - urgencySortKey(other),
  )
  return { ...first, ...counts }
}

type Candidate = Omit<Triage, 'modelsDone' | 'modelsAll'>

const nothingKnown: Candidate = {
  urgency: 'not-analysed',
  probability: null,
  calibrated: true,
  label: null,
  model: null,
  reason: null,
  error: null,
}

/** @param answered the model has answered for an image of this study: then its other images are missing, else the model is */
function candidatesOf({ model, run, task }: ImageState, answered: boolean): Candidate[] {
  const found: Candidate[] = []
  if (run) found.push({ ...run, model, error: null })
  if (isWaiting(task)) found.push({ ...nothingKnown, urgency: 'waiting', model })
  else if (task?.state === 'failed')
    found.push({ ...nothingKnown, urgency: 'failed', model, error: task.error })
  else if (!run && answered) found.push({ ...nothingKnown, model })
  return found
}

const isWaiting = (task: ImageState['task']) => task?.state === 'queued' || task?.state === 'running'
const isDone = ({ run, task }: ImageState) => run !== null && !isWaiting(task) && task?.state !== 'failed'
