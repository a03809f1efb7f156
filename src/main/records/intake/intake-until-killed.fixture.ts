/** A program for `killed-intake.test.ts`: goes on with the profile's import of records, or starts one; says how far it is. */
import { openWritable } from '../../store/open-database'
import { createIntake, listIntakes } from '../../store/queries/record-imports'
import { tidyUp } from '../../store/store-procedures'
import { planFiles } from './plan-files'
import { runIntake } from './run-intake'

const [profileDir = '', secretHex = '', path = ''] = process.argv.slice(2)
const secret = Buffer.from(secretHex, 'hex')
const key = (fill: number) => new Uint8Array(secret).map((byte) => byte ^ fill)
const keys = { database: key(0), blobs: key(1), names: key(2) }

const db = openWritable(profileDir, keys.database)
tidyUp(db, { profileDir, keys })
const options = { format: 'fhir', zone: 'UTC', sender: 'his' } as const
const intakeId =
  listIntakes(db)[0]?.id ??
  createIntake(db, { options, files: await planFiles('fhir', [path]), by: 'tester' })
const ended = await runIntake(db, intakeId, {
  signal: new AbortController().signal,
  progress: ({ items }) => void process.stdout.write(`${items}\n`),
})
process.stdout.write(`${ended.state}\n`)
db.close()
