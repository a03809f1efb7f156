// Runs a graph in onnxruntime-node on raw float32 pictures, for measure.py.
// node judge.mjs GRAPH PICTURES SIDE OUTDIR: leaves OUTDIR/<output>.f32 for each output and prints their shapes as JSON.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const BATCH = 32
const [graph, pictures, side, outDir] = process.argv.slice(2)
const ort = createRequire(import.meta.url)('onnxruntime-node')
const bytes = readFileSync(pictures)
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
const size = Number(side) ** 2
const session = await ort.InferenceSession.create(graph, { intraOpNumThreads: 1 })
const parts = {}
const shapes = {}
for (let start = 0; start < values.length; start += BATCH * size) {
  const data = values.slice(start, Math.min(values.length, start + BATCH * size))
  const dims = [data.length / size, 1, Number(side), Number(side)]
  const results = await session.run({ image: new ort.Tensor('float32', data, dims) })
  for (const [name, tensor] of Object.entries(results)) {
    ;(parts[name] ??= []).push(
      Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength),
    )
    shapes[name] = [-1, ...tensor.dims.slice(1)]
  }
}
for (const [name, buffers] of Object.entries(parts))
  writeFileSync(join(outDir, `${name}.f32`), Buffer.concat(buffers))
console.log(JSON.stringify(shapes))
