/** Scores of plain values, for the tests: every value in the input's own unit unless it brings one. */
import { convertValue } from '../units/convert'
import { assessScore } from './assess-score'
import type { GivenValue } from './read-value'
import type { ScoreDescriptor } from './score'
import type { AssessedScore, ScoreResult } from './score-result'

export type Plain = Readonly<Record<string, GivenValue['value'] | GivenValue>>

export const assessedAtMs = Date.UTC(2026, 2, 1, 12)

export function assess(score: ScoreDescriptor, values: Plain, atMs = assessedAtMs): ScoreResult {
  const given = Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, typeof value === 'object' ? value : { value }]),
  )
  return assessScore(score, given, { atMs, convert: convertValue })
}

/** @throws where there is no result */
export function result(score: ScoreDescriptor, values: Plain): AssessedScore {
  const found = assess(score, values)
  if (found.status !== 'assessed') throw new Error(JSON.stringify(found.reasons))
  return found
}

/** Points of one item. */
export const pointsOf = (score: ScoreDescriptor, values: Plain, item: string): number | undefined =>
  result(score, values).items.find((each) => each.item === item)?.points

export const reasonsOf = (score: ScoreDescriptor, values: Plain): string[] => {
  const found = assess(score, values)
  return found.status === 'assessed' ? [] : found.reasons.map(({ code, input }) => `${code} ${input}`)
}
