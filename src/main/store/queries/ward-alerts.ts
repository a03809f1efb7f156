/** Alert rules of the site and the alerts that they raised. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import {
  type Alert,
  acknowledged,
  advance,
  type AlertEvent,
  AlertEventKind,
  AlertState,
  type ShownAlert,
  snoozed,
} from '../../../shared/domain/ward/alert'
import { AlertRule, rulesInForce } from '../../../shared/domain/ward/alert-rule'
import type { Judgement } from '../../../shared/domain/ward/judge'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

const RuleRow = z.object({ rule: z.string() })

/** Rules of the site, and shipped ones that were changed here; one that this version cannot read is passed over. */
function ownRules(db: ReadableDatabase): AlertRule[] {
  return all(db, RuleRow, 'SELECT rule FROM alert_rule ORDER BY row').flatMap(({ rule }) => {
    const parsed = AlertRule.safeParse(JSON.parse(rule))
    return parsed.success ? [parsed.data] : []
  })
}

/** All, also those that are switched off. */
export const listRules = (db: ReadableDatabase): AlertRule[] => rulesInForce(ownRules(db))

export function saveRule(
  db: WritableDatabase,
  { rule, by, nowMs = Date.now() }: { rule: AlertRule; by: string; nowMs?: number },
): void {
  insert(
    db,
    `INSERT INTO alert_rule (id, rule, changed_at_ms, changed_by) VALUES (:id, :rule, :nowMs, :by)
     ON CONFLICT (id) DO UPDATE SET rule = excluded.rule, changed_at_ms = excluded.changed_at_ms, changed_by = excluded.changed_by`,
    { id: rule.id, rule: JSON.stringify(rule), nowMs, by },
  )
}

/** A shipped rule is again as it was shipped; one of the site is gone. */
export function resetRule(db: WritableDatabase, id: string): void {
  change(db, 'DELETE FROM alert_rule WHERE id = :id', { id })
}

const AlertRow = z.object({
  row: z.number(),
  id: z.string(),
  ruleId: z.string(),
  rule: z.string(),
  patientRow: z.number(),
  state: AlertState,
  raisedAtMs: z.number(),
  toldValue: z.number(),
  toldTimeMs: z.number(),
  toldEntry: z.number().nullable(),
  newestValue: z.number(),
  newestTimeMs: z.number(),
  newestEntry: z.number().nullable(),
  snoozedUntilMs: z.number().nullable(),
})
type AlertRow = z.output<typeof AlertRow>

const alertColumns = `row, id, rule_id AS ruleId, rule, patient_row AS patientRow, state, raised_at_ms AS raisedAtMs,
  told_value AS toldValue, told_time_ms AS toldTimeMs, told_entry AS toldEntry, newest_value AS newestValue,
  newest_time_ms AS newestTimeMs, newest_entry AS newestEntry, snoozed_until_ms AS snoozedUntilMs`

const toAlert = (row: AlertRow): Alert => ({
  state: row.state === 'ended' ? 'open' : row.state,
  told: { value: row.toldValue, timeMs: row.toldTimeMs, entryId: row.toldEntry },
  newest: { value: row.newestValue, timeMs: row.newestTimeMs, entryId: row.newestEntry },
  snoozedUntilMs: row.snoozedUntilMs,
})

/** What the rules say of the people who are present. */
export interface Judged {
  patientRow: number
  /** the rules that are for this patient */
  judgements: { ruleId: string; judgement: Judgement }[]
}

export interface RoundResult {
  /** alerts that somebody should hear of now, by severity */
  raised: { critical: number; urgent: number; notice: number }
  /** whether anything that the list shows is another one */
  changed: boolean
}

const system = 'vesalius'

/**
 * Applies a round of judgements. Alerts of people who are not among them, and of rules that are not in force for them, are
 * withdrawn: nobody has to acknowledge an alert of somebody who went home.
 */
