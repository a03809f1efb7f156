import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { profileTable, proposePipeline } from '../../shared/domain/preparation/profile-table'
import type { PreparationPipeline, TableForm } from '../../shared/domain/preparation/pipeline'
import { readPipelineFile, writePipelineFile } from './pipeline-file'
import { sampleTable } from './read-raw-table'
import {
  beforeAfterStep,
  changesPage,
  lastRun,
  previewPipeline,
  tableInForm,
  type WorkshopTable,
} from './workshop-tables'
import { writeChanges, writePrepared } from './write-tables'

const messy = `patient,minute,parameter,value,unit,remark
A,0,pH,735,,typed
A,60,pH,7.31,,
A,60,pH,7.31,,
B,0,Temp,98.6,Cel,
B,60,Temp,99.5,°F,
B,120,Temp,,Cel,"two
lines, quoted"
C,0,Height,68,,
C,0,NISysABP,0,mmHg,
C,30,NISysABP,128,mmHg,
D,0,Temp,37.2,Cel,
D,10,Temp,37.9,furlong,
E,0,Temp,36.9,Cel,
F,0,pH,7.4,,
F,10,pH,abc,,
G,5,shoe,43,EU,
`

const quiet = { pause: () => Promise.resolve(), onStep: () => undefined }
const allChanges = { step: null, reason: null, parameter: null, offset: 0, limit: 500 } as const

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-workshop-'))
  path = join(folder, 'messy.csv')
  await writeFile(path, messy)
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (file = path): WorkshopTable => ({ source: file, read: null, last: null })

/** As proposed, with all subjects but those of the second half of the alphabet for training. */
async function proposed(table: WorkshopTable): Promise<PreparationPipeline> {
  const { form } = await sampleTable(table.source)
  const { raw } = await tableInForm(table, form!, quiet)
  return proposePipeline(raw, null)
}

