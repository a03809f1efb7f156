/** Labels that the site imports as truth, for the local check of a model. */
import type { Migration } from './migration'

export const localTruth: Migration = {
  version: 50,
  name: 'local-truth',
  up: (db) => db.exec(schema),
}

const target = `
  import_row INTEGER NOT NULL REFERENCES truth_import (row) ON DELETE CASCADE,
  -- one of both: what the label speaks of
  study_row INTEGER REFERENCES study (row) ON DELETE CASCADE,
  instance_row INTEGER REFERENCES instance (row) ON DELETE CASCADE`
const oneTarget = 'CHECK ((study_row IS NULL) <> (instance_row IS NULL))'

const schema = `
CREATE TABLE truth_import (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  encoding TEXT NOT NULL,
  -- the TruthMapping as JSON
  mapping TEXT NOT NULL,
  -- the TruthCounts as JSON
  counts TEXT NOT NULL,
  -- taken back: kept, but counts no more
  removed_at_ms INTEGER
) STRICT;

CREATE TABLE truth_label (
  row INTEGER PRIMARY KEY,${target},
  label TEXT NOT NULL,
  truth INTEGER NOT NULL CHECK (truth IN (0, 1)),
  ${oneTarget}
) STRICT;
CREATE UNIQUE INDEX truth_label_of_study ON truth_label (study_row, label, import_row) WHERE study_row IS NOT NULL;
CREATE UNIQUE INDEX truth_label_of_image ON truth_label (instance_row, label, import_row) WHERE instance_row IS NOT NULL;
CREATE INDEX truth_label_by_import ON truth_label (import_row);

CREATE TABLE truth_group (
  row INTEGER PRIMARY KEY,${target},
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  ${oneTarget}
) STRICT;
CREATE UNIQUE INDEX truth_group_of_study ON truth_group (study_row, name, import_row) WHERE study_row IS NOT NULL;
CREATE UNIQUE INDEX truth_group_of_image ON truth_group (instance_row, name, import_row) WHERE instance_row IS NOT NULL;
CREATE INDEX truth_group_by_import ON truth_group (import_row);

CREATE TABLE truth_problem (
  row INTEGER PRIMARY KEY,
  import_row INTEGER NOT NULL REFERENCES truth_import (row) ON DELETE CASCADE,
  line INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL
) STRICT;
CREATE INDEX truth_problem_by_import ON truth_problem (import_row, line);
`
