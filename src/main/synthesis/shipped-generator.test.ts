import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { GeneratorManifest } from '../../shared/domain/models/manifest'
import { ModelHost } from '../inference/process/model-host'
import { generatorLabels, makeFilm, type RunGenerator } from './film-maker'
import { noiseOf, oneHot } from './generated-image'
import { sampleChildren } from './sample-children'

const folder = join(import.meta.dirname, '../../../models/chest-film-generator')
const manifest = GeneratorManifest.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
const key = 'chest-film-generator'

let run: RunGenerator
beforeAll(async () => {
  const host = new ModelHost()
  const spec = { key, golden: 'required', folder, manifest } as const
  const report = await host.load(
    { kind: 'load', id: 1, ...spec, providers: ['cpu'], threads: 1 },
    () => undefined,
  )
  expect(report.goldenCases).toBe(4)
  run = async (inputs) => (await host.run({ kind: 'run', id: 2, key, graph: 'main', inputs })).outputs
}, 60_000)

describe('the generator of this installation', () => {
  it('draws every class that the samples are of, and tells them apart', async () => {
    const labels = generatorLabels(manifest)
    for (const { label } of sampleChildren) expect(labels).toContain(label)
    const noise = { data: noiseOf(4, 256), dims: [1, 256] }
    const pictures = await Promise.all(
      labels.map(async (_, place) => {
        const kind = { data: oneHot(place, labels.length), dims: [1, labels.length] }
        return (await run({ noise, class: kind }))['image']
      }),
    )
    const [normal, bacterial] = pictures
    if (!normal || !bacterial) throw new Error('no picture')
    expect(normal.dims).toEqual([1, 1, 128, 128])
    expect(Math.min(...normal.data)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...normal.data)).toBeLessThanOrEqual(1)
    const apart = normal.data.reduce((sum, value, at) => sum + Math.abs(value - (bacterial.data[at] ?? 0)), 0)
    expect(apart / normal.data.length).toBeGreaterThan(0.02)
    // Lungs are darker than what lies between them.
    const at = (row: number, column: number): number => {
      let sum = 0
      for (let r = row - 6; r < row + 6; r += 1)
        for (let c = column - 6; c < column + 6; c += 1) sum += normal.data[r * 128 + c] ?? 0
      return sum / 144
    }
    expect(at(64, 36)).toBeLessThan(at(64, 64) - 0.05)
    expect(at(64, 92)).toBeLessThan(at(64, 64) - 0.05)
  })

  it('gives the same film for the same class and seed', async () => {
    const order = { label: 'normal', seed: 17 }
    const [one, other] = [await makeFilm(manifest, run, order), await makeFilm(manifest, run, order)]
    expect(one.bytes).toEqual(other.bytes)
  })
})
