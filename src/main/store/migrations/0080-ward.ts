/** Alert rules of the site, the alerts that they raised, and what became of each. */
import type { Migration } from './migration'

export const ward: Migration = {
  version: 80,
  name: 'ward',
  up: (db) => db.exec(schema),
}

const schema = `
-- rules of the site, and shipped ones that were changed here; shipped ones as they are stand in the program
CREATE TABLE alert_rule (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- the AlertRule as JSON
  rule TEXT NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by TEXT NOT NULL
) STRICT;

CREATE TABLE ward_alert (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rule_id TEXT NOT NULL,
  -- the AlertRule as it was when the alert was raised, as JSON
  rule TEXT NOT NULL,
  patient_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'snoozed', 'ended')),
  raised_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  -- the value that somebody was told of last, and the newest one; the entry is null for what was worked out
  told_value REAL NOT NULL,
  told_time_ms INTEGER NOT NULL,
  told_entry INTEGER,
  newest_value REAL NOT NULL,
  newest_time_ms INTEGER NOT NULL,
  newest_entry INTEGER,
  snoozed_until_ms INTEGER,
  CHECK ((state = 'ended') = (ended_at_ms IS NOT NULL)),
  CHECK ((state = 'snoozed') = (snoozed_until_ms IS NOT NULL))
) STRICT;
-- whatever happens, there is one alert for a rule and a patient
CREATE UNIQUE INDEX ward_alert_living ON ward_alert (patient_row, rule_id) WHERE state <> 'ended';
CREATE INDEX ward_alert_by_patient ON ward_alert (patient_row, raised_at_ms);

-- what became of alerts; nothing is ever taken out of it while the patient is there
CREATE TABLE ward_alert_event (
  row INTEGER PRIMARY KEY,
  alert_row INTEGER NOT NULL REFERENCES ward_alert (row) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN
    ('raised', 'raised-again', 'acknowledged', 'snoozed', 'snooze-ended', 'ended', 'covered', 'withdrawn')),
  at_ms INTEGER NOT NULL,
  by TEXT NOT NULL,
  reason TEXT NOT NULL,
  value REAL,
  time_ms INTEGER,
  entry INTEGER
) STRICT;
CREATE INDEX ward_alert_event_by_alert ON ward_alert_event (alert_row, row);
CREATE INDEX ward_alert_event_by_time ON ward_alert_event (at_ms);

-- who was where: of millions of entries a few are encounters
CREATE INDEX record_encounter_by_start ON record_entry (start_ms) WHERE kind = 1 AND known_to_ms IS NULL;
`
