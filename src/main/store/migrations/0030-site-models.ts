/** The site's own models: which packages this vault trusts, which versions are meant, and the regions that models marked. */
import type { Migration } from './migration'

export const siteModels: Migration = {
  version: 30,
  name: 'site-models',
  up: (db) => db.exec(schema),
}

const schema = `
-- a package in <profile>/models/<model_id>/<version> is loaded only while it is the one that was added here
CREATE TABLE site_model (
  row INTEGER PRIMARY KEY,
  model_id TEXT NOT NULL,
  version TEXT NOT NULL,
  -- of everything in the package but the weights, see site/package-digest.ts
  package_sha256 TEXT NOT NULL,
  weights_sha256 TEXT NOT NULL,
  added_at_ms INTEGER NOT NULL,
  UNIQUE (model_id, version)
) STRICT;

-- decisions about versions, the installation's own among them
CREATE TABLE model_choice (
  model_id TEXT NOT NULL,
  version TEXT NOT NULL,
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  PRIMARY KEY (model_id, version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX model_choice_default ON model_choice (model_id) WHERE is_default = 1;

CREATE TABLE region_mask (
  run_row INTEGER NOT NULL REFERENCES analysis_run (row) ON DELETE CASCADE,
  label TEXT NOT NULL,
  -- place among the labels of the model
  ordinal INTEGER NOT NULL,
  -- InputRegion as JSON: the part of the film that the grid lies on
  region TEXT NOT NULL,
  rows INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  -- one bit a place, row by row without padding, the first place in the lowest bit
  bits BLOB NOT NULL,
  PRIMARY KEY (run_row, label)
) STRICT;
`
