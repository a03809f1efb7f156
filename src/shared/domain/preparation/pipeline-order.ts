/** Which order of steps means something, and what else must hold before a pipeline can be run. */
import type { PreparationPipeline, PreparationStep, StepKind } from './pipeline'
import type { PipelineProblem } from './report'

/**
 * A step never stands behind one of a later rank: units before ranges (a range has one unit), errors before outliers before
 * filling (nothing is learnt from what is wrong), scales last.
 */
const rank: Record<StepKind, number> = {
  duplicates: 0,
  units: 1,
  impossible: 2,
  outliers: 3,
  'forward-fill': 4,
  median: 4,
  nearest: 4,
  chained: 4,
  'drop-empty': 5,
  normalise: 6,
}

/** Where a new step of this kind goes: behind all that may stand before it. */
export function placeFor(kind: StepKind, steps: readonly PreparationStep[]): number {
  const after = steps.findIndex(({ step }) => rank[step] > rank[kind])
  return after < 0 ? steps.length : after
}

/** Whether the step may be moved to that place of the list. */
export function mayMove(steps: readonly PreparationStep[], from: number, to: number): boolean {
  const moved = steps[from]
  if (!moved || to < 0 || to >= steps.length) return false
  const others = steps.toSpliced(from, 1).toSpliced(to, 0, moved)
  return firstOutOfOrder(others) === null
}

function firstOutOfOrder(steps: readonly PreparationStep[]): PreparationStep | null {
  return steps.find(({ step }, at) => at > 0 && rank[step] < rank[steps[at - 1]!.step]) ?? null
}

/** Their rows are those of one time. */
const acrossParameters: readonly StepKind[] = ['nearest', 'chained']

/** Everything that stands in the way, in the order of the pipeline; empty where it can be run. */
export function pipelineProblems(
  pipeline: PreparationPipeline,
  header: readonly string[] | null = null,
): PipelineProblem[] {
  return [
    ...parameterProblems(pipeline),
    ...stepProblems(pipeline),
    ...(header ? columnProblems(pipeline, header) : []),
  ]
}

function parameterProblems({ parameters }: PreparationPipeline): PipelineProblem[] {
  const seen = new Set<string>()
  return parameters.flatMap(({ name }) => {
    const isTwice = seen.has(name)
    seen.add(name)
    return isTwice ? [{ code: 'parameter-twice' as const, step: null, name }] : []
  })
}

function stepProblems(pipeline: PreparationPipeline): PipelineProblem[] {
  const { steps, table } = pipeline
  const names = new Map(pipeline.parameters.map((rule) => [rule.name, rule]))
  const problems: PipelineProblem[] = []
  const late = firstOutOfOrder(steps)
  if (late) problems.push({ code: 'step-out-of-order', step: late.id, name: null })
  const ids = new Set<string>()
  for (const step of steps) {
    if (ids.has(step.id)) problems.push({ code: 'step-id-twice', step: step.id, name: null })
    ids.add(step.id)
    if (step.step === 'forward-fill' && (table.time === null || table.subject === null))
      problems.push({ code: 'time-needed', step: step.id, name: null })
    if (acrossParameters.includes(step.step) && table.form === 'long' && table.time === null)
      problems.push({ code: 'time-needed', step: step.id, name: null })
    const only = 'only' in step ? (step.only ?? []) : []
    for (const name of only) {
      const rule = names.get(name)
      if (!rule) problems.push({ code: 'parameter-unknown', step: step.id, name })
      else if (rule.role === 'target') problems.push({ code: 'target-not-input', step: step.id, name })
    }
  }
  return problems
}

/** Columns that the pipeline needs and the table lacks. */
function columnProblems(
  { table, parameters }: PreparationPipeline,
  header: readonly string[],
): PipelineProblem[] {
  const needed =
    table.form === 'long'
      ? [table.subject, table.time?.column, table.parameter, table.value, table.unit]
      : [table.subject, table.time?.column, ...parameters.map(({ name }) => name)]
  return needed
    .filter((name) => name != null && !header.includes(name))
    .map((name) => ({ code: 'column-missing', step: null, name: name ?? null }))
}
