/** Why a model answered as it did: a map for a run, a label, a method and what the method was told. */
import type { Migration } from './migration'

export const explanations: Migration = {
  version: 20,
  name: 'explanations',
  up: (db) => db.exec(schema),
}

const schema = `
CREATE TABLE explanation (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run_row INTEGER NOT NULL REFERENCES analysis_run (row) ON DELETE CASCADE,
  label TEXT NOT NULL,
  method TEXT NOT NULL,
  -- of the parameters, so that a map made otherwise is another one
  parameters_hash TEXT NOT NULL,
  -- ExplanationParameters, ExplanationFigures and InputRegion as JSON
  parameters TEXT NOT NULL,
  figures TEXT NOT NULL,
  region TEXT NOT NULL,
  rows INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  -- float32, little-endian, row by row
  map BLOB NOT NULL,
  created_at_ms INTEGER NOT NULL,
  UNIQUE (run_row, label, method, parameters_hash)
) STRICT;
`
