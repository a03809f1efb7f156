/**
 * Films a second that `explain` makes with each method, against a bare onnxruntime loop of as many runs of the same graphs in
 * batches of the same size. The start of the program is left out: what four more films cost than one.
 * Usage: node bench/explain.mjs [folder of the build]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const electron = createRequire(import.meta.url)('electron')
const model = join(root, 'models/chest-film')
const threads = Math.max(1, availableParallelism() - 1)
const methods = ['activation-map', 'occlusion', 'lime', 'integrated-gradients', 'smoothgrad']
const more = 4
const batch = 16

/** @returns {Promise<Record<string, { runsPerFilm: number, filmsPerSecond: number, barePerSecond: number, ratio: number }>>} */
export async function benchExplain(entry = root) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const { one, many } = await writeFilms(folder)
    const allowed = existsSync(join(model, 'gradient.onnx')) ? methods : methods.slice(0, 3)
    const results = {}
    for (const method of allowed) {
      const first = await explain(entry, folder, one, method)
      const all = await explain(entry, folder, many, method)
      const runs = all.evaluations - first.evaluations
      const gradients = all.gradientEvaluations - first.gradientEvaluations
      const ours = (all.seconds - first.seconds) / more
      const bare =
        ((await bareLoop('model.onnx', runs)) +
          (gradients > 0 ? await bareLoop('gradient.onnx', gradients) : 0)) /
        more
      results[method] = {
        runsPerFilm: (runs + gradients) / more,
        filmsPerSecond: 1 / ours,
        barePerSecond: 1 / bare,
        ratio: ours / bare,
      }
    }
    return results
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeFilms(folder) {
  const { writeSyntheticFilm } = await loadGenerator()
  const [one, many] = [join(folder, 'one'), join(folder, 'many')]
  await mkdir(one)
  await mkdir(many)
  for (let film = 0; film <= more; film++) {
    const of = { folder: many, name: `film-${film}.dcm` }
    writeSyntheticFilm(of, 8000 + film, 1 + (film % 5), film % 2 === 1, 512)
    if (film === 0) writeSyntheticFilm({ ...of, folder: one }, 8000, 1, false, 512)
  }
  return { one, many }
}

/** Seconds of the whole command, and the runs that it made. */
async function explain(entry, home, films, method) {
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
  delete env.ELECTRON_RUN_AS_NODE
  const words = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--ozone-platform=headless',
    '--log-level=3',
    entry,
    '--cli',
    'explain',
    'chest-film',
    films,
    '--method',
    method,
    '--ignore-gates',
    '--json',
  ]
  const startedAt = performance.now()
  const child = spawn(electron, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  const made = { evaluations: 0, gradientEvaluations: 0 }
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { status, figures } = JSON.parse(line)
    if (status !== 'explained') throw new Error(`a film was not explained: ${line}`)
    made.evaluations += figures.evaluations
    made.gradientEvaluations += figures.gradientEvaluations
  })
  const [code] = await closed
  if (code !== 0) throw new Error(`explain ended with ${code}`)
  return { ...made, seconds: (performance.now() - startedAt) / 1000 }
}

/** Seconds for `runs` images in batches, session made and warmed before. */
async function bareLoop(file, runs) {
  const script = `
    const { InferenceSession, Tensor } = require('onnxruntime-node')
    const run = async () => {
      const session = await InferenceSession.create(process.argv[1], { intraOpNumThreads: ${threads}, interOpNumThreads: 1 })
      const input = session.inputMetadata[0]
      const feed = (count) => {
        const dims = [count, ...input.shape.slice(1)]
        return { [input.name]: new Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b)), dims) }
      }
      for (let i = 0; i < 2; i++) await session.run(feed(${batch}))
      const startedAt = performance.now()
      for (let left = ${runs}; left > 0; left -= ${batch}) await session.run(feed(Math.min(left, ${batch})))
      console.log((performance.now() - startedAt) / 1000)
    }
    run()`
  const child = spawn(electron, ['-e', script, join(model, file)], {
    cwd: root,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await once(child, 'close')
  return Number(output)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [build] = process.argv.slice(2)
  const entry = build ? join(root, build, 'main/index.js') : root
  process.stdout.write(`${JSON.stringify(await benchExplain(entry))}\n`)
}
