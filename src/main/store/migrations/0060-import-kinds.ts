/**
 * Films that a generator drew come in by a kind of import of their own: they are no sample patients, and what they were
 * read from is gone when they are in. A check of a column cannot be altered, so the column is put in anew.
 */
import type { Migration } from './migration'

export const importKinds: Migration = {
  version: 60,
  name: 'kinds of import',
  up: (db) => db.exec(schema),
}

const schema = `
ALTER TABLE import_job ADD COLUMN brought_by TEXT NOT NULL DEFAULT 'import'
  CHECK (brought_by IN ('import', 'samples', 'synthetic-films'));
UPDATE import_job SET brought_by = kind;
ALTER TABLE import_job DROP COLUMN kind;
ALTER TABLE import_job RENAME COLUMN brought_by TO kind;
`
