/** Which parts each version of a whole has, so that one which a correction leaves out ends with that correction. */
import type Database from 'better-sqlite3'
import { wholeNumber } from '../../../shared/domain/record/parts'
import { identityDigest, storedKinds, unpackTime } from '../queries/record-packing'
import type { Migration } from './migration'

export const recordRosters: Migration = {
  version: 110,
  name: 'record-rosters',
  up: (db) => {
    db.exec(schema)
    noteResultsSoFar(db)
  },
}

const schema = `
CREATE TABLE record_roster (
  row INTEGER PRIMARY KEY,
  -- digest as in record_entry.identity
  whole BLOB NOT NULL,
  -- digests of the parts that the version names, 16 bytes each, in order
  parts BLOB NOT NULL CHECK (length(parts) % 16 = 0),
  issued_ms INTEGER,
  issued_form INTEGER,
  known_from_ms INTEGER NOT NULL,
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  position ANY NOT NULL
) STRICT;
CREATE INDEX record_roster_by_whole ON record_roster (whole, known_from_ms);
`

interface Result {
  identity: Uint8Array
  kind: number
  sender: string
  number: string | null
  panel: string
  startMs: number | null
  startForm: number | null
}

/** Results of HL7 orders that came before they were noted as parts of them. */
function noteResultsSoFar(db: Database.Database): void {
  const results = db.prepare<[], Result>(
    `SELECT DISTINCT identity, kind, word AS sender, number, json_extract(detail, '$.panel') AS panel,
       start_ms AS startMs, start_form AS startForm
     FROM record_entry JOIN record_word ON record_word.row = sender_row
     WHERE kind = 2 AND instr(detail, '"panel":"[\\"OBR\\"') > 0`,
  )
  const note = db.prepare('INSERT OR IGNORE INTO record_part (whole, identity) VALUES (?, ?)')
  for (const { identity, kind, sender, number, panel, startMs, startForm } of results.all()) {
    const storedKind = storedKinds[kind]
    const whole = wholeNumber(panel, number ?? '', unpackTime(startMs, startForm))
    if (storedKind !== undefined && whole !== null)
      note.run(identityDigest(sender, storedKind, whole), identity)
  }
}
