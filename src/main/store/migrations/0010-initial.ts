/**
 * Patients, studies, series, instances; what models and readers said; import jobs; full-text search.
 *
 * `row` is SQLite's own number for joins; `id` is a random name that leaves the program (URLs, IPC) and is never used
 * again for something else. What the worklist sorts, filters and shows stands in `study` itself, so that a page comes
 * from one index walk; `refresh-listing.ts` keeps it.
 */
import type { Migration } from './migration'

export const initial: Migration = {
  version: 10,
  name: 'initial',
  up: (db) => db.exec(schema),
}

/** In each index, so that filters are answered from it without the row; a partial index does not know its own condition. */
const filtered = ['modalities', 'study_date', 'status', 'trashed_at_ms']

const worklistIndex = (name: string, keys: string) => `
CREATE INDEX study_by_${name} ON study (${[keys, 'row', ...filtered.filter((column) => !keys.includes(column))].join(', ')})
  WHERE trashed_at_ms IS NULL;`

const schema = `
CREATE TABLE patient (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- what a later file is matched by, see identify-patient.ts
  identity_key TEXT NOT NULL,
  patient_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  name_alphabetic TEXT NOT NULL,
  name_ideographic TEXT NOT NULL,
  name_phonetic TEXT NOT NULL,
  birth_date TEXT,
  sex TEXT NOT NULL CHECK (sex IN ('M', 'F', 'O', 'U')),
  synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1))
) STRICT;
CREATE INDEX patient_by_identity ON patient (identity_key);

CREATE TABLE study (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  patient_row INTEGER NOT NULL REFERENCES patient (row),
  study_instance_uid TEXT NOT NULL,
  study_date TEXT,
  study_time TEXT,
  description TEXT NOT NULL,
  accession_number TEXT NOT NULL,
  referring_physician TEXT NOT NULL,
  institution TEXT NOT NULL,
  patient_age_years REAL,
  status TEXT NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'opened', 'read')),
  model_mark TEXT NOT NULL DEFAULT 'none' CHECK (model_mark IN ('none', 'positive', 'negative', 'not-assessed')),
  imported_at_ms INTEGER NOT NULL,
  trashed_at_ms INTEGER,
  series_count INTEGER NOT NULL DEFAULT 0,
  instance_count INTEGER NOT NULL DEFAULT 0,
  conflict_count INTEGER NOT NULL DEFAULT 0,
  -- sorted, each between backslashes: '\\CT\\SR\\'
  modalities TEXT NOT NULL DEFAULT '\\',
  sort_name TEXT NOT NULL DEFAULT '',
  sort_patient_id TEXT NOT NULL DEFAULT '',
  sort_birth_date TEXT,
  sort_description TEXT NOT NULL DEFAULT '',
  sort_accession TEXT NOT NULL DEFAULT '',
  -- one UID under two people stays two studies: their images are never mixed
  UNIQUE (study_instance_uid, patient_row)
) STRICT;
CREATE INDEX study_by_patient ON study (patient_row);
CREATE INDEX study_in_trash ON study (trashed_at_ms) WHERE trashed_at_ms IS NOT NULL;
${worklistIndex('name', 'sort_name')}
${worklistIndex('patient_id', 'sort_patient_id')}
${worklistIndex('birth_date', 'sort_birth_date')}
${worklistIndex('date', 'study_date, study_time')}
${worklistIndex('modality', 'modalities')}
${worklistIndex('description', 'sort_description')}
${worklistIndex('accession', 'sort_accession')}
${worklistIndex('import', 'imported_at_ms')}
${worklistIndex('status', 'status')}

CREATE TABLE series (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  study_row INTEGER NOT NULL REFERENCES study (row) ON DELETE CASCADE,
  series_instance_uid TEXT NOT NULL,
  number INTEGER,
  modality TEXT NOT NULL,
  description TEXT NOT NULL,
  body_part TEXT NOT NULL,
  view_position TEXT NOT NULL,
  UNIQUE (study_row, series_instance_uid)
) STRICT;
CREATE INDEX series_by_modality ON series (modality);

CREATE TABLE instance (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  series_row INTEGER NOT NULL REFERENCES series (row) ON DELETE CASCADE,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  transfer_syntax_uid TEXT NOT NULL,
  blob_id TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  -- the ParsedInstance as JSON
  header TEXT NOT NULL,
  source_name TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX instance_by_series ON instance (series_row);

-- another file under a UID that is already here: kept, shown, never used in place of the first
CREATE TABLE conflict (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  instance_row INTEGER NOT NULL REFERENCES instance (row) ON DELETE CASCADE,
  blob_id TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  header TEXT NOT NULL,
  source_name TEXT NOT NULL,
  imported_at_ms INTEGER NOT NULL,
  UNIQUE (instance_row, sha256)
) STRICT;

CREATE TABLE analysis_run (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  instance_row INTEGER NOT NULL REFERENCES instance (row) ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  model_id TEXT NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('positive', 'negative', 'not-assessed')),
  stated_age_years REAL,
  -- the AnalysisOutcome as JSON
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX analysis_run_by_instance ON analysis_run (instance_row, model_id, created_at_ms);

CREATE TABLE activation_map (
  run_row INTEGER NOT NULL REFERENCES analysis_run (row) ON DELETE CASCADE,
  label TEXT NOT NULL,
  rows INTEGER NOT NULL,
  columns INTEGER NOT NULL,
  -- float32, little-endian, row by row
  data BLOB NOT NULL,
  PRIMARY KEY (run_row, label)
) STRICT;

CREATE TABLE finding_review (
  run_row INTEGER NOT NULL REFERENCES analysis_run (row) ON DELETE CASCADE,
  label TEXT NOT NULL,
  verdict TEXT CHECK (verdict IN ('agree', 'disagree')),
  comment TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (run_row, label)
) STRICT;

CREATE TABLE import_job (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'samples')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
  -- what was chosen, as a JSON list; its folders are walked into import_input
  roots TEXT NOT NULL,
  -- whether import_input holds every input
  listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1)),
  inputs INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  imported INTEGER NOT NULL DEFAULT 0,
  duplicate INTEGER NOT NULL DEFAULT 0,
  conflict INTEGER NOT NULL DEFAULT 0,
  error INTEGER NOT NULL DEFAULT 0,
  -- the AppError that ended the job, as JSON
  failure TEXT,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER
) STRICT;

CREATE TABLE import_input (
  job_row INTEGER NOT NULL REFERENCES import_job (row) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  input TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
  PRIMARY KEY (job_row, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_input_pending ON import_input (job_row, ordinal) WHERE done = 0;

CREATE TABLE import_line (
  row INTEGER PRIMARY KEY,
  job_row INTEGER NOT NULL REFERENCES import_job (row) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  input TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('imported', 'duplicate', 'conflict', 'error')),
  -- the AppError as JSON
  error TEXT
) STRICT;
CREATE INDEX import_line_by_job ON import_line (job_row, ordinal, row);
CREATE INDEX import_line_problems ON import_line (job_row, ordinal, row) WHERE status IN ('conflict', 'error');

CREATE TABLE waiting_picture (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  job_row INTEGER NOT NULL REFERENCES import_job (row),
  input TEXT NOT NULL,
  file_name TEXT NOT NULL,
  blob_id TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  rows INTEGER NOT NULL,
  columns INTEGER NOT NULL
) STRICT;
CREATE INDEX waiting_picture_by_job ON waiting_picture (job_row);

-- rowid = study.row; the words are made by search-words.ts, so the tokeniser only has to split at spaces
CREATE VIRTUAL TABLE study_search USING fts5 (
  name, patient_id, accession, description, dates, modality,
  content = '', contentless_delete = 1, prefix = '1 2 3',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co Cn'"
);
`
