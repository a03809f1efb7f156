/** Pipelines of the preparation workshop that the user keeps by name. */
import type { Migration } from './migration'

export const preparation: Migration = {
  version: 90,
  name: 'preparation',
  up: (db) => db.exec(schema),
}

const schema = `
CREATE TABLE preparation_pipeline (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  -- the declared pipeline as JSON
  pipeline TEXT NOT NULL CHECK (json_valid(pipeline)),
  changed_at_ms INTEGER NOT NULL,
  -- deleted or replaced: can be brought back until it is purged
  removed_at_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX preparation_pipeline_by_name ON preparation_pipeline (name) WHERE removed_at_ms IS NULL;
`
