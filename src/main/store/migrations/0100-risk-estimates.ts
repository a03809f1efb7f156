/** What models said of patients: each answer with whose word it is and the digest of what it rests on. */
import type { Migration } from './migration'

export const riskEstimates: Migration = {
  version: 100,
  name: 'risk estimates',
  up: (db) => db.exec(schema),
}

const schema = `
CREATE TABLE risk_estimate (
  row INTEGER PRIMARY KEY,
  -- whom the person was shown as when it was worked out
  patient_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  -- rows of all who were that person then, the first one's before the others, by commas
  people TEXT NOT NULL,
  model_id TEXT NOT NULL,
  model_version TEXT NOT NULL,
  -- of the package's manifest: weights, thresholds and preparation are named in it
  package_sha256 TEXT NOT NULL,
  -- of all that the answer follows from
  inputs_sha256 TEXT NOT NULL,
  label TEXT NOT NULL,
  -- null: not assessed
  probability REAL CHECK (probability BETWEEN 0 AND 1),
  -- values dated up to then
  at_ms INTEGER NOT NULL,
  -- of a stay: its beginning, and the hours that were over
  stay_start_ms INTEGER,
  hour INTEGER,
  provider TEXT,
  worked_out_at_ms INTEGER NOT NULL,
  -- the KeptEstimate as JSON
  estimate TEXT NOT NULL CHECK (json_valid(estimate)),
  CHECK ((stay_start_ms IS NULL) = (hour IS NULL)),
  UNIQUE (patient_row, model_id, model_version, package_sha256, inputs_sha256, people)
) STRICT;
CREATE INDEX risk_estimate_by_time ON risk_estimate (patient_row, model_id, worked_out_at_ms);

-- who else's values an answer rests on: it goes with each of them
CREATE TABLE risk_estimate_person (
  estimate_row INTEGER NOT NULL REFERENCES risk_estimate (row) ON DELETE CASCADE,
  patient_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  PRIMARY KEY (estimate_row, patient_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX risk_estimate_person_by_patient ON risk_estimate_person (patient_row);
CREATE TRIGGER risk_estimate_with_person AFTER DELETE ON risk_estimate_person
BEGIN
  DELETE FROM risk_estimate WHERE row = OLD.estimate_row;
END;
`
