import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, expect, test } from 'vitest'
import { buildScripts } from '../../test-support/build-script'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { openReadable, openWritable } from './open-database'
import { classifyInstance } from './queries/instances'
import { tidyUp } from './store-procedures'
import { verifyStore } from './verify-store'

let scripts = ''
beforeAll(async () => {
  scripts = await buildScripts({
    'store-until-killed': join(import.meta.dirname, 'store-until-killed.fixture.ts'),
  })
})

const key = (secret: Buffer, fill: number) => new Uint8Array(secret).map((byte) => byte ^ fill)

/** Kills the program after it said `count` times that something is stored; returns what it said until it was dead. */
async function storeAndKill(
  profileDir: string,
  secret: Buffer,
  round: number,
  count: number,
): Promise<string[]> {
  const script = join(scripts, 'store-until-killed.js')
  const child = spawn(process.execPath, [script, profileDir, secret.toString('hex'), String(round)], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (said.length === count) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return said
}

test('killed in the middle of storing, again and again: what was said to be stored is, and nothing is half-stored', async () => {
  const profileDir = temporaryFolder()
  const secret = randomBytes(32)
  const keys = { database: key(secret, 0), blobs: key(secret, 1), names: key(secret, 2) }
  const stored: string[] = []
  for (let round = 0; round < 8; round += 1) {
    stored.push(...(await storeAndKill(profileDir, secret, round, 1 + ((round * 7) % 23))))
    const db = openWritable(profileDir, keys.database)
    const reader = openReadable(profileDir, keys.database)
    try {
      tidyUp(db, { profileDir, keys })
      const report = await verifyStore(
        reader,
        { profileDir, keys },
        new AbortController().signal,
        () => undefined,
      )
      expect(report).toMatchObject({ database: [], damaged: [], missing: [], orphans: 0 })
      expect(report.files).toBe(report.instances)
      expect(readdirSync(join(profileDir, 'blobs', 'incoming'))).toEqual([])
      for (const uid of stored) expect(classifyInstance(reader, uid, '')).toBe('conflict')
      expect(report.instances).toBeGreaterThanOrEqual(stored.length)
    } finally {
      reader.close()
      db.close()
    }
  }
}, 120_000)
