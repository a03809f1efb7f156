import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, expect, test } from 'vitest'
import { buildScripts } from '../../../test-support/build-script'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { openWritable } from '../../store/open-database'
import { listIntakes } from '../../store/queries/record-imports'

let scripts = ''
beforeAll(async () => {
  scripts = await buildScripts({
    'intake-until-killed': join(import.meta.dirname, 'intake-until-killed.fixture.ts'),
  })
}, 120_000)

/** Kills the program once it said how far it is; returns its last word. */
async function run(
  profileDir: string,
  secret: Buffer,
  path: string,
  killAfter: number | null,
): Promise<string> {
  const script = join(scripts, 'intake-until-killed.js')
  const child = spawn(process.execPath, [script, profileDir, secret.toString('hex'), path], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let last = ''
  let said = 0
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    said += 1
    if (said === killAfter) child.kill('SIGKILL')
  }
  await exited
  return last
}

const values = 30_000

function exported(): string {
  const path = join(temporaryFolder(), 'values.ndjson')
  const lines = Array.from({ length: values }, (_, index) =>
    JSON.stringify({
      resourceType: 'Observation',
      id: `o${index}`,
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      subject: { identifier: { system: 'urn:mrn', value: `P${index % 50}` } },
      effectiveDateTime: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString(),
      // one in a thousand has no unit and waits
      valueQuantity: {
        value: 60 + (index % 40),
        ...(index % 1_000 === 7 ? {} : { unit: '/min', code: '/min', system: 'http://unitsofmeasure.org' }),
      },
    }),
  )
  writeFileSync(path, lines.join('\n'))
  return path
}

test('killed again and again, an import ends with everything once', async () => {
  const profileDir = temporaryFolder()
  const secret = randomBytes(32)
  const path = exported()
  const stored: number[] = []
  for (const killAfter of [1, 2, 1, 3]) {
    await run(profileDir, secret, path, killAfter)
    const db = openWritable(profileDir, new Uint8Array(secret))
    try {
      const entries = db.prepare('SELECT count(*) FROM record_entry').pluck().get() as number
      const held = db.prepare('SELECT count(*) FROM record_quarantine').pluck().get() as number
      // What is stored is exactly what the import says that it has done.
      expect(listIntakes(db)[0]?.files[0]?.items).toBe(entries + held)
      stored.push(entries)
    } finally {
      db.close()
    }
  }
  expect(stored).toEqual(stored.toSorted((a, b) => a - b))
  expect(await run(profileDir, secret, path, null)).toBe('done')
  const db = openWritable(profileDir, new Uint8Array(secret))
  try {
    const count = (sql: string) => db.prepare(sql).pluck().get()
    expect(count('SELECT count(*) FROM record_entry')).toBe(values - 30)
    expect(count('SELECT count(DISTINCT identity) FROM record_entry')).toBe(values - 30)
    expect(count('SELECT count(*) FROM record_quarantine')).toBe(30)
    expect(count('SELECT count(*) FROM patient')).toBe(50)
    expect(listIntakes(db)[0]?.files[0]?.tallies).toEqual([
      { subject: 'observation', outcome: 'added', count: values - 30 },
      { subject: 'unit-missing', outcome: 'rejected', count: 30 },
    ])
  } finally {
    db.close()
  }
}, 600_000)
