/** What can be set of each kind of step, for the form. Values and limits are those that the pipeline's schema allows. */
import type { PreparationStep, StepKind } from '../../../shared/domain/preparation/pipeline'

export type StepField =
  | { kind: 'choice'; key: string; values: readonly string[] }
  | { kind: 'number'; key: string; min: number; max: number; whole: boolean }
  | { kind: 'flag'; key: string }

const dropOrMark: StepField = { kind: 'choice', key: 'action', values: ['drop', 'mark'] }

export const stepFields: Record<StepKind, readonly StepField[]> = {
  duplicates: [
    { kind: 'choice', key: 'same', values: ['row', 'measurement'] },
    { kind: 'choice', key: 'keep', values: ['first', 'last'] },
  ],
  units: [{ kind: 'choice', key: 'unknown', values: ['keep', 'drop'] }],
  impossible: [
    { kind: 'choice', key: 'limit', values: ['plausible', 'possible'] },
    dropOrMark,
    { kind: 'flag', key: 'repair' },
  ],
  outliers: [
    { kind: 'choice', key: 'method', values: ['robust-z', 'iqr'] },
    { kind: 'number', key: 'limit', min: 0.1, max: 1_000, whole: false },
    dropOrMark,
  ],
  'forward-fill': [{ kind: 'number', key: 'limitMinutes', min: 1, max: 5_256_000, whole: false }],
  median: [],
  nearest: [
    { kind: 'number', key: 'neighbours', min: 1, max: 100, whole: true },
    { kind: 'number', key: 'donors', min: 1, max: 20_000, whole: true },
  ],
  chained: [
    { kind: 'number', key: 'rounds', min: 1, max: 50, whole: true },
    { kind: 'number', key: 'ridge', min: 1e-6, max: 1e9, whole: false },
  ],
  'drop-empty': [],
  normalise: [{ kind: 'choice', key: 'method', values: ['standard', 'robust', 'min-max', 'log1p'] }],
}

/** The value of a field in a step, which has it by the table above. */
export const fieldValue = (step: PreparationStep, key: string): unknown =>
  (step as Readonly<Record<string, unknown>>)[key]
