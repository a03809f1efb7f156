/** The line that a batch command prints for one input. */
import type { AnalysisOutcome, RunTimes } from '../../../shared/domain/analysis/analysis'
import type { AppError } from '../../../shared/result'

export type InputResult = { input: string; outcome: AnalysisOutcome } | { input: string; error: AppError }

export const isAssessed = (result: InputResult): boolean =>
  'outcome' in result && result.outcome.status === 'assessed'

export function resultLine(result: InputResult): object {
  const { input } = result
  if ('error' in result) {
    return { input, status: 'error', error: { code: result.error.code, message: result.error.message } }
  }
  const { outcome } = result
  if (outcome.status === 'not-assessed') return { input, status: outcome.status, reason: outcome.reason }
  const { status, model, provider, ms, outputs, regions, quantity, flags } = outcome
  return {
    input,
    status,
    model,
    provider,
    ms: rounded(ms),
    outputs,
    ...(regions && { regions }),
    ...(quantity && { quantity }),
    flags,
  }
}

/** Microseconds are as far as the clock can be trusted. */
function rounded({ preprocess, run, total }: RunTimes): RunTimes {
  const round = (ms: number) => Math.round(ms * 1000) / 1000
  return { preprocess: round(preprocess), run: round(run), total: round(total) }
}
