/**
 * Films a second that `explain` makes with each method, against a bare onnxruntime loop of as many runs of the same graphs in
 * batches of the same size. A film costs hundreds of runs whatever the method, so each method explains one. The start of the
 * program is taken off: what `predict` needs for the same film, which is the start and one run.
 * Usage: node bench/explain.mjs [folder of the build]
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { inProject, projectRoot, say } from '../scripts/setup/project.mjs'
import { runBareOnnx, runHeadless } from './lib/headless.mjs'

const model = inProject('models', 'chest-film')
const gradientGraph = join(model, 'gradient.onnx')
const methods = ['activation-map', 'occlusion', 'lime']
const gradientMethods = ['integrated-gradients', 'smoothgrad']
const batch = 16
/** Runs of the bare loop from which the time of all is reckoned. */
const bareRuns = 96

/** @returns {Promise<Record<string, { runsPerFilm: number, filmsPerSecond: number, barePerSecond: number, ratio: number }>>} */
export async function benchExplain(entry = projectRoot) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    await writeFilm(folder)
    const starts = [await startSeconds(entry, folder), await startSeconds(entry, folder)]
    const results = {}
    for (const method of [...methods, ...(existsSync(gradientGraph) ? gradientMethods : [])]) {
      const made = await explain(entry, folder, method)
      results[method] = await againstBare({ ...made, seconds: made.seconds - Math.min(...starts) })
      // A run that is stopped has told what it found.
      say(
        `  ${method}: ${results[method].runsPerFilm} runs in ${made.seconds.toFixed(1)} s, ratio ${results[method].ratio.toFixed(2)}`,
      )
    }
    return results
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function againstBare({ evaluations, gradientEvaluations, seconds }) {
  const plain = await bareSeconds(join(model, 'model.onnx'), evaluations)
  const gradients = gradientEvaluations > 0 ? await bareSeconds(gradientGraph, gradientEvaluations) : 0
  const bare = plain + gradients
  return {
    runsPerFilm: evaluations + gradientEvaluations,
    filmsPerSecond: 1 / seconds,
    barePerSecond: 1 / bare,
    ratio: seconds / bare,
  }
}

async function bareSeconds(path, runs) {
  const perBatch = await runBareOnnx(bareLoop, {
    path,
    batch,
    batches: Math.ceil(Math.min(runs, bareRuns) / batch),
  })
  return (perBatch * runs) / batch
}

/** Seconds of one batch. */
async function bareLoop({ open, tensor, timed }, { path, batch: together, batches }) {
  const session = await open(path)
  const [{ name, shape }] = session.inputMetadata
  const dims = [together, ...shape.slice(1)]
  const size = dims.reduce((product, length) => product * length)
  const feeds = { [name]: tensor(new Float32Array(size), dims) }
  return (await timed(batches, () => session.run(feeds))) / batches
}

const filmIn = (folder) => join(folder, 'films')

async function writeFilm(folder) {
  const { writeSyntheticFilm } = await loadGenerator()
  await mkdir(filmIn(folder))
  writeSyntheticFilm({ folder: filmIn(folder), name: 'film.dcm' }, 8000, 1, false, 512)
}

async function startSeconds(entry, home) {
  const { seconds } = await runHeadless(entry, home, [
    'predict',
    'chest-film',
    filmIn(home),
    '--ignore-gates',
  ])
  return seconds
}

/** Seconds of the whole command, and the runs that it made. */
async function explain(entry, home, method) {
  const made = { evaluations: 0, gradientEvaluations: 0 }
  const words = ['explain', 'chest-film', filmIn(home), '--method', method, '--ignore-gates']
  const { seconds } = await runHeadless(entry, home, words, ({ status, figures }) => {
    if (status !== 'explained') throw new Error(`a film was ${status}`)
    made.evaluations += figures.evaluations
    made.gradientEvaluations += figures.gradientEvaluations
  })
  return { ...made, seconds }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [build] = process.argv.slice(2)
  const entry = build ? inProject(build, 'main', 'index.js') : projectRoot
  process.stdout.write(`${JSON.stringify(await benchExplain(entry))}\n`)
}
