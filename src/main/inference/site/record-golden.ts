/** Writes reference cases: what went in, and what the CPU gave. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GoldenVectors } from '../../../shared/domain/models/manifest'
import type { GoldenCase, NamedTensors } from '../golden'

/** Float32 sums in another order, as another processor makes them, differ by less. */
const tolerance = { abs: 1e-4, rel: 1e-3 }

type Listed = GoldenVectors['cases'][number]['inputs']

export async function writeGolden(packageDir: string, cases: readonly GoldenCase[]): Promise<void> {
  const folder = join(packageDir, 'golden')
  await mkdir(folder, { recursive: true })
  const listed: GoldenVectors['cases'] = []
  for (const [index, { name, inputs, outputs }] of cases.entries()) {
    listed.push({
      name,
      inputs: await writeTensors(folder, `case-${index}.in`, inputs),
      outputs: await writeTensors(folder, `case-${index}.out`, outputs),
    })
  }
  const vectors: GoldenVectors = { tolerance, cases: listed }
  await writeFile(join(folder, 'golden.json'), `${JSON.stringify(vectors, null, 2)}\n`, { mode: 0o600 })
}

async function writeTensors(folder: string, stem: string, tensors: NamedTensors): Promise<Listed> {
  const listed: Listed = {}
  for (const [index, [name, { data, dims }]] of Object.entries(tensors).entries()) {
    const file = `${stem}-${index}.f32`
    // Every processor Electron runs on is little-endian.
    await writeFile(join(folder, file), new Uint8Array(data.buffer, data.byteOffset, data.byteLength), {
      mode: 0o600,
    })
    listed[name] = { dtype: 'float32', shape: [...dims], file }
  }
  return listed
}