describe('a messy table', () => {
  it('is recognised as long, and profiled with its problems', async () => {
    const { form, header } = await sampleTable(path)
    expect(form).toEqual({
      form: 'long',
      subject: 'patient',
      time: { column: 'minute', unit: 'min' },
      parameter: 'parameter',
      value: 'value',
      unit: 'unit',
    })
    expect(header).toHaveLength(6)
    const { raw, sha256 } = await tableInForm(open(), form!, quiet)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    const profile = profileTable(raw)
    expect(profile).toMatchObject({
      rows: 15,
      subjects: 7,
      malformed: 0,
      duplicateRows: 1,
      duplicateMeasurements: 1,
      firstTime: '0',
      lastTime: '120',
    })
    const of = (name: string) => profile.parameters.find((each) => each.name === name)
    expect(of('pH')).toMatchObject({
      parameter: 'ph-arterial',
      values: 4,
      unreadable: 1,
      problems: { slips: [{ slip: 'decimal-point-left-out', count: 1 }] },
    })
    expect(of('Temp')).toMatchObject({
      missing: 1,
      problems: { unitUnknown: 1, slips: [{ slip: 'written-in-fahrenheit', count: 1 }] },
    })
    expect(of('NISysABP')).toMatchObject({ problems: { wordsForMissing: 1 } })
    expect(of('Height')?.units).toEqual([{ written: '', unit: '[in_i]', count: 1 }])
    expect(of('shoe')).toMatchObject({ parameter: null, plausible: null })
  })

  it('is repaired as proposed: every change told, nothing else touched', async () => {
    const table = open()
    const pipeline = {
      ...(await proposed(table)),
      split: { by: 'subject' as const, seed: 1, trainShare: 1, before: null },
    }
    const preview = await previewPipeline(table, pipeline, null, quiet)
    const page = changesPage(table, allChanges)
    expect(page.total).toBe(preview.changes)
    const change = (parameter: string | null, reason: string) =>
      page.changes.find((each) => each.parameter === parameter && each.reason === reason)
    expect(change('pH', 'slip-repaired')).toMatchObject({
      line: 2,
      subject: 'A',
      before: 735,
      after: 7.35,
      slip: 'decimal-point-left-out',
    })
    expect(change('Temp', 'slip-repaired')).toMatchObject({ before: 98.6, after: 37 })
    expect(change('Temp', 'unit-converted')).toMatchObject({ before: 99.5, after: 37.5 })
    expect(change('Temp', 'unit-unknown')).toMatchObject({ before: 37.9, after: null })
    expect(change('Height', 'unit-converted')).toMatchObject({ before: 68, after: 172.72 })
    expect(change('NISysABP', 'word-for-missing')).toMatchObject({ before: 0, after: null })
    expect(change(null, 'duplicate-row')).toMatchObject({ line: 4, subject: 'A' })
    expect(preview.leaks.map(({ code }) => code)).toEqual(['fitted-on-all'])

    const out = join(folder, 'out.csv')
    const source = { from: path, sha256: table.read!.sha256 }
    expect(await writePrepared(source, lastRun(table).run.table, { path: out, part: 'all' }, quiet)).toBe(14)
    const lines = (await readFile(out, 'utf8')).split('\n')
    expect(lines).toContain('A,0,pH,7.35,[pH],typed')
    expect(lines).toContain('B,60,Temp,37.5,Cel,')
    expect(lines).toContain('D,10,Temp,37.2,Cel,')
    expect(lines).toContain('C,0,Height,172.72,cm,')
    expect(lines).toContain('G,5,shoe,43,EU,')
    expect(await readFile(out, 'utf8')).toContain('"two\nlines, quoted"')
    expect(await readFile(path, 'utf8')).toBe(messy)
  })

  it('tells changes by step, reason and parameter, page by page, and exports them all', async () => {
    const table = open()
    const preview = await previewPipeline(table, await proposed(table), null, quiet)
    const temperatures = changesPage(table, { ...allChanges, step: 'units', parameter: 'Temp', limit: 1 })
    expect(temperatures.total).toBe(2)
    expect(temperatures.changes).toHaveLength(1)
    const second = changesPage(table, {
      ...allChanges,
      step: 'units',
      parameter: 'Temp',
      limit: 1,
      offset: 1,
    })
    expect(second.changes[0]?.reason).toBe('unit-unknown')
    const out = join(folder, 'changes.csv.gz')
    expect(await writeChanges(lastRun(table).run.table, out, quiet)).toBe(preview.changes)
    const text = gunzipSync(await readFile(out)).toString('utf8')
    expect(text.trimEnd().split('\n')).toHaveLength(preview.changes + 1)
    expect(text).toContain(
      '2,A,pH,impossible,slip-repaired,decimal-point-left-out,harutyunyan-2019,735,7.35,0',
    )
  })

  it('shows a parameter before and after a step in the same classes', async () => {
    const table = open()
    await previewPipeline(table, await proposed(table), null, quiet)
    const { before, after, unitBefore, unitAfter } = beforeAfterStep(table, 'units', 'Temp')
    expect([before.low, before.high]).toEqual([after.low, after.high])
    expect([before.n, after.n]).toEqual([5, 4])
    expect([unitBefore, unitAfter]).toEqual([null, 'Cel'])
    expect(() => beforeAfterStep(table, 'nothing', 'Temp')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })

  it('goes out as a pipeline that does the same elsewhere', async () => {
    const table = open()
    const pipeline = await proposed(table)
    const preview = await previewPipeline(table, pipeline, null, quiet)
    const file = join(folder, 'pipeline.json')
    await writePipelineFile(file, { pipeline, state: preview.state })
    const read = await readPipelineFile(file)
    const packed = join(folder, 'again.csv.gz')
    await writeFile(packed, gzipSync(messy))
    const other = open(packed)
    await previewPipeline(other, read.pipeline, read.state, quiet)
    expect(lastRun(other).run.table.bound.cells.map(({ values }) => [...values])).toEqual(
      lastRun(table).run.table.bound.cells.map(({ values }) => [...values]),
    )
    const changed = { ...read, pipeline: { ...read.pipeline, name: 'another' } }
    await writeFile(file, JSON.stringify(changed))
    await expect(readPipelineFile(file)).rejects.toMatchObject({ code: 'PIPELINE_FILE_INVALID' })
  })
})

describe('what cannot be done', () => {
  it('is refused: a pipeline out of order, a column that is not there, the source as the target', async () => {
    const table = open()
    const pipeline = await proposed(table)
    const turned = { ...pipeline, steps: pipeline.steps.toReversed() }
    await expect(previewPipeline(table, turned, null, quiet)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const form: TableForm = { form: 'wide', subject: 'nobody', time: null }
    await expect(tableInForm(open(), form, quiet)).rejects.toMatchObject({ code: 'TABLE_COLUMN_MISSING' })
    await previewPipeline(table, pipeline, null, quiet)
    const source = { from: path, sha256: table.read!.sha256 }
    await expect(
      writePrepared(source, lastRun(table).run.table, { path, part: 'all' }, quiet),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expect(await readFile(path, 'utf8')).toBe(messy)
  })

  it('keeps the former preview when the next one is cancelled or fails', async () => {
    const table = open()
    const pipeline = await proposed(table)
    await previewPipeline(table, pipeline, null, quiet)
    const { run } = lastRun(table)
    const cancelled = { ...quiet, pause: () => Promise.reject(new Error('cancelled')) }
    await expect(previewPipeline(table, pipeline, null, cancelled)).rejects.toThrow('cancelled')
    expect(lastRun(table).run).toBe(run)
  })

  it('lets chained regressions be cancelled long before they end', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `column${at}`)
    const rows = Array.from({ length: 6_000 }, (_, row) =>
      names.map((_, at) => ((row * 7 + at) % 11 === 0 ? '' : String((row * (at + 3)) % 97))).join(','),
    )
    await writeFile(path, [names.join(','), ...rows].join('\n'))
    const table = open()
    const { raw } = await tableInForm(table, { form: 'wide', subject: null, time: null }, quiet)
    const chained = { step: 'chained', id: 'fill', on: true, only: null, rounds: 20, ridge: 1 } as const
    const pipeline = { ...proposePipeline(raw, null), steps: [chained] }
    const shares: number[] = []
    let longest = 0
    let before = performance.now()
    const counted = (most: number) => ({
      onStep: () => undefined,
      pause: (share: number) => {
        longest = Math.max(longest, performance.now() - before)
        before = performance.now()
        return shares.push(share) > most ? Promise.reject(new Error('cancelled')) : Promise.resolve()
      },
    })
    await previewPipeline(table, pipeline, null, counted(Infinity))
    // A look between all regressions of all rounds and within each, so that none of them has to be waited for.
    expect(shares.length).toBeGreaterThan(20 * names.length)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(longest).toBeLessThan(1_000)
    const { run } = lastRun(table)
    await expect(previewPipeline(table, pipeline, null, counted(shares.length + 5))).rejects.toThrow(
      'cancelled',
    )
    expect(lastRun(table).run).toBe(run)
  })

  it('writes nothing where the file has changed since it was read', async () => {
    const table = open()
    await previewPipeline(table, await proposed(table), null, quiet)
    await writeFile(path, messy.replace('7.31', '7.30'))
    const source = { from: path, sha256: table.read!.sha256 }
    const out = join(folder, 'out.csv')
    await expect(
      writePrepared(source, lastRun(table).run.table, { path: out, part: 'all' }, quiet),
    ).rejects.toMatchObject({ code: 'TABLE_FILE_CHANGED' })
    await expect(readFile(out)).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readFile(`${out}.partial`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('reads no file that is empty, absent or names a column twice', async () => {
    await expect(sampleTable(join(folder, 'none.csv'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await writeFile(path, '')
    await expect(sampleTable(path)).rejects.toMatchObject({ code: 'FILE_EMPTY' })
    await writeFile(path, 'a,b,a\n1,2,3\n')
    await expect(sampleTable(path)).rejects.toMatchObject({ code: 'TABLE_COLUMN_TWICE' })
  })
})

describe('a table that lies in memory', () => {
  it('is read, prepared and written as the same file is', async () => {
    const bytes = gzipSync(messy)
    const [inMemory, onDisk] = [{ ...open(), source: bytes }, open()]
    const pipeline = await proposed(onDisk)
    const [one, other] = [
      await previewPipeline(inMemory, pipeline, null, quiet),
      await previewPipeline(onDisk, pipeline, null, quiet),
    ]
    expect(one).toEqual(other)
    const [first, second] = [join(folder, 'memory.csv'), join(folder, 'disk.csv')]
    for (const [table, out] of [
      [inMemory, first],
      [onDisk, second],
    ] as const) {
      const source = { from: table.source, sha256: table.read!.sha256 }
      await writePrepared(source, lastRun(table).run.table, { path: out, part: 'all' }, quiet)
    }
    expect(await readFile(first, 'utf8')).toBe(await readFile(second, 'utf8'))
  })
})
