/**
 * Runs the packages' graphs in onnxruntime-node against their golden vectors, which the Python parts gave (scikit-learn's
 * trees and logistic models, torch's nets). Prints the largest difference of each output, in log-odds.
 * `node verify.mjs [folder of packages]`
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const ort = createRequire(import.meta.url)('onnxruntime-node')
const ids = ['diabetes', 'diabetes-nhanes', 'heart-disease', 'heart-failure', 'unusual-patient']

/** Raw little-endian float32 file to a Float32Array. */
function read(path) {
  const bytes = readFileSync(path)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

for (const id of ids.filter((each) => existsSync(join(packages, each, 'model.onnx')))) {
  const golden = join(packages, id, 'golden')
  const { cases } = JSON.parse(readFileSync(join(golden, 'golden.json'), 'utf8'))
  const session = await ort.InferenceSession.create(join(packages, id, 'model.onnx'), {
    intraOpNumThreads: 1,
  })
  const worst = {}
  for (const { inputs, outputs } of cases) {
    const row = new ort.Tensor('float32', read(join(golden, inputs.row.file)), inputs.row.shape)
    const found = await session.run({ row })
    for (const [name, { file }] of Object.entries(outputs)) {
      const expected = read(join(golden, file))
      for (const [at, value] of expected.entries())
        worst[name] = Math.max(worst[name] ?? 0, Math.abs(value - found[name].data[at]))
    }
  }
  const said = Object.entries(worst).map(([name, value]) => `${name} ${value.toExponential(1)}`)
  console.log(`${id}: ${said.join(', ')}`)
}
