/**
 * Runs the exported graph in onnxruntime-node against the golden vectors, alone and as a batch, and, where the work folder
 * of the training is given, against what training's own code said of real stays. Ends with an error above 1e-3; of the real
 * stays one in a hundred values may be up to 0.05 off (log odds, days): a statistic that lies on a tree's threshold falls on the
 * other side where sums are rounded otherwise.
 *
 *     node models/icu-mortality/training/verify.mjs [package] [work folder]
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TOLERANCE = 1e-3
const AT_A_THRESHOLD = { share: 0.01, off: 0.05 }
const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..')
const work = process.argv[3]
const ort = createRequire(import.meta.url)('onnxruntime-node')
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
const golden = JSON.parse(readFileSync(join(folder, 'golden', 'golden.json'), 'utf8'))

/** Raw little-endian float32 file to a Float32Array. */
const read = (file) => {
  const bytes = readFileSync(file)
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
const session = await ort.InferenceSession.create(join(folder, manifest.weights.file), {
  intraOpNumThreads: 1,
})
const run = async (data, shape) => session.run({ grid: new ort.Tensor('float32', data, shape) })

/** Largest difference; ends the run where it is too large. */
const compare = (what, got, wanted) => {
  if (got.length !== wanted.length) throw new Error(`${what}: ${got.length} values, ${wanted.length} wanted`)
  let worst = 0
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i] - wanted[i]) / Math.max(1, Math.abs(wanted[i]))
    if (!(off <= TOLERANCE)) throw new Error(`${what}[${i}]: ${got[i]}, wanted ${wanted[i]}`)
    worst = Math.max(worst, off)
  }
  return worst
}

/** Relative differences that are above the tolerance; ends the run where there are too many or one is too large. */
const above = (what, got, wanted) => {
  const off = wanted.map((value, i) => Math.abs(got[i] - value) / Math.max(1, Math.abs(value)))
  const far = [...off].filter((each) => !(each <= TOLERANCE))
  const most = AT_A_THRESHOLD.share * wanted.length
  if (got.length !== wanted.length || far.length > most || far.some((each) => !(each <= AT_A_THRESHOLD.off)))
    throw new Error(`${what}: ${far.length} of ${wanted.length} differ, by up to ${Math.max(...far)}`)
  return far
}

let worst = 0
for (const { name, inputs, outputs } of golden.cases) {
  const grid = read(join(folder, 'golden', inputs.grid.file))
  const shape = inputs.grid.shape
  const together = await run(grid, shape)
  for (const [key, tensor] of Object.entries(outputs)) {
    const wanted = read(join(folder, 'golden', tensor.file))
    worst = Math.max(worst, compare(`${name} ${key}`, together[key].data, wanted))
    for (let row = 0; row < shape[0]; row++) {
      const size = grid.length / shape[0]
      const alone = await run(grid.slice(row * size, (row + 1) * size), [1, ...shape.slice(1)])
      const width = wanted.length / shape[0]
      compare(`${name} ${key} alone`, alone[key].data, wanted.slice(row * width, (row + 1) * width))
    }
  }
}
console.log(
  `${golden.cases.length} golden cases agree, alone and as a batch; largest difference ${worst.toExponential(1)}`,
)

if (work && existsSync(join(work, 'check', 'check.json'))) {
  const shapes = JSON.parse(readFileSync(join(work, 'check', 'check.json'), 'utf8'))
  const started = performance.now()
  const results = await run(read(join(work, 'check', 'grid.f32')), shapes.grid)
  const seconds = (performance.now() - started) / 1000
  const far = Object.keys(shapes)
    .filter((name) => name !== 'grid')
    .flatMap((name) => above(name, results[name].data, read(join(work, 'check', `${name}.f32`))))
  console.log(
    `${shapes.grid[0]} real stays agree but for ${far.length} value(s) at a threshold (largest ${Math.max(0, ...far).toExponential(1)}); ${(shapes.grid[0] / seconds).toFixed(0)} stays a second`,
  )
}
