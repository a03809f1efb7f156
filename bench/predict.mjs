/**
 * End-to-end predict (start, read, decode, resize, gates, run, print) against a bare onnxruntime loop on the same model
 * and as many images, in one run on one machine. The loop has the same session options and nothing to read.
 * Usage: node bench/predict.mjs [films] [folder of the build]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pngjs from 'pngjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const electron = createRequire(import.meta.url)('electron')
const model = join(root, 'models/chest-film')
const threads = Math.max(1, availableParallelism() - 1)

/** @returns {Promise<{ films: number, predictPerSecond: number, steadyPerSecond: number, barePerSecond: number, ratio: number, steadyRatio: number }>} */
export async function benchPredict(films = 500, entry = root) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const inputs = await makeFilms(join(folder, 'films'), films)
    const bare = await bareLoop(films)
    const ours = await predict(inputs, folder, entry)
    return {
      films,
      predictPerSecond: films / ours.seconds,
      steadyPerSecond: (films - 1) / ours.steadySeconds,
      barePerSecond: films / bare,
      ratio: bare / ours.seconds,
      steadyRatio: bare / films / (ours.steadySeconds / (films - 1)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The drawn chest of the golden vectors, enlarged to a common film size, each film with other noise. */
async function makeFilms(folder, count) {
  await mkdir(folder)
  const golden = new Float32Array(
    new Uint8Array(await readFile(join(model, 'golden/case-0.image.f32'))).buffer,
  )
  const side = Math.sqrt(golden.length)
  const columns = 512
  let seed = 1
  for (let film = 0; film < count; film++) {
    const data = Buffer.alloc(columns * columns)
    for (let at = 0; at < data.length; at++) {
      const x = Math.floor(((at % columns) * side) / columns)
      const y = Math.floor((Math.floor(at / columns) * side) / columns)
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      data[at] = Math.max(0, Math.min(255, golden[y * side + x] * 255 + (seed >>> 30)))
    }
    const png = new pngjs.PNG({
      width: columns,
      height: columns,
      colorType: 0,
      inputColorType: 0,
      inputHasAlpha: false,
    })
    png.data = data
    const options = { colorType: 0, inputColorType: 0, inputHasAlpha: false, filterType: 0, deflateLevel: 1 }
    await writeFile(join(folder, `${String(film).padStart(5, '0')}.png`), pngjs.PNG.sync.write(png, options))
  }
  return folder
}

/** Seconds for `count` runs, session made and warmed before. */
async function bareLoop(count) {
  const script = `
    const { InferenceSession, Tensor } = require('onnxruntime-node')
    const run = async () => {
      const session = await InferenceSession.create(process.argv[1], { intraOpNumThreads: ${threads}, interOpNumThreads: 1 })
      const input = session.inputMetadata[0]
      const dims = [1, ...input.shape.slice(1)]
      const feed = () => ({ [input.name]: new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b)), dims) })
      for (let i = 0; i < 10; i++) await session.run(feed())
      const startedAt = performance.now()
      for (let i = 0; i < ${count}; i++) await session.run(feed())
      console.log((performance.now() - startedAt) / 1000)
    }
    run()`
  const child = spawn(electron, ['-e', script, join(model, 'model.onnx')], {
    cwd: root,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await once(child, 'close')
  return Number(output)
}

/** Seconds of the whole command, and from its first line to its last. */
async function predict(inputs, home, entry) {
  const words = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--ozone-platform=headless',
    '--log-level=3',
    entry,
  ]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
  delete env.ELECTRON_RUN_AS_NODE
  const startedAt = performance.now()
  const child = spawn(
    electron,
    [...words, '--cli', 'predict', 'chest-film', inputs, '--ignore-gates', '--json'],
    {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  const closed = once(child, 'close')
  let firstAt = 0
  let lastAt = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { status } = JSON.parse(line)
    if (status !== 'assessed') throw new Error(`a film was not assessed: ${line}`)
    lastAt = performance.now()
    firstAt ||= lastAt
  })
  const [code] = await closed
  if (code !== 0) throw new Error(`predict ended with ${code}`)
  return { seconds: (performance.now() - startedAt) / 1000, steadySeconds: (lastAt - firstAt) / 1000 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [films, build] = process.argv.slice(2)
  const entry = build ? join(root, build, 'main/index.js') : root
  process.stdout.write(`${JSON.stringify(await benchPredict(films ? Number(films) : undefined, entry))}\n`)
}
