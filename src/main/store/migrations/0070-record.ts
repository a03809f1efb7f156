/**
 * The patient's record: what sources say of a patient, each statement with where it came from, and what was known when.
 *
 * `record_entry` holds versions. One statement (`identity`) has one version at any time of knowledge: `known_from_ms` to
 * `known_to_ms` (null: still so) by the sender's clock, `recorded_ms` to `overtaken_ms` by ours. Nothing is ever written over:
 * a correction closes the version before it. What repeats (codes, concepts, units, words) stands once in a dictionary; the
 * timeline of five million values comes from `record_entry_timeline` alone, without the rows.
 */
import type Database from 'better-sqlite3'
import { matchKey } from '../identify-patient'
import type { Migration } from './migration'

export const record: Migration = {
  version: 70,
  name: 'record',
  up: (db) => {
    db.exec(schema)
    knowOldPatients(db)
  },
}

const schema = `
-- name and birth date, by which two patients are suggested to be one; '' where either is unknown
ALTER TABLE patient ADD COLUMN match_key TEXT NOT NULL DEFAULT '';
CREATE INDEX patient_by_match ON patient (match_key) WHERE match_key <> '';

-- every number that a sender has for a patient; one number may have been given to two people
CREATE TABLE patient_identifier (
  system TEXT NOT NULL,
  value TEXT NOT NULL,
  patient_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  PRIMARY KEY (value, system, patient_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_identifier_by_patient ON patient_identifier (patient_row);

-- two that are one person: a link, no change to either, so that it can be undone without loss
CREATE TABLE patient_merge (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kept_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  merged_row INTEGER NOT NULL REFERENCES patient (row) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  merged_at_ms INTEGER NOT NULL,
  merged_by TEXT NOT NULL,
  undone_at_ms INTEGER,
  undone_by TEXT,
  CHECK (kept_row <> merged_row)
) STRICT;
CREATE UNIQUE INDEX patient_merge_active ON patient_merge (merged_row) WHERE undone_at_ms IS NULL;
CREATE INDEX patient_merge_kept ON patient_merge (kept_row, merged_row) WHERE undone_at_ms IS NULL;

CREATE TABLE record_code (
  row INTEGER PRIMARY KEY,
  system TEXT NOT NULL,
  code TEXT NOT NULL,
  display TEXT NOT NULL,
  UNIQUE (code, system)
) STRICT;

-- a Concept as JSON, with the one of its codes by which it is found
CREATE TABLE record_concept (
  row INTEGER PRIMARY KEY,
  concept TEXT NOT NULL UNIQUE,
  code_row INTEGER NOT NULL REFERENCES record_code (row)
) STRICT;
CREATE INDEX record_concept_by_code ON record_concept (code_row);

CREATE TABLE record_unit (
  row INTEGER PRIMARY KEY,
  ucum TEXT NOT NULL UNIQUE
) STRICT;

-- senders, encounters, authors
CREATE TABLE record_word (
  row INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE record_import (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
  -- how it was read, as JSON: sender, zone, mapping
  options TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  started_by TEXT NOT NULL,
  ended_at_ms INTEGER,
  -- the AppError that ended it, as JSON
  failure TEXT
) STRICT;

CREATE TABLE record_file (
  row INTEGER PRIMARY KEY,
  import_row INTEGER NOT NULL REFERENCES record_import (row),
  ordinal INTEGER NOT NULL,
  path TEXT NOT NULL,
  -- other files that are read with it, as JSON
  companions TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified_at_ms REAL NOT NULL,
  -- items behind which an interrupted import goes on
  items_done INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1)),
  failure TEXT,
  UNIQUE (import_row, ordinal)
) STRICT;

CREATE TABLE record_tally (
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  -- of the entry, or the reason of a rejection
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('added', 'corrected', 'superseded', 'duplicate', 'seen-again', 'removed', 'rejected')),
  count INTEGER NOT NULL,
  PRIMARY KEY (file_row, outcome, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE record_entry (
  row INTEGER PRIMARY KEY,
  -- 16 bytes of SHA-256 over sender, kind and the sender's number, see identityDigest
  identity BLOB NOT NULL,
  -- 0 patient, 1 encounter, 2 observation, 3 condition, 4 medication, 5 allergy, 6 procedure, 7 family history, 8 genotype,
  -- 9 document, 10 waveform
  kind INTEGER NOT NULL,
  -- null only where a sender took back what never came
  patient_row INTEGER REFERENCES patient (row),
  code_row INTEGER REFERENCES record_code (row),
  concept_row INTEGER REFERENCES record_concept (row),
  -- first millisecond that the time may mean; *_form says with which precision and zone it was written
  start_ms INTEGER,
  start_form INTEGER,
  end_ms INTEGER,
  end_form INTEGER,
  -- 0 preliminary, 1 final, 2 corrected, 3 removed
  status INTEGER NOT NULL,
  value REAL,
  unit_row INTEGER REFERENCES record_unit (row),
  -- 0 equal, 1 <, 2 <=, 3 >=, 4 >
  comparator INTEGER,
  decimals INTEGER,
  encounter_row INTEGER REFERENCES record_word (row),
  author_row INTEGER REFERENCES record_word (row),
  -- what the columns do not say, as JSON
  detail TEXT,
  issued_ms INTEGER,
  issued_form INTEGER,
  known_from_ms INTEGER NOT NULL,
  known_to_ms INTEGER,
  recorded_ms INTEGER NOT NULL,
  overtaken_ms INTEGER,
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  -- where in the file, for people; a number where it is one
  position ANY NOT NULL,
  sender_row INTEGER NOT NULL REFERENCES record_word (row),
  -- the sender's number; null where it is made of the content
  number TEXT
) STRICT;
CREATE INDEX record_entry_by_identity ON record_entry (identity);
CREATE INDEX record_entry_timeline ON record_entry
  (patient_row, kind, code_row, start_ms, known_from_ms, known_to_ms, status, value, unit_row, comparator);

-- the same said by another sender: not a second statement, but a second source of it
CREATE TABLE record_sighting (
  row INTEGER PRIMARY KEY,
  identity BLOB NOT NULL UNIQUE,
  entry_row INTEGER NOT NULL REFERENCES record_entry (row),
  sender_row INTEGER NOT NULL REFERENCES record_word (row),
  number TEXT,
  encounter_row INTEGER REFERENCES record_word (row),
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  position ANY NOT NULL,
  known_from_ms INTEGER NOT NULL,
  recorded_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX record_sighting_by_entry ON record_sighting (entry_row);

CREATE TABLE record_quarantine (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  position ANY NOT NULL,
  -- text for the reader of the file's format, or an entry as JSON
  form TEXT NOT NULL CHECK (form IN ('row', 'entry')),
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  raw TEXT NOT NULL,
  -- of format, sender, form, reason and raw: the same bad row of a second import is the same
  digest BLOB NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'repaired', 'dropped')),
  recorded_ms INTEGER NOT NULL,
  settled_at_ms INTEGER,
  settled_by TEXT,
  -- what it was repaired to
  repaired TEXT
) STRICT;
CREATE INDEX record_quarantine_waiting ON record_quarantine (file_row, row) WHERE state = 'waiting';
`

interface OldPatient {
  row: number
  patientId: string
  issuer: string
  identityKey: string
  alphabetic: string
  ideographic: string
  phonetic: string
  birthDate: string | null
}

/** Patients that came with images are found by their numbers like any other. */
function knowOldPatients(db: Database.Database): void {
  const patients = db
    .prepare<[], OldPatient>(
      `SELECT row, patient_id AS patientId, issuer, identity_key AS identityKey, name_alphabetic AS alphabetic,
         name_ideographic AS ideographic, name_phonetic AS phonetic, birth_date AS birthDate FROM patient`,
    )
    .all()
  const identify = db.prepare(
    'INSERT OR IGNORE INTO patient_identifier (system, value, patient_row) VALUES (?, ?, ?)',
  )
  const match = db.prepare('UPDATE patient SET match_key = ? WHERE row = ?')
  for (const {
    row,
    patientId,
    issuer,
    identityKey,
    alphabetic,
    ideographic,
    phonetic,
    birthDate,
  } of patients) {
    if (identityKey.startsWith('id\n')) identify.run(issuer.trim(), patientId.trim(), row)
    match.run(matchKey({ alphabetic, ideographic, phonetic }, birthDate), row)
  }
}
