/** A program for `killed-import.test.ts`: goes on with the profile's import job, or starts one; says each progress on stdout. */
import { tidyUp } from '../../store/store-procedures'
import { openWritable } from '../../store/open-database'
import { createJob, listJobs } from '../../store/queries/jobs'
import { runImport } from './run-import'

const [profileDir = '', secretHex = '', ...roots] = process.argv.slice(2)
const secret = Buffer.from(secretHex, 'hex')
const key = (fill: number) => new Uint8Array(secret).map((byte) => byte ^ fill)
const keys = { database: key(0), blobs: key(1), names: key(2) }

const db = openWritable(profileDir, keys.database)
tidyUp(db, { profileDir, keys })
const job = listJobs(db)[0] ?? createJob(db, 'import', roots)
const ended = await runImport({ db, profileDir, keys, pictures: { kind: 'wait' }, sync: 'later' }, job.id, {
  signal: new AbortController().signal,
  progress: ({ done }) => void process.stdout.write(`${done}\n`),
})
process.stdout.write(`${ended.state}\n`)
db.close()
