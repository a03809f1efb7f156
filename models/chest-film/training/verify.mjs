// Runs the exported graph in onnxruntime-node against the golden vectors (tolerance 1e-4, absolute or relative).
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TOLERANCE = 1e-4
const folder = join(dirname(fileURLToPath(import.meta.url)), '..')
const ort = createRequire(import.meta.url)('onnxruntime-node')
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
const golden = JSON.parse(readFileSync(join(folder, 'golden', 'golden.json'), 'utf8'))
const bias = manifest.outputs.find((output) => output.role === 'activation-map').bias

/** Raw little-endian float32 file to a Float32Array. */
const read = (file) => {
  const bytes = readFileSync(join(folder, 'golden', file))
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}

let worst = 0
const compare = (what, got, wanted) => {
  if (got.length !== wanted.length) throw new Error(`${what}: ${got.length} values, ${wanted.length} wanted`)
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i] - wanted[i]) / Math.max(1, Math.abs(wanted[i]))
    if (!(off <= TOLERANCE)) throw new Error(`${what}[${i}]: ${got[i]}, wanted ${wanted[i]}`)
    worst = Math.max(worst, off)
  }
}

const session = await ort.InferenceSession.create(join(folder, manifest.weights.file))
const images = []
for (const { name, inputs, outputs } of golden.cases) {
  const image = read(inputs.image.file)
  images.push(image)
  const results = await session.run({ image: new ort.Tensor('float32', image, inputs.image.shape) })
  for (const [key, tensor] of Object.entries(outputs))
    compare(`${name} ${key}`, results[key].data, read(tensor.file))
  const map = results.cam.data
  const mean = map.reduce((sum, value) => sum + value, 0) / map.length
  compare(`${name} mean of the map plus bias`, [mean + bias], results.logit.data)
}

const [, channels, height, width] = golden.cases[0].inputs.image.shape
const joined = new Float32Array(images.length * channels * height * width)
images.forEach((image, i) => joined.set(image, i * image.length))
const batch = await session.run({
  image: new ort.Tensor('float32', joined, [images.length, channels, height, width]),
})
golden.cases.forEach(({ name, outputs }, i) => {
  for (const [key, tensor] of Object.entries(outputs)) {
    const wanted = read(tensor.file)
    compare(
      `${name} ${key} in a batch`,
      batch[key].data.slice(i * wanted.length, (i + 1) * wanted.length),
      wanted,
    )
  }
})
console.log(
  `${golden.cases.length} cases agree, alone and as a batch; largest difference ${worst.toExponential(2)}`,
)
