import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { beforeAll, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import { buildScripts } from '../../../test-support/build-script'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { openReadable } from '../../store/open-database'
import { importReport, listJobs } from '../../store/queries/jobs'
import { verifyStore } from '../../store/verify-store'
import { element, imageElements, writeFile } from '../dicom/fixtures/dicom-writer'

let scripts = ''
beforeAll(async () => {
  scripts = await buildScripts({
    'import-until-killed': join(import.meta.dirname, 'import-until-killed.fixture.ts'),
  })
})

const side = 64
const dicom = (nth: number) =>
  writeFile(
    [
      ...imageElements(new Uint8Array(side * side).fill(nth), { rows: side, columns: side }),
      element(0x00100020, 'LO', `P${nth % 3}`),
    ]
      .map((written) => (written.tag === 0x00080018 ? { ...written, value: `2.25.${nth + 1}` } : written))
      .sort((one, other) => one.tag - other.tag),
  )

/** 90 files and an archive of 90 more. */
async function inputs(): Promise<string> {
  const folder = temporaryFolder()
  for (let nth = 0; nth < 90; nth += 1)
    writeFileSync(join(folder, `${String(nth).padStart(3, '0')}.dcm`), dicom(nth))
  const archive = new ZipFile()
  for (let nth = 90; nth < 180; nth += 1) archive.addBuffer(Buffer.from(dicom(nth)), `${nth}.dcm`)
  archive.end()
  await pipeline(archive.outputStream, createWriteStream(join(folder, 'more.zip')))
  return folder
}

/** Runs until it said `lines` lines, then kills it; returns how the job ended, or null when it was killed. */
async function runAndKill(
  profileDir: string,
  secret: Buffer,
  folder: string,
  lines: number,
): Promise<string | null> {
  const child = spawn(
    process.execPath,
    [join(scripts, 'import-until-killed.js'), profileDir, secret.toString('hex'), folder],
    {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exited = once(child, 'exit')
  let said = 0
  let last = ''
  for await (const line of createInterface({ input: child.stdout })) {
    last = line
    said += 1
    if (said === lines) child.kill('SIGKILL')
  }
  const [, signal] = (await exited) as [number | null, NodeJS.Signals | null]
  return signal === 'SIGKILL' ? null : last
}

it('killed again and again, an import goes on to its end: each file once, nothing half-stored', async () => {
  const folder = await inputs()
  const profileDir = temporaryFolder()
  const secret = randomBytes(32)
  const key = (fill: number) => new Uint8Array(secret).map((byte) => byte ^ fill)
  const keys = { database: key(0), blobs: key(1), names: key(2) }
  const ends: (string | null)[] = []
  // The first runs are killed early, later ones get further.
  for (let round = 1; ends.at(-1) == null && round <= 12; round += 1) {
    ends.push(await runAndKill(profileDir, secret, folder, round))
    const db = openReadable(profileDir, keys.database)
    const verified = await verifyStore(
      db,
      { profileDir, keys },
      new AbortController().signal,
      () => undefined,
    )
    expect(verified).toMatchObject({ database: [], damaged: [], missing: [] })
    db.close()
  }
  expect(ends.at(-1)).toBe('done')
  expect(ends.filter((end) => end === null).length).toBeGreaterThan(0)

  const db = openReadable(profileDir, keys.database)
  const [job] = listJobs(db)
  expect(job).toMatchObject({
    state: 'done',
    done: 91,
    total: 91,
    counts: { imported: 180, duplicate: 0, conflict: 0, error: 0 },
  })
  const { lines } = importReport(db, { jobId: job?.id ?? '', onlyProblems: false, offset: 0, limit: 500 })
  expect(new Set(lines.map(({ input }) => input)).size).toBe(180)
  expect(lines).toHaveLength(180)
  expect(db.prepare('SELECT count(*) AS found FROM instance').get()).toEqual({ found: 180 })
  expect(readdirSync(join(profileDir, 'blobs', 'incoming'))).toEqual([])
  db.close()
}, 180_000)
