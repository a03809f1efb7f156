/** Films of the sample children: the installed generator's graph, run by onnxruntime in this script. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inProject } from '../setup/project.mjs'
import { loadChildrenWriter } from './synthetic-generator.mjs'

const packageFolder = inProject('models', 'chest-film-generator')

/** What the films depend on beside their sources. */
export const generatorHash = () => readManifest().weights.sha256

/** @param {string} target the folder that gets one folder a child */
export async function writeChildren(target) {
  const manifest = readManifest()
  const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node')
  const session = await InferenceSession.create(join(packageFolder, manifest.weights.file))
  const run = async (inputs) => {
    const fed = Object.entries(inputs).map(([name, { data, dims }]) => [
      name,
      new Tensor('float32', data, dims),
    ])
    const results = await session.run(Object.fromEntries(fed))
    return Object.fromEntries(Object.entries(results).map(([name, { data, dims }]) => [name, { data, dims }]))
  }
  const { writeSampleChildren } = await loadChildrenWriter()
  await writeSampleChildren(target, manifest, run)
  await session.release()
}

const readManifest = () => JSON.parse(readFileSync(join(packageFolder, 'manifest.json'), 'utf8'))
