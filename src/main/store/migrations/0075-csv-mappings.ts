/** Mappings of tables that are kept for the next one, and pairs of patients that somebody said are two people. */
import type { Migration } from './migration'

export const csvMappings: Migration = {
  version: 75,
  name: 'csv-mappings',
  up: (db) => db.exec(schema),
}

const schema = `
CREATE TABLE csv_mapping (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- the CsvMapping as JSON; its name is the mapping's own
  mapping TEXT NOT NULL,
  -- columns of the table that it was made for, as JSON, and as they are compared ('' where no row names them)
  header TEXT NOT NULL,
  header_key TEXT NOT NULL,
  saved_at_ms INTEGER NOT NULL,
  saved_by TEXT NOT NULL,
  used_at_ms INTEGER,
  -- thrown away: kept for a while so that it can be had back
  removed_at_ms INTEGER
) STRICT;
CREATE INDEX csv_mapping_by_header ON csv_mapping (header_key) WHERE removed_at_ms IS NULL;

-- the smaller row first
CREATE TABLE patient_apart (
  a_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  b_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  said_at_ms INTEGER NOT NULL,
  said_by TEXT NOT NULL,
  PRIMARY KEY (a_row, b_row),
  CHECK (a_row < b_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_apart_other ON patient_apart (b_row, a_row);

-- counts of one import by reason, and what was settled together
CREATE INDEX record_quarantine_by_file ON record_quarantine (file_row, reason, state);
CREATE INDEX record_quarantine_settled ON record_quarantine (settled_at_ms) WHERE state = 'dropped';
`
