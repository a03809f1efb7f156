/**
 * Parts of a whole, such as the components of a FHIR Observation: when the sender takes the whole back, they end with it. And
 * what an import passed over because the record keeps nothing of its kind.
 */
import type Database from 'better-sqlite3'
import { partOf } from '../../../shared/domain/record/parts'
import { identityDigest, storedKinds } from '../queries/record-packing'
import type { Migration } from './migration'

export const recordParts: Migration = {
  version: 78,
  name: 'record-parts',
  up: (db) => {
    db.exec(schema)
    notePartsSoFar(db)
  },
}

const schema = `
-- digests as in record_entry.identity; only parts stand here, so that other statements cost nothing
CREATE TABLE record_part (
  whole BLOB NOT NULL,
  identity BLOB NOT NULL,
  PRIMARY KEY (whole, identity)
) STRICT, WITHOUT ROWID;

-- of a file that was read to its end: what it holds and the record does not keep
CREATE TABLE record_skipped (
  file_row INTEGER NOT NULL REFERENCES record_file (row),
  subject TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (file_row, subject)
) STRICT, WITHOUT ROWID;
`

interface Numbered {
  identity: Uint8Array
  kind: number
  sender: string
  number: string
  panel: string | null
}

/** Parts that came before their wholes were noted. */
function notePartsSoFar(db: Database.Database): void {
  const numbered = db.prepare<[], Numbered>(
    `SELECT DISTINCT identity, kind, word AS sender, number, json_extract(detail, '$.panel') AS panel
     FROM record_entry JOIN record_word ON record_word.row = sender_row WHERE instr(number, '#') > 0`,
  )
  const note = db.prepare('INSERT OR IGNORE INTO record_part (whole, identity) VALUES (?, ?)')
  for (const { identity, kind, sender, number, panel } of numbered.all()) {
    const storedKind = storedKinds[kind]
    const whole = panel === null ? null : partOf(panel, number)
    if (storedKind !== undefined && whole !== null)
      note.run(identityDigest(sender, storedKind, whole), identity)
  }
}
