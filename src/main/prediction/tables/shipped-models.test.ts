/** The models that ship, from text to answer, against the probabilities that scikit-learn, numpy and torch gave. */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { InferenceService } from '../../inference/inference-service'
import { builtInSource } from '../../inference/model-package'
import { isTableModel, type TableModel } from '../../inference/model-registry'
import { startInProcess } from '../../inference/site/in-process.fixture'
import { RowAssessor, type RowResult } from './assess-rows'
import { contributionsOf } from './contributions'
import { familiarityFor } from './familiarity-for'
import { readPatientRows } from './read-patient-rows'

const modelsDir = join(import.meta.dirname, '../../../../models')
const tables = ['diabetes', 'diabetes-nhanes', 'heart-disease', 'heart-failure']
const labels: Record<string, string> = {
  diabetes: 'diabetes',
  'diabetes-nhanes': 'diabetes',
  'heart-disease': 'angiographic-cad',
  'heart-failure': 'hf-death',
}

let inference: InferenceService
let folder: string

beforeAll(async () => {
  const { read } = builtInSource(modelsDir)
  const ours = [...tables, 'unusual-patient']
  inference = new InferenceService({
    sources: [{ origin: 'built-in', read: async () => (await read()).filter(({ id }) => ours.includes(id)) }],
    startChild: startInProcess,
    providers: () => Promise.resolve(['cpu']),
    threads: () => 1,
  })
  await inference.registry.open()
  folder = await mkdtemp(join(tmpdir(), 'vesalius-tables-'))
})

afterAll(async () => {
  inference.close()
  await rm(folder, { recursive: true, force: true })
})

async function modelOf(id: string): Promise<TableModel> {
  const model = await inference.registry.require(id)
  if (!isTableModel(model)) throw new Error(`${id} is no model of tables`)
  return model
}

async function assessFile(id: string, path: string): Promise<RowResult[]> {
  const model = await modelOf(id)
  const assessor = new RowAssessor(inference, model, await familiarityFor(inference.registry, model))
  const results: RowResult[] = []
  for await (const part of readPatientRows(path))
    results.push(...(await assessor.assess(part, { ignoreGates: true })))
  return results
}

function probabilityOf(result: RowResult): number {
  if (!('outcome' in result) || result.outcome.status !== 'assessed') throw new Error('not assessed')
  return result.outcome.outputs[0]!.probability
}

describe.each(tables)('%s', (id) => {
  const golden = (file: string) => join(modelsDir, id, 'golden', file)
  const expected = () =>
    z
      .object({ probability: z.array(z.number()) })
      .parse(JSON.parse(readFileSync(golden('rows.json'), 'utf8'))).probability

  it('gives the probabilities of the training parts for rows of text', async () => {
    const results = await assessFile(id, golden('rows.csv'))
    const wanted = expected()
    expect(results).toHaveLength(wanted.length)
    for (const [at, result] of results.entries())
      expect(Math.abs(probabilityOf(result) - wanted[at]!)).toBeLessThan(3e-6)
  })

  it('has one output with its label, a range and a word on how unusual the row is', async () => {
    for (const result of await assessFile(id, golden('rows.csv'))) {
      if (!('outcome' in result) || result.outcome.status !== 'assessed') throw new Error('not assessed')
      expect(result.outcome.outputs).toHaveLength(1)
      expect(result.outcome.outputs[0]).toMatchObject({ label: labels[id], calibrated: true })
      expect(result.outcome.outputs[0]!.range!.members).toBeGreaterThanOrEqual(5)
      expect(result.unfamiliarity!.score).toBeGreaterThanOrEqual(0)
    }
  })

  it('reads the table compressed, with columns turned round and columns of no interest', async () => {
    const [head = '', ...rows] = readFileSync(golden('rows.csv'), 'utf8').trimEnd().split('\n')
    const turned = rows.map((row) => ['x', ...row.split(',').reverse()].join(';'))
    const path = join(folder, `${id}.csv.gz`)
    await writeFile(
      path,
      gzipSync([['time', ...head.split(',').reverse()].join(';'), ...turned].join('\r\n')),
    )
    const results = await assessFile(id, path)
    for (const [at, wanted] of expected().entries())
      expect(Math.abs(probabilityOf(results[at]!) - wanted)).toBeLessThan(3e-6)
  })

  it('explains its rows: contributions add up', async () => {
    const model = await modelOf(id)
    const [result] = await assessFile(id, golden('rows.csv'))
    if (!result || !('outcome' in result) || !result.values) throw new Error('not assessed')
    const { base, total, contributions } = await contributionsOf(inference, model, result.values)
    const added = contributions.reduce((sum, { logOdds }) => sum + logOdds, base)
    expect(Math.abs(added - total)).toBeLessThan(1e-3)
    expect(contributions.map(({ column }) => column)).toEqual(
      model.contract.input.columns.map(({ name }) => name),
    )
  })

  it('never reads what gives the outcome away', async () => {
    const { columns } = (await modelOf(id)).contract.input
    const names = columns.map(({ name }) => name.toLowerCase())
    for (const leak of ['time', 'num', 'site', 'disease', 'death_event', 'diabetesage', 'diabetes_binary'])
      expect(names).not.toContain(leak)
  })
})