export function applyJudgements(
  db: WritableDatabase,
  { judged, nowMs }: { judged: readonly Judged[]; nowMs: number },
): RoundResult {
  return atomically(db, () => {
    const rules = new Map(listRules(db).map((rule) => [rule.id, rule]))
    const living = all(db, AlertRow, `SELECT ${alertColumns} FROM ward_alert WHERE state <> 'ended'`)
    const result: RoundResult = { raised: { critical: 0, urgent: 0, notice: 0 }, changed: false }
    const kept = new Set<number>()
    for (const { patientRow, judgements } of judged) {
      const theirs = new Map(
        living.filter((row) => row.patientRow === patientRow).map((row) => [row.ruleId, row]),
      )
      const inForce = judgements
        .flatMap(({ ruleId }) => rules.get(ruleId) ?? [])
        .filter(({ enabled }) => enabled)
      const alerts = new Map([...theirs].map(([ruleId, row]) => [ruleId, toAlert(row)]))
      const byRule = new Map(judgements.map(({ ruleId, judgement }) => [ruleId, judgement]))
      for (const step of advance(inForce, alerts, byRule, nowMs)) {
        const row = theirs.get(step.rule.id)
        if (row) kept.add(row.row)
        if (!step.event && isDeepStrictEqual(step.before, step.after)) continue
        result.changed = true
        if (step.event === 'raised' || step.event === 'raised-again' || step.event === 'snooze-ended')
          result.raised[step.rule.severity] += 1
        store(db, { patientRow, row, rule: step.rule, alert: step.after, event: step.event, nowMs })
      }
    }
    for (const row of living.filter((each) => !kept.has(each.row))) {
      end(db, row.row, nowMs)
      note(db, row.row, { kind: 'withdrawn', nowMs, by: system, reason: '', value: null })
      result.changed = true
    }
    return result
  })
}

interface Storing {
  patientRow: number
  row: AlertRow | undefined
  rule: AlertRule
  alert: Alert | null
  event: AlertEventKind | null
  nowMs: number
}

function store(db: WritableDatabase, { patientRow, row, rule, alert, event, nowMs }: Storing): void {
  let alertRow = row?.row
  if (alert && alertRow === undefined)
    alertRow = insert(
      db,
      `INSERT INTO ward_alert (id, rule_id, rule, patient_row, state, raised_at_ms, told_value, told_time_ms, told_entry,
         newest_value, newest_time_ms, newest_entry)
       VALUES (:id, :ruleId, :rule, :patientRow, 'open', :nowMs, :value, :timeMs, :entryId, :value, :timeMs, :entryId)`,
      { id: randomUUID(), ruleId: rule.id, rule: JSON.stringify(rule), patientRow, nowMs, ...alert.newest },
    )
  else if (alert && alertRow !== undefined) update(db, alertRow, alert)
  else if (alertRow !== undefined) end(db, alertRow, nowMs)
  if (event && alertRow !== undefined)
    note(db, alertRow, {
      kind: event,
      nowMs,
      by: system,
      reason: '',
      value: (alert ?? (row ? toAlert(row) : null))?.newest ?? null,
    })
}

function update(
  db: WritableDatabase,
  alertRow: number,
  { state, told, newest, snoozedUntilMs }: Alert,
): void {
  changeOne(
    db,
    'alert',
    `UPDATE ward_alert SET state = :state, told_value = :toldValue, told_time_ms = :toldTimeMs, told_entry = :toldEntry,
       newest_value = :newestValue, newest_time_ms = :newestTimeMs, newest_entry = :newestEntry, snoozed_until_ms = :snoozedUntilMs
     WHERE row = :alertRow`,
    {
      alertRow,
      state,
      toldValue: told.value,
      toldTimeMs: told.timeMs,
      toldEntry: told.entryId,
      newestValue: newest.value,
      newestTimeMs: newest.timeMs,
      newestEntry: newest.entryId,
      snoozedUntilMs,
    },
  )
}

function end(db: WritableDatabase, alertRow: number, nowMs: number): void {
  changeOne(
    db,
    'alert',
    `UPDATE ward_alert SET state = 'ended', ended_at_ms = :nowMs, snoozed_until_ms = NULL WHERE row = :alertRow`,
    { alertRow, nowMs },
  )
}

interface Note {
  kind: AlertEventKind
  nowMs: number
  by: string
  reason: string
  value: Alert['newest'] | null
}

function note(db: WritableDatabase, alertRow: number, { kind, nowMs, by, reason, value }: Note): void {
  insert(
    db,
    `INSERT INTO ward_alert_event (alert_row, kind, at_ms, by, reason, value, time_ms, entry)
     VALUES (:alertRow, :kind, :nowMs, :by, :reason, :value, :timeMs, :entry)`,
    {
      alertRow,
      kind,
      nowMs,
      by,
      reason,
      value: value?.value ?? null,
      timeMs: value?.timeMs ?? null,
      entry: value?.entryId ?? null,
    },
  )
}

export interface Answer {
  alertIds: readonly string[]
  by: string
  reason: string
  /** null: seen; else put off until then, ms */
  snoozeUntilMs: number | null
  nowMs?: number
}

