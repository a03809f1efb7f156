/** A small manifest of a model of tables, and stand-ins for its graph, for tests. */
import { FamiliarityManifest, TableManifest } from '../shared/domain/models/manifest'
import { modelKey } from '../shared/domain/models/model-key'
import type { NamedTensors } from '../main/inference/golden'
import type { RunResult } from '../main/inference/inference-client'
import { modelContract } from '../main/inference/model-contract'
import { declaredPipeline, type FittedPipeline } from '../main/inference/tables/fitted-pipeline'
import type { FamiliarityModel, TableModel } from '../main/inference/model-registry'

const both = (text: string) => ({ en: text, 'zh-CN': text })

const rest = {
  schemaVersion: 1,
  version: '1.0.0',
  weights: { file: 'model.onnx', sha256: '0'.repeat(64), bytes: 1, opset: 13 },
  intendedUse: both('tests'),
  exclusions: { en: [], 'zh-CN': [] },
  trainingData: [],
  metrics: [],
  subgroups: [],
  licence: 'none',
  citation: 'none',
}

const choices = (...cells: string[]) => ({
  kind: 'choice',
  choices: cells.map((cell, code) => ({ cell, code, title: both(cell) })),
})

const tableColumns = [
  {
    name: 'age',
    title: both('age'),
    unit: 'a',
    cells: { kind: 'number', low: 0, high: 130, source: 'an age' },
    background: [
      { value: 40, share: 0.5 },
      { value: 60, share: 0.5 },
    ],
  },
  {
    name: 'chol',
    aliases: ['cholesterol'],
    title: both('cholesterol'),
    unit: 'mg/dL',
    cells: { kind: 'number', low: 40, high: 1000, source: 'tests' },
    missing: ['0'],
    background: [
      { value: 180, share: 0.25 },
      { value: 240, share: 0.75 },
    ],
  },
  {
    name: 'smokes',
    title: both('smokes'),
    unit: null,
    cells: choices('No', 'Yes'),
    background: [
      { value: 0, share: 0.5 },
      { value: 1, share: 0.5 },
    ],
  },
  {
    name: 'sex',
    title: both('sex'),
    unit: null,
    cells: choices('0', '1'),
    background: [{ value: 1, share: 1 }],
  },
]

/** Columns age, chol (0 means unknown), smokes (No, Yes), sex (0, 1); ages from 20 to 90, two columns have to be known. */
export const tinyTable = (): TableManifest =>
  TableManifest.parse({
    ...rest,
    id: 'tiny-table',
    title: both('tiny table'),
    task: 'table-classification',
    inputs: [{ name: 'row', dtype: 'float32', shape: ['N', 4], columns: tableColumns }],
    population: {
      age: { column: 'age', min: 20, max: 90 },
      leastKnown: 2,
      estimates: both('what the tests say'),
    },
    outputs: [
      {
        name: 'logit',
        role: 'finding-logits',
        labels: [
          {
            label: 'illness',
            title: both('illness'),
            code: null,
            meaning: { positive: both('yes'), negative: both('no') },
            activation: 'sigmoid',
            calibration: { method: 'platt', slope: 1, intercept: 0, prevalence: 0.2 },
            threshold: { value: 0.3, rule: 'tests' },
          },
        ],
      },
      { name: 'members', role: 'member-logits', of: 'logit' },
      { name: 'additive', role: 'additive-contributions', of: 'logit' },
    ],
  })

/** Knows another table of two columns first, then the tiny one; scores above 4 are unusual. */
export const tinyFamiliarity = (): FamiliarityManifest =>
  FamiliarityManifest.parse({
    ...rest,
    id: 'tiny-familiarity',
    title: both('tiny familiarity'),
    task: 'table-familiarity',
    inputs: [
      {
        name: 'row',
        dtype: 'float32',
        shape: ['N', 6],
        tables: [
          { model: 'other', columns: ['a', 'b'] },
          { model: 'tiny-table', columns: ['age', 'chol', 'smokes', 'sex'] },
        ],
      },
    ],
    outputs: [
      {
        name: 'unusual',
        role: 'row-unfamiliarity',
        tables: [
          { model: 'other', threshold: 1, quantiles: [0, 1] },
          { model: 'tiny-table', threshold: 4, quantiles: [0, 1, 2, 3, 4] },
        ],
        rule: 'tests',
      },
    ],
  })

/** What the columns say, and no more. */
export const declaredPreparation = ({ id, inputs }: TableManifest): FittedPipeline => ({
  pipeline: declaredPipeline(id, inputs[0]!.columns),
  learnt: [],
  fittedOn: null,
})

/** As if learnt on three rows: cholesterol is filled with 222. */
export function fittedPreparation(manifest: TableManifest): FittedPipeline {
  const { pipeline } = declaredPreparation(manifest)
  const fill = { step: 'median' as const, id: 'fill', on: true, only: ['chol'] }
  return {
    pipeline: { ...pipeline, steps: [...pipeline.steps, fill] },
    learnt: [{ step: 'median', id: 'fill', fills: [{ name: 'chol', value: 222 }] }],
    fittedOn: 3,
  }
}

export const tableModel = (manifest = tinyTable()): TableModel => ({
  manifest,
  contract: modelContract(manifest),
  preparation: declaredPreparation(manifest),
  key: modelKey(manifest.id, manifest.version),
  retired: false,
})

export const familiarityModel = (manifest = tinyFamiliarity()): FamiliarityModel => ({
  manifest,
  contract: modelContract(manifest),
  key: modelKey(manifest.id, manifest.version),
  retired: false,
})

/** What a stand-in for a graph gives for one row, by output. */
export type RowFunction = (row: readonly number[]) => Record<string, readonly number[]>

/** Runs functions in the place of graphs, by model id; counts the runs. */
export function fakeRuns(functions: Record<string, RowFunction>) {
  const runs: { id: string; rows: number }[] = []
  const run = ({ key }: { key: string }, inputs: NamedTensors): Promise<RunResult> => {
    const id = key.split('@')[0] ?? ''
    const [input] = Object.values(inputs)
    const [count = 0, width = 0] = input?.dims ?? []
    runs.push({ id, rows: count })
    const rows = Array.from({ length: count }, (_, at) =>
      functions[id]!([...input!.data.subarray(at * width, (at + 1) * width)]),
    )
    const outputs: NamedTensors = {}
    for (const name of Object.keys(rows[0] ?? {})) {
      const data = Float32Array.from(rows.flatMap((row) => [...row[name]!]))
      outputs[name] = { data, dims: [count, data.length / count] }
    }
    return Promise.resolve({ provider: 'cpu', runMs: 1, outputs, retriedAfterCrash: false })
  }
  return { run, runs }
}
