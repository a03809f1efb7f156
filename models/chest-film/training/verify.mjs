/**
 * Runs both exported graphs in onnxruntime-node against the golden vectors, alone and as a batch, and checks that the maps
 * add up and that the members' mean is the logit. Tolerance 1e-4, absolute or of an output's largest value; of the gradient that of
 * golden.json, for a rectifier on the verge of opening may differ from processor to processor. The gradient is also checked
 * against what the logit does when the picture is moved along it.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const TOLERANCE = 1e-4
const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..')
const ort = createRequire(import.meta.url)('onnxruntime-node')
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
const golden = JSON.parse(readFileSync(join(folder, 'golden', 'golden.json'), 'utf8'))
const maps = manifest.outputs.filter((output) => output.role === 'activation-map')

/** Raw little-endian float32 file to a Float32Array. */
const read = (file) => {
  const bytes = readFileSync(join(folder, 'golden', file))
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

let worst = 0
const compare = (what, got, wanted, { abs, rel } = { abs: TOLERANCE, rel: TOLERANCE }) => {
  if (got.length !== wanted.length) throw new Error(`${what}: ${got.length} values, ${wanted.length} wanted`)
  const limit = Math.max(abs, rel * wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0))
  for (let i = 0; i < got.length; i++) {
    const off = Math.abs(got[i] - wanted[i])
    if (!(off <= limit)) throw new Error(`${what}[${i}]: ${got[i]}, wanted ${wanted[i]}`)
    worst = Math.max(worst, off)
  }
}

const session = await ort.InferenceSession.create(join(folder, manifest.weights.file))
const slope = await ort.InferenceSession.create(join(folder, manifest.gradient.file))
const runBoth = async (data, shape) => {
  const image = new ort.Tensor('float32', data, shape)
  return { ...(await session.run({ image })), ...(await slope.run({ image })) }
}
const toleranceOf = (key) => (key === manifest.gradient.output ? golden.tolerance : undefined)

const images = []
for (const { name, inputs, outputs } of golden.cases) {
  const image = read(inputs.image.file)
  images.push(image)
  const results = await runBoth(image, inputs.image.shape)
  for (const [key, tensor] of Object.entries(outputs)) {
    compare(`${name} ${key}`, results[key].data, read(tensor.file), toleranceOf(key))
  }
  for (const map of maps)
    compare(
      `${name} mean of ${map.name} plus bias`,
      [mean(results[map.name].data) + map.bias],
      results[map.of].data,
    )
  compare(`${name} mean of the members`, [mean(results.members.data)], results.logit.data)
}

const [, channels, height, width] = golden.cases[0].inputs.image.shape
const joined = new Float32Array(images.length * channels * height * width)
images.forEach((image, i) => joined.set(image, i * image.length))
const batch = await runBoth(joined, [images.length, channels, height, width])
golden.cases.forEach(({ name, outputs }, i) => {
  for (const [key, tensor] of Object.entries(outputs)) {
    const wanted = read(tensor.file)
    const got = batch[key].data.slice(i * wanted.length, (i + 1) * wanted.length)
    compare(`${name} ${key} in a batch`, got, wanted, toleranceOf(key))
  }
})

/** The logit moved a little along the gradient must change by the gradient's squared length times the step. */
const logitOf = async (data, shape) =>
  (await session.run({ image: new ort.Tensor('float32', data, shape) })).logit.data[0]
for (const { name, inputs } of golden.cases) {
  const { shape } = inputs.image
  const image = read(inputs.image.file)
  const gradient = (await runBoth(image, shape))[manifest.gradient.output].data
  const square = gradient.reduce((sum, value) => sum + value * value, 0)
  const step = 0.02 / Math.sqrt(square)
  const moved = (sign) => image.map((value, i) => value + sign * step * gradient[i])
  const rise = (await logitOf(moved(1), shape)) - (await logitOf(moved(-1), shape))
  const share = rise / (2 * step * square)
  if (!(Math.abs(share - 1) < 0.1))
    throw new Error(`${name}: the logit rises ${share} times as the gradient says`)
}
const sloped = golden.cases.filter(({ outputs }) => manifest.gradient.output in outputs).length
console.log(
  `${golden.cases.length} cases agree (${sloped} with a gradient), alone and as a batch; largest difference ${worst.toExponential(2)}; gradients point up`,
)
