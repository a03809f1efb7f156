/** The command with its real worker: a table goes in, files and lines come out. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { buildScripts } from '../../../../test-support/build-script'
import type { PreparationProcedures } from '../../../preparation/preparation-procedures'
import { PreparationService } from '../../../preparation/preparation-service'
import { WorkerClient } from '../../../workers/rpc'
import { exitCodes } from '../headless-command'
import { prepareCommand } from './prepare'

const Line = z.looseObject({ input: z.string().optional(), status: z.string() })

let scripts: string
let folder: string
beforeAll(async () => {
  scripts = await buildScripts({ 'preparation-worker': 'src/main/workers/preparation-worker.ts' })
}, 120_000)
afterAll(() => rm(scripts, { recursive: true, force: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-prepare-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const workshop = () =>
  new PreparationService(
    () => new WorkerClient<PreparationProcedures>(join(scripts, 'preparation-worker.js')),
  )

async function prepare(args: string[], signal = new AbortController().signal) {
  const lines: z.infer<typeof Line>[] = []
  const code = await prepareCommand(workshop).run(args, {
    line: (object) => void lines.push(Line.parse(object)),
    log: () => undefined,
    password: () => Promise.resolve(null),
    signal,
    profileDir: folder,
  })
  return { code, lines }
}

/** 300 patients with a temperature in one of two units, and a pH now and then without its point. */
async function writeTable(name: string): Promise<string> {
  const rows = Array.from({ length: 300 }, (_, at) => {
    const isWarm = at % 4 === 0
    const celsius = 36 + (at % 30) / 10
    return [
      `P${at},0,Temp,${isWarm ? (celsius * 1.8 + 32).toFixed(1) : celsius.toFixed(1)},Cel`,
      `P${at},5,pH,${at % 50 === 0 ? 735 : (7.3 + (at % 10) / 100).toFixed(2)},`,
    ].join('\n')
  })
  const path = join(folder, name)
  await writeFile(path, `patient,minute,parameter,value,unit\n${rows.join('\n')}\n`)
  return path
}

describe('prepare', () => {
  it('proposes, learns, writes, and applies what was learnt with the same result', async () => {
    const table = await writeTable('ward.csv')
    const out = join(folder, 'out')
    const proposed = await prepare([table, '--propose', '--out', out])
    expect(proposed.code).toBe(exitCodes.success)
    expect(proposed.lines).toMatchObject([{ input: table, status: 'proposed', rows: 600, subjects: 300 }])

    const pipeline = join(out, 'ward-pipeline.json')
    const fitted = await prepare([table, '--pipeline', pipeline, '--split', 'subject,5,0.7', '--out', out])
    expect(fitted.code).toBe(exitCodes.success)
    expect(fitted.lines).toMatchObject([{ status: 'fitted', changes: 81, leaks: [] }])
    const all = await readFile(join(out, 'ward-prepared.csv'), 'utf8')
    const parts = await Promise.all(
      ['train', 'test'].map((part) => readFile(join(out, `ward-prepared-${part}.csv`), 'utf8')),
    )
    const rowsOf = (text: string) => text.trimEnd().split('\n').slice(1)
    expect(parts.flatMap(rowsOf).toSorted()).toEqual(rowsOf(all).toSorted())
    expect(rowsOf(parts[0]!).length).toBeGreaterThan(rowsOf(parts[1]!).length)
    expect(all).toContain('P0,0,Temp,36,Cel')
    expect(all).toContain('P50,5,pH,7.35,[pH]')
    expect(rowsOf(await readFile(join(out, 'ward-changes.csv'), 'utf8'))).toHaveLength(81)

    const again = join(folder, 'again')
    const applied = await prepare([table, '--pipeline', join(out, 'ward-pipeline.json'), '--out', again])
    expect(applied.lines).toMatchObject([{ status: 'applied', changes: 81 }])
    expect(await readFile(join(again, 'ward-prepared.csv'), 'utf8')).toBe(all)
  })

  it('gives a line for each table in order, also for those that cannot be read', async () => {
    const table = await writeTable('ward.csv')
    const { code, lines } = await prepare([join(folder, 'none.csv'), table, '--propose'])
    expect(code).toBe(exitCodes.someFailed)
    expect(lines).toMatchObject([
      { status: 'error', error: { code: 'FILE_NOT_FOUND' } },
      { input: table, status: 'proposed', pipeline: { format: 'vesalius-preparation-1' } },
    ])
  })

  it('takes columns by their names where these say nothing by themselves', async () => {
    const table = join(folder, 'odd.csv')
    await writeFile(table, 'k,when,was,n\nA,0,HR,80\nA,1,HR,81\nB,0,HR,0\n')
    const { lines } = await prepare([
      table,
      '--propose',
      '--form',
      'long:subject=k,parameter=was,value=n,time=when:h',
    ])
    expect(lines).toMatchObject([
      {
        status: 'proposed',
        subjects: 2,
        parameters: [{ name: 'HR', parameter: 'heart-rate', problems: { wordsForMissing: 1 } }],
      },
    ])
  })

  it.each([
    [[]],
    [['t.csv']],
    [['t.csv', '--propose', '--pipeline', 'p.json']],
    [['t.csv', '--pipeline', 'p.json', '--split', 'nobody,1,2']],
    [['t.csv', '--propose', '--form', 'sideways']],
    [['t.csv', '--unknown']],
  ])('refuses %j', async (args) => {
    await expect(prepare(args)).rejects.toMatchObject({ code: 'USAGE' })
  })
})

describe('the workshop', () => {
  it('is cancelled in the middle of reading, and goes on with the next table', async () => {
    const table = await writeTable('ward.csv')
    const service = workshop()
    try {
      const { tableId, form } = await service.openTable(table)
      const cancelled = new AbortController()
      cancelled.abort()
      await expect(service.profile(tableId, form!, { signal: cancelled.signal })).rejects.toMatchObject({
        code: 'CANCELLED',
      })
      expect(await service.profile(tableId, form!)).toMatchObject({ fileName: 'ward.csv', rows: 600 })
      service.close(tableId)
      await expect(service.profile(tableId, form!)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    } finally {
      await service.stop()
    }
  })
})
