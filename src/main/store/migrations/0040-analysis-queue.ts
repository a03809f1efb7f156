/**
 * The queue of analyses in the background, and the urgency that the worklist sorts by.
 *
 * What a study's urgency follows from is in `study-triage.ts`; the study keeps the outcome, so that a page sorted or
 * filtered by it comes from one index walk. Every index of the worklist is made anew with the urgency in it, for the same
 * reason. Urgencies of studies that had runs before are worked out once the models are known.
 */
import type { Migration } from './migration'

export const analysisQueue: Migration = {
  version: 40,
  name: 'analysis queue and triage',
  up: (db) => db.exec(schema),
}

/** As in 0010, and the urgency. */
const filtered = ['modalities', 'study_date', 'status', 'trashed_at_ms', 'urgency']

const worklistIndex = (name: string, ...keys: string[]) => `
DROP INDEX IF EXISTS study_by_${name};
CREATE INDEX study_by_${name} ON study (${[...keys, 'row', ...filtered.filter((column) => !keys.includes(column))].join(', ')})
  WHERE trashed_at_ms IS NULL;`

const schema = `
-- the version of each model that counts for the worklist, with what it may read (the manifest's gate as JSON)
CREATE TABLE analysis_model (
  model_id TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  mode TEXT NOT NULL CHECK (mode IN ('off', 'arrival', 'demand')),
  -- null for a model that only a run has named
  gate TEXT,
  -- since when its progress counts: the queue of this model was empty before
  batch_since_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- images that are to be planned: new ones; known ones again, after the version of a model changed; those of them that
-- waited for the version before
CREATE TABLE analysis_arrival (
  instance_row INTEGER PRIMARY KEY REFERENCES instance (row) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('new', 'known', 'waiting'))
) STRICT;

-- one for each image and model version that can read it, whether it is to be analysed or not
CREATE TABLE analysis_task (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  study_row INTEGER NOT NULL REFERENCES study (row) ON DELETE CASCADE,
  instance_row INTEGER NOT NULL REFERENCES instance (row) ON DELETE CASCADE,
  model_id TEXT NOT NULL,
  model_version TEXT NOT NULL,
  -- the smaller, the sooner
  priority INTEGER NOT NULL,
  -- of the study, '' where unknown: within a priority the newest goes first
  study_date TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'skipped')),
  -- why it is skipped
  skipped_for TEXT CHECK (skipped_for IN ('demand', 'cancelled', 'trashed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  ended_at_ms INTEGER,
  UNIQUE (instance_row, model_id, model_version)
) STRICT;
CREATE INDEX analysis_task_next ON analysis_task (priority, study_date DESC, row, model_id, model_version)
  WHERE state = 'queued';
CREATE INDEX analysis_task_by_study ON analysis_task (study_row);
CREATE INDEX analysis_task_by_state ON analysis_task (model_id, state, ended_at_ms);
CREATE INDEX analysis_task_running ON analysis_task (row) WHERE state = 'running';

-- studies whose urgency is to be worked out again
CREATE TABLE triage_stale (study_row INTEGER PRIMARY KEY REFERENCES study (row) ON DELETE CASCADE) STRICT;

ALTER TABLE analysis_run ADD COLUMN model_version TEXT NOT NULL DEFAULT '';
UPDATE analysis_run SET model_version = coalesce(json_extract(outcome, '$.model.version'), '');
ALTER TABLE analysis_run DROP COLUMN mark;
DROP INDEX analysis_run_by_instance;
CREATE INDEX analysis_run_by_instance ON analysis_run (instance_row, model_id, model_version, created_at_ms);

ALTER TABLE study DROP COLUMN model_mark;
ALTER TABLE study ADD COLUMN urgency TEXT NOT NULL DEFAULT 'not-analysed'
  CHECK (urgency IN ('positive', 'refer', 'not-assessed', 'failed', 'waiting', 'not-analysed', 'negative'));
-- see urgencySortKey in the domain; 6 is that of a study nobody analysed
ALTER TABLE study ADD COLUMN sort_urgency REAL NOT NULL DEFAULT 6;
-- the Triage as JSON; null while nothing is known of the study
ALTER TABLE study ADD COLUMN triage TEXT;

INSERT INTO triage_stale
  SELECT DISTINCT study_row FROM analysis_run
    JOIN instance ON instance.row = instance_row JOIN series ON series.row = series_row;
INSERT INTO analysis_arrival SELECT row, 'known' FROM instance;
${worklistIndex('name', 'sort_name')}
${worklistIndex('patient_id', 'sort_patient_id')}
${worklistIndex('birth_date', 'sort_birth_date')}
${worklistIndex('date', 'study_date', 'study_time')}
${worklistIndex('modality', 'modalities')}
${worklistIndex('description', 'sort_description')}
${worklistIndex('accession', 'sort_accession')}
${worklistIndex('import', 'imported_at_ms')}
${worklistIndex('status', 'status')}
${worklistIndex('urgency', 'sort_urgency', 'study_date', 'study_time')}
`
