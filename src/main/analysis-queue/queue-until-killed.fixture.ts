/** A program for killed-queue.test.ts: works through the queue as fast as it can and says which images are done. */
import { writeSync } from 'node:fs'
import { AnalysisOutcome } from '../../shared/domain/analysis/analysis'
import { openWritable } from '../store/open-database'
import { claimTask, recoverTasks } from '../store/queries/analysis-tasks'
import { queueProcedures } from './queue-procedures'

const [profileDir = '', secret = ''] = process.argv.slice(2)
const db = openWritable(profileDir, new Uint8Array(Buffer.from(secret, 'hex')))
recoverTasks(db)
const { completeTask, planArrivals } = queueProcedures(db)
planArrivals()

const ready = { modelKeys: ['chest-film@2.0.0'], onlyStudyId: null }
const outcome = AnalysisOutcome.parse({
  status: 'assessed',
  model: { id: 'chest-film', version: '2.0.0', sha256: 'a' },
  provider: 'cpu',
  ms: { preprocess: 1, run: 1, total: 2 },
  outputs: [{ label: 'pneumonia', probability: 0.1, threshold: 0.5, positive: false }],
  flags: [],
})

let task = claimTask(db, ready)
while (task) {
  const { instanceId, taskId } = task
  const run = { instanceId, statedAgeYears: null, outcome, activations: [] }
  task = completeTask({ taskId, run, next: ready }).next
  writeSync(1, `${instanceId}\n`)
}
writeSync(1, 'empty\n')
// The test ends it, as it ends every other one.
setInterval(() => undefined, 1000)
