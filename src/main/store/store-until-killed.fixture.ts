/** A program for killed.test.ts: stores files and their rows as fast as it can and says after each that it is stored. */
import { randomBytes } from 'node:crypto'
import { writeSync } from 'node:fs'
import { parsedInstance } from '../../test-support/parsed-instance'
import { writeBlob } from './blobs/blob-store'
import { openWritable } from './open-database'
import { recordInstance } from './queries/instances'
import { storeProcedures, tidyUp } from './store-procedures'

const [profileDir = '', secret = '', round = ''] = process.argv.slice(2)
const key = (fill: number) => new Uint8Array(Buffer.from(secret, 'hex')).map((byte) => byte ^ fill)
const keys = { database: key(0), blobs: key(1), names: key(2) }

const db = openWritable(profileDir, keys.database)
tidyUp(db, { profileDir, keys })
const { purgeTrash } = storeProcedures(db, { profileDir, keys })

for (let index = 0; ; index += 1) {
  const uid = `1.2.3.${round}.${index}`
  const parsed = parsedInstance({
    instance: { sopInstanceUid: uid },
    study: { studyInstanceUid: `1.2.3.${round}.${index % 5}.9` },
  })
  // From one byte to several chunks: the kill falls into every part of the work.
  const blob = writeBlob(profileDir, keys, randomBytes(1 + ((index * 37_813) % 400_000)), `instance\n${uid}`)
  recordInstance(db, parsed, blob, 'x.dcm')
  if (index % 10 === 9) purgeTrash()
  writeSync(1, `${uid}\n`)
}
