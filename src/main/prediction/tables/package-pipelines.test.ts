/**
 * The pipelines in the packages on all rows of their tables: the program's way for a row before a model, the workshop's engine on the
 * file, and the Python twin that the recipe prepares its training rows with. The twin runs where VESALIUS_PYTHON names a Python with numpy and pandas.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  difference,
  Outcome,
  outcomeOf,
} from '../../../shared/domain/preparation/engine/compared-runs.fixture'
import { runPipeline } from '../../../shared/domain/preparation/engine/run'
import { bindTable } from '../../../shared/domain/preparation/table/bind-table'
import { AppException } from '../../../shared/result'
import { readPackage } from '../../inference/model-package'
import { pipelineHash, readPipelineFile } from '../../preparation/pipeline-file'
import { readRawTable } from '../../preparation/read-raw-table'
import { type EncodedRow, RowEncoder } from './encode-row'
import { readPatientRows } from './read-patient-rows'

const data = process.env['VESALIUS_DATA'] ?? ''
const python = process.env['VESALIUS_PYTHON'] ?? ''
const project = join(import.meta.dirname, '../../../..')
const packageOf = (id: string) => join(project, 'models', id)
const tables: [string, string, number][] = [
  ['diabetes', 'brfss2015_diabetes_5050', 60_088],
  ['diabetes-nhanes', 'nhanes_2009_2012', 8_477],
  ['heart-disease', 'heart_disease_uci', 782],
  ['heart-failure', 'heart_failure', 255],
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-packages-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The data's table, unpacked. */
async function unpacked(table: string): Promise<string> {
  const path = join(folder, `${table}.csv`)
  await writeFile(path, gunzipSync(readFileSync(join(data, 'risk_tables', `${table}.csv.gz`))))
  return path
}

async function encodedRows(id: string, path: string): Promise<EncodedRow[]> {
  const { manifest, preparation, error } = await readPackage(packageOf(id), id)
  if (manifest?.task !== 'table-classification' || !preparation)
    throw new Error(error?.message ?? 'no model of tables')
  expect(preparation.fittedOn).toBeGreaterThan(200)
  const encoder = new RowEncoder(manifest.inputs[0]!.columns, manifest.population, preparation)
  const encoded: EncodedRow[] = []
  for await (const { header, rows } of readPatientRows(path)) {
    const cells = rows.map((row) => row.cells)
    for (const row of encoder.encode(cells, encoder.placesIn(header))) {
      if (row instanceof AppException) throw row
      encoded.push(row)
    }
  }
  return encoded
}

async function askTwin(question: object): Promise<unknown> {
  const child = spawn(python, ['-m', 'preparation.compare'], { cwd: join(project, 'scripts') })
  child.stdin.end(JSON.stringify(question))
  for await (const line of createInterface(child.stdout)) return JSON.parse(line)
  throw new Error('the twin gave no answer')
}

describe.runIf(existsSync(join(data, 'risk_tables')))('the pipeline of a package', () => {
  it.each(tables)(
    '%s is the same before the graph as in the workshop',
    async (id, table, count) => {
      const path = await unpacked(table)
      const { pipeline, state } = await readPipelineFile(join(packageOf(id), 'preparation.json'))
      const { raw } = await readRawTable(path, pipeline.table, { pause: () => Promise.resolve() })
      const run = runPipeline(pipeline, bindTable(raw, pipeline), state!.learnt)
      const rows = await encodedRows(id, path)
      expect(rows).toHaveLength(count)
      for (const [at, { values }] of run.table.bound.cells.entries()) {
        const fed = Float32Array.from(rows, (row) => row.fed[at]!)
        expect([at, differing(fed, Float32Array.from(values))]).toEqual([at, 0])
      }
      const changed = rows.reduce((sum, { prepared }) => sum + prepared.length, 0)
      const marked = rows.reduce((sum, { refusals }) => sum + refusals.filter(isOfRange).length, 0)
      expect(changed + marked).toBe(run.table.log.length)
    },
    300_000,
  )

  it.runIf(python !== '').each(tables)(
    '%s is the same in Python',
    async (id, table) => {
      const path = await unpacked(table)
      const { pipeline, state } = await readPipelineFile(join(packageOf(id), 'preparation.json'))
      const { raw } = await readRawTable(path, pipeline.table, { pause: () => Promise.resolve() })
      const run = runPipeline(pipeline, bindTable(raw, pipeline), state!.learnt)
      const answer = await askTwin({ cases: [{ pipeline, state, file: path }] })
      const { hash, applied } = z.object({ hash: z.string(), applied: Outcome }).parse(answer)
      expect(hash).toBe(pipelineHash(pipeline))
      expect(outcomeOf(run).counts).toEqual(applied.counts)
      expect(difference(outcomeOf(run), applied)).toBeLessThan(1e-6)
    },
    300_000,
  )
})

const isOfRange = ({ code }: { code: string }): boolean => code === 'VALUE_OUTSIDE_RANGE'

/** How many values are not the same, to the last bit; empty cells are alike. */
function differing(one: Float32Array, other: Float32Array): number {
  let count = Math.abs(one.length - other.length)
  for (const [at, value] of one.entries()) if (!Object.is(value, other[at])) count++
  return count
}