/** @throws AppException NOT_FOUND for one that has ended meanwhile; then none of them is changed */
export function answerAlerts(
  db: WritableDatabase,
  { alertIds, by, reason, snoozeUntilMs, nowMs = Date.now() }: Answer,
): void {
  // prettier-ignore
  atomically(db, () => {
    for (const id of alertIds) {
      const sql = `SELECT ${alertColumns} FROM ward_alert WHERE id = :id AND state <> 'ended'`
      const row = one(db, AlertRow, sql, { id })
      if (!row) throw new AppException('NOT_FOUND', 'There is no such alert any more.')
      const alert = snoozeUntilMs === null ? acknowledged(toAlert(row)) : snoozed(toAlert(row), snoozeUntilMs)
      update(db, row.row, alert)
      const kind = snoozeUntilMs === null ? 'acknowledged' : 'snoozed'
      note(db, row.row, { kind, nowMs, by, reason, value: alert.newest })
    }
  })
}

const ruleOf = (row: Pick<AlertRow, 'rule'>): AlertRule => AlertRule.parse(JSON.parse(row.rule))

const SeenRow = z.object({ by: z.string(), atMs: z.number(), reason: z.string() })
const seenSql = `SELECT by, at_ms AS atMs, reason FROM ward_alert_event
  WHERE alert_row = :row AND kind IN ('acknowledged', 'snoozed') AND at_ms <= :atMs ORDER BY row DESC LIMIT 1`
const StateRow = z.object({ kind: AlertEventKind })
const stateSql = `SELECT kind FROM ward_alert_event WHERE alert_row = :row AND at_ms <= :atMs ORDER BY row DESC LIMIT 1`

const stateAfter: Record<AlertEventKind, AlertState> = {
  raised: 'open',
  'raised-again': 'open',
  'snooze-ended': 'open',
  acknowledged: 'acknowledged',
  snoozed: 'snoozed',
  ended: 'ended',
  covered: 'ended',
  withdrawn: 'ended',
}

/** Alerts that lived at a moment, by patient: as they were then, told from what became of them. */
export function alertsAt(db: ReadableDatabase, atMs: number): Map<number, ShownAlert[]> {
  const rows = all(
    db,
    AlertRow,
    `SELECT ${alertColumns} FROM ward_alert WHERE raised_at_ms <= :atMs AND (ended_at_ms IS NULL OR ended_at_ms > :atMs)`,
    { atMs },
  )
  const byPatient = new Map<number, ShownAlert[]>()
  for (const row of rows) {
    const kind = one(db, StateRow, stateSql, { row: row.row, atMs })?.kind
    const state = kind === undefined ? row.state : stateAfter[kind]
    const list = byPatient.get(row.patientRow) ?? []
    list.push(shown(row, state, one(db, SeenRow, seenSql, { row: row.row, atMs })))
    byPatient.set(row.patientRow, list)
  }
  return byPatient
}

function shown(row: AlertRow, state: AlertState, seen: ShownAlert['seen']): ShownAlert {
  const { title, severity, source, unit, subject } = ruleOf(row)
  return {
    id: row.id,
    ruleId: row.ruleId,
    title,
    severity,
    source,
    state,
    raisedAtMs: row.raisedAtMs,
    newest: {
      value: row.newestValue,
      unit,
      timeMs: row.newestTimeMs,
      entryId: row.newestEntry,
      isRise: subject.kind === 'rise',
    },
    snoozedUntilMs: state === 'snoozed' ? row.snoozedUntilMs : null,
    seen: state === 'open' ? null : seen,
  }
}

const EventRow = z.object({
  alertId: z.string(),
  rule: z.string(),
  kind: AlertEventKind,
  atMs: z.number(),
  by: z.string(),
  reason: z.string(),
  value: z.number().nullable(),
  timeMs: z.number().nullable(),
  entry: z.number().nullable(),
})

/** What became of the alerts of some patients, the newest first. */
export function alertHistory(
  db: ReadableDatabase,
  patientRows: readonly number[],
  limit: number,
): AlertEvent[] {
  // prettier-ignore
  return all(
    db,
    EventRow,
    `SELECT ward_alert.id AS alertId, rule, kind, at_ms AS atMs, by, reason, value, time_ms AS timeMs, entry
     FROM ward_alert_event JOIN ward_alert ON ward_alert.row = alert_row
     WHERE patient_row IN (SELECT value FROM json_each(:rows)) ORDER BY ward_alert_event.row DESC LIMIT :limit`,
    { rows: JSON.stringify(patientRows), limit },
  ).map(({ rule, value, timeMs, entry, ...event }) => {
    const { id, title, severity, unit, subject } = ruleOf({ rule })
    return {
      ...event,
      ruleId: id,
      title,
      severity,
      value: value === null || timeMs === null ? null : { value, unit, timeMs, entryId: entry, isRise: subject.kind === 'rise' },
    }
  })
}
