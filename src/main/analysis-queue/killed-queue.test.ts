import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { buildScripts } from '../../test-support/build-script'
import { parsedInstance } from '../../test-support/parsed-instance'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { pretendBlob } from '../../test-support/test-vault'
import { openWritable } from '../store/open-database'
import { setAnalysisModels } from '../store/queries/analysis-models'
import { recordInstance } from '../store/queries/instances'

const films = 120
const gate = { modalities: ['CR'], bodyParts: ['CHEST'], views: ['PA'], ageYears: { min: 1, max: 5 } }

/** Kills the program after it said `count` times that an image is done; returns what it said until it was dead. */
async function workAndKill(script: string, profileDir: string, secret: string, count: number) {
  const child = spawn(process.execPath, [script, profileDir, secret], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (said.length === count || line === 'empty') child.kill('SIGKILL')
  }
  await exited
  return said
}

test('killed in the middle, again and again: every image gets one result, and none is lost', async () => {
  const scripts = await buildScripts({
    'queue-until-killed': join(import.meta.dirname, 'queue-until-killed.fixture.ts'),
  })
  const profileDir = temporaryFolder()
  const key = randomBytes(32)
  const open = () => openWritable(profileDir, new Uint8Array(key))
  const db = open()
  setAnalysisModels(db, { models: [{ id: 'chest-film', version: '2.0.0', mode: 'arrival', gate }] })
  for (let film = 0; film < films; film += 1) recordInstance(db, parsedInstance(), pretendBlob(`${film}`), '')
  db.close()

  const said: string[] = []
  for (let round = 0; said.at(-1) !== 'empty' && round < 30; round += 1) {
    const script = join(scripts, 'queue-until-killed.js')
    said.push(...(await workAndKill(script, profileDir, key.toString('hex'), 1 + ((round * 7) % 23))))
  }
  const after = open()
  const count = (sql: string) => after.prepare(sql).pluck().get()
  expect(said.at(-1)).toBe('empty')
  expect(count('SELECT count(*) FROM analysis_run')).toBe(films)
  expect(count('SELECT count(DISTINCT instance_row) FROM analysis_run')).toBe(films)
  expect(count(`SELECT count(*) FROM analysis_task WHERE state = 'done'`)).toBe(films)
  expect(count(`SELECT count(*) FROM study WHERE urgency = 'negative'`)).toBe(films)
  after.close()
}, 120_000)
