/**
 * The life of an alert. There is one for a rule and a patient, whatever comes in whatever order: it is raised, seen
 * (acknowledged or put off), raised again only when the value got worse, and ended when the condition is over. Pure.
 */
import { z } from 'zod'
import { type AlertRule, AlertSeverity, severityRank } from './alert-rule'
import { type Judgement, type WatchedValue, worseBy } from './judge'

export const AlertState = z.enum(['open', 'acknowledged', 'snoozed', 'ended'])
export type AlertState = z.infer<typeof AlertState>

export const alertEvents = [
  'raised',
  'raised-again',
  'acknowledged',
  'snoozed',
  'snooze-ended',
  'ended',
  /** a more severe alert of the same ladder took its place */
  'covered',
  /** the rule was switched off or taken away, or the patient is nowhere any more */
  'withdrawn',
] as const
export const AlertEventKind = z.enum(alertEvents)
export type AlertEventKind = z.infer<typeof AlertEventKind>

export const AlertValue = z.object({
  value: z.number(),
  /** UCUM */
  unit: z.string(),
  timeMs: z.number(),
  /** where it stands in the record; null for what was worked out */
  entryId: z.number().nullable(),
  /** how much it rose, and not how high it is */
  isRise: z.boolean(),
})
export type AlertValue = z.infer<typeof AlertValue>

export interface Alert {
  state: Exclude<AlertState, 'ended'>
  /** the worst value that somebody was told of */
  told: WatchedValue
  newest: WatchedValue
  /** ms; null unless put off */
  snoozedUntilMs: number | null
}

export interface AlertStep {
  /** null: ended, or never raised */
  alert: Alert | null
  event: AlertEventKind | null
}

/**
 * What becomes of an alert with what is known now.
 * @param covered a more severe rule of the same ladder holds
 */
export function nextStep(
  rule: AlertRule,
  alert: Alert | null,
  judgement: Judgement,
  nowMs: number,
  covered = false,
): AlertStep {
  // prettier-ignore
  if (covered) return { alert: null, event: alert ? 'covered' : null }
  if (judgement.verdict === 'silent') return { alert, event: null }
  const { verdict, newest } = judgement
  if (!alert) {
    if (verdict !== 'holds') return { alert: null, event: null }
    return { alert: { state: 'open', told: newest, newest, snoozedUntilMs: null }, event: 'raised' }
  }
  if (verdict === 'over') return { alert: null, event: 'ended' }
  return withValue(rule, alert, newest, nowMs)
}

function withValue(rule: AlertRule, alert: Alert, newest: WatchedValue, nowMs: number): AlertStep {
  const known = { ...alert, newest }
  const isWorse = worseBy(rule, alert.told.value, newest.value) >= rule.worse
  if (alert.state === 'open') return { alert: isWorse ? { ...known, told: newest } : known, event: null }
  if (isWorse)
    return { alert: { state: 'open', told: newest, newest, snoozedUntilMs: null }, event: 'raised-again' }
  if (alert.state === 'snoozed' && (alert.snoozedUntilMs ?? 0) <= nowMs)
    return { alert: { ...known, state: 'open', snoozedUntilMs: null }, event: 'snooze-ended' }
  return { alert: known, event: null }
}

export const acknowledged = (alert: Alert): Alert => ({
  ...alert,
  state: 'acknowledged',
  told: alert.newest,
  snoozedUntilMs: null,
})

export const snoozed = (alert: Alert, untilMs: number): Alert => ({
  ...alert,
  state: 'snoozed',
  told: alert.newest,
  snoozedUntilMs: untilMs,
})

/** Longest time for which an alert may be put off, h. */
export const longestSnoozeHours = 24

/** An alert as the page shows it. */
export const ShownAlert = z.object({
  id: z.string(),
  ruleId: z.string(),
  /** of the rule as it was when the alert was raised */
  title: z.string(),
  severity: AlertSeverity,
  source: z.string().nullable(),
  state: AlertState,
  raisedAtMs: z.number(),
  newest: AlertValue,
  snoozedUntilMs: z.number().nullable(),
  /** who saw it, when and what they wrote; null where nobody has */
  seen: z.object({ by: z.string(), atMs: z.number(), reason: z.string() }).nullable(),
})
export type ShownAlert = z.infer<typeof ShownAlert>

/** A line of what became of alerts. */
export const AlertEvent = z.object({
  alertId: z.string(),
  ruleId: z.string(),
  title: z.string(),
  severity: AlertSeverity,
  kind: AlertEventKind,
  atMs: z.number(),
  by: z.string(),
  reason: z.string(),
  value: AlertValue.nullable(),
})
export type AlertEvent = z.infer<typeof AlertEvent>

/** What a patient's rules say, and what became of the alerts that they had. */
export interface AlertChange {
  rule: AlertRule
  before: Alert | null
  after: Alert | null
  event: AlertEventKind | null
}

/**
 * One round over the rules of a patient, the most severe of a ladder first: as long as it holds, or its alert lives, the
 * others of the ladder are silent.
 * @param rules in force and for this patient; alerts of other rules are withdrawn by the caller
 */
export function advance(
  rules: readonly AlertRule[],
  living: ReadonlyMap<string, Alert>,
  judgements: ReadonlyMap<string, Judgement>,
  nowMs: number,
): AlertChange[] {
  const covered = new Set<string>()
  return rules
    .toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity])
    .map((rule) => {
      const before = living.get(rule.id) ?? null
      const judgement = judgements.get(rule.id) ?? { verdict: 'silent' as const }
      const isCovered = rule.ladder !== null && covered.has(rule.ladder)
      const { alert: after, event } = nextStep(rule, before, judgement, nowMs, isCovered)
      if (after && rule.ladder !== null) covered.add(rule.ladder)
      return { rule, before, after, event }
    })
}
