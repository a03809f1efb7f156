/**
 * End-to-end predict (start, read, decode, resize, gates, run, print) against a bare onnxruntime loop on the same model
 * and as many images, in one run on one machine. The loop has the same session options and nothing to read.
 * Usage: node bench/predict.mjs [films] [folder of the build]
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pngjs from 'pngjs'
import { inProject, projectRoot } from '../scripts/setup/project.mjs'
import { runBareOnnx, runHeadless } from './lib/headless.mjs'

const model = inProject('models', 'chest-film')

/** @returns {Promise<{ films: number, predictPerSecond: number, steadyPerSecond: number, barePerSecond: number, ratio: number, steadyRatio: number }>} */
export async function benchPredict(films = 500, entry = projectRoot) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const inputs = await makeFilms(join(folder, 'films'), films)
    const bare = await runBareOnnx(bareLoop, { path: join(model, 'model.onnx'), count: films })
    const words = ['predict', 'chest-film', inputs, '--ignore-gates']
    const { seconds, firstAt, lastAt } = await runHeadless(entry, folder, words, (line) => {
      if (line.status !== 'assessed') throw new Error(`a film was not assessed: ${JSON.stringify(line)}`)
    })
    const steadySeconds = lastAt - firstAt
    return {
      films,
      predictPerSecond: films / seconds,
      steadyPerSecond: (films - 1) / steadySeconds,
      barePerSecond: films / bare,
      ratio: bare / seconds,
      steadyRatio: bare / films / (steadySeconds / (films - 1)),
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

/** Seconds for `count` single images. */
async function bareLoop({ open, tensor, timed }, { path, count }) {
  const session = await open(path)
  const [{ name, shape }] = session.inputMetadata
  const dims = [1, ...shape.slice(1)]
  const size = dims.reduce((product, length) => product * length)
  return timed(count, () => session.run({ [name]: tensor(new Float32Array(size), dims) }))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [films, build] = process.argv.slice(2)
  const entry = build ? inProject(build, 'main', 'index.js') : projectRoot
  process.stdout.write(`${JSON.stringify(await benchPredict(films ? Number(films) : undefined, entry))}\n`)
}
