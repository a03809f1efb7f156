/** The catalogue of the model that ships, the drawn stays of its recipe, and a stand-in for the inference service. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SeriesManifest } from '../../../shared/domain/models/manifest'
import type { MeasurementGrid } from '../../../shared/domain/models/measurement-grid'
import type { NamedTensors } from '../../inference/golden'
import type { RunResult } from '../../inference/inference-client'
import { modelContract } from '../../inference/model-contract'
import type { SeriesModel } from '../../inference/model-registry'
import { stayTable } from './read-long-form'
import type { Stay } from './stay'
import { GridMaker } from './stay-grid'
import { StayModel } from './stay-model'

const folder = join(import.meta.dirname, 'fixtures')

export const drawnTable = (): string => readFileSync(join(folder, 'drawn-stays.csv'), 'utf8')

/** Grids that the recipe made of the drawn stays, by record. */
export function drawnGrids(): Map<string, Float32Array> {
  const content = JSON.parse(readFileSync(join(folder, 'drawn-grids.json'), 'utf8')) as Record<
    string,
    unknown
  >
  const bytes = Buffer.from(String(content['grids, float32 little-endian, base64']), 'base64')
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const records = content['records'] as string[]
  const size = all.length / records.length
  return new Map(records.map((record, at) => [record, all.subarray(at * size, (at + 1) * size)]))
}

export function icuManifest(): SeriesManifest {
  const path = join(import.meta.dirname, '../../../../models/icu-mortality/manifest.json')
  return SeriesManifest.parse(JSON.parse(readFileSync(path, 'utf8')))
}

export function icuMeasurements(): MeasurementGrid {
  const grid = icuManifest().inputs[0]?.measurements
  if (!grid) throw new Error('The model has no catalogue.')
  return grid
}

const text = (async function* () {
  yield drawnTable()
})()
const drawn = (await stayTable(text, new GridMaker(icuMeasurements()).indexOf)).stays

export const drawnStays = (): readonly Stay[] => drawn

/** @param logit what the stand-in says of one grid */
export function pretendModel(logit: (grid: Float32Array) => number): StayModel {
  const manifest = icuManifest()
  const contract = modelContract(manifest)
  const members = 5
  const model: SeriesModel = { manifest, contract, key: 'icu-mortality@test', retired: false }
  const run = (_: unknown, inputs: NamedTensors): Promise<RunResult> => {
    const { data, dims } = inputs[contract.input.name] ?? { data: new Float32Array(), dims: [0] }
    const count = dims[0] ?? 0
    const size = data.length / count
    const logits = Float32Array.from({ length: count }, (_each, row) =>
      logit(data.subarray(row * size, (row + 1) * size)),
    )
    const outputs: NamedTensors = {
      logit: { data: logits, dims: [count, 1] },
      members: {
        data: Float32Array.from(
          { length: count * members },
          (_each, at) => logits[Math.floor(at / members)] ?? 0,
        ),
        dims: [count, members],
      },
      days: { data: Float32Array.from({ length: count * 3 }, (_each, at) => 3 + (at % 3)), dims: [count, 3] },
    }
    return Promise.resolve({ provider: 'cpu', runMs: 1, outputs, retriedAfterCrash: false })
  }
  return new StayModel({ run }, model)
}
