/** Edits of a pipeline: each gives a new one and leaves the old one as it was. */
import {
  type ParameterRule,
  type PreparationPipeline,
  PreparationStep,
  type StepKind,
} from '../../../shared/domain/preparation/pipeline'
import { mayMove, placeFor } from '../../../shared/domain/preparation/pipeline-order'

export const stepKinds: readonly StepKind[] = [
  'duplicates',
  'units',
  'impossible',
  'outliers',
  'forward-fill',
  'median',
  'nearest',
  'chained',
  'drop-empty',
  'normalise',
]

/** What a step begins with when it is added by hand. */
export function newStep(kind: StepKind, steps: readonly PreparationStep[]): PreparationStep {
  const common = { id: freeId(kind, steps), on: true }
  const some = { ...common, only: null }
  switch (kind) {
    case 'duplicates':
      return { step: kind, ...common, same: 'row', keep: 'first' }
    case 'units':
      return { step: kind, ...some, unknown: 'keep' }
    case 'impossible':
      return { step: kind, ...some, limit: 'plausible', repair: true, action: 'drop' }
    case 'outliers':
      return { step: kind, ...some, method: 'robust-z', limit: 3.5, action: 'mark' }
    case 'forward-fill':
      return { step: kind, ...some, limitMinutes: 720 }
    case 'nearest':
      return { step: kind, ...some, neighbours: 5, donors: 2_000 }
    case 'chained':
      return { step: kind, ...some, rounds: 10, ridge: 1 }
    case 'normalise':
      return { step: kind, ...some, method: 'standard' }
    case 'median':
    case 'drop-empty':
      return { step: kind, ...some }
  }
}

function freeId(kind: StepKind, steps: readonly PreparationStep[]): string {
  const taken = new Set(steps.map(({ id }) => id))
  if (!taken.has(kind)) return kind
  let number = 2
  while (taken.has(`${kind}-${number}`)) number++
  return `${kind}-${number}`
}

const withSteps = (pipeline: PreparationPipeline, steps: PreparationStep[]): PreparationPipeline => ({
  ...pipeline,
  steps,
})

/** Where it may stand; the order of kinds means something. */
export function addStep(pipeline: PreparationPipeline, step: PreparationStep): PreparationPipeline {
  return withSteps(pipeline, pipeline.steps.toSpliced(placeFor(step.step, pipeline.steps), 0, step))
}

export const removeStep = (pipeline: PreparationPipeline, id: string): PreparationPipeline =>
  withSteps(
    pipeline,
    pipeline.steps.filter((step) => step.id !== id),
  )

/** One place up (-1) or down (1); as it was where the order would mean nothing. */
export function moveStep(pipeline: PreparationPipeline, id: string, by: -1 | 1): PreparationPipeline {
  const { steps } = pipeline
  const from = steps.findIndex((step) => step.id === id)
  const moved = steps[from]
  if (!moved || !mayMove(steps, from, from + by)) return pipeline
  return withSteps(pipeline, steps.toSpliced(from, 1).toSpliced(from + by, 0, moved))
}

/** As it was where the step would not be one any more (a limit of zero, a number that is half typed). */
export function changeStep(
  pipeline: PreparationPipeline,
  id: string,
  changes: Readonly<Record<string, unknown>>,
): PreparationPipeline {
  const steps = pipeline.steps.map((step) => {
    if (step.id !== id) return step
    const changed = PreparationStep.safeParse({ ...step, ...changes })
    return changed.success ? changed.data : step
  })
  return steps.every((step, at) => step === pipeline.steps[at]) ? pipeline : withSteps(pipeline, steps)
}

export function changeRule(
  pipeline: PreparationPipeline,
  name: string,
  changes: Partial<ParameterRule>,
): PreparationPipeline {
  return {
    ...pipeline,
    parameters: pipeline.parameters.map((rule) => (rule.name === name ? { ...rule, ...changes } : rule)),
  }
}

/** At most one parameter is the target; null: none. A target is no step's any more. */
export function chooseTarget(pipeline: PreparationPipeline, target: string | null): PreparationPipeline {
  return {
    ...pipeline,
    parameters: pipeline.parameters.map((rule) => ({
      ...rule,
      role: rule.name === target ? ('target' as const) : ('input' as const),
    })),
    steps: pipeline.steps.map((step) =>
      'only' in step && target !== null && step.only?.includes(target)
        ? { ...step, only: step.only.filter((name) => name !== target) }
        : step,
    ),
  }
}

export const targetOf = ({ parameters }: PreparationPipeline): string | null =>
  parameters.find(({ role }) => role === 'target')?.name ?? null
