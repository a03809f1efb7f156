/**
 * `predict` on a table of rows (start, read, check, run, unfamiliarity, print) against a bare onnxruntime loop on the same graph with
 * the same rows already in memory, one at a time and in batches as large as those of the program, on one machine in one run.
 * Usage: node bench/predict-table.mjs [model] [rows] [folder of the build]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inProject, projectRoot } from '../scripts/setup/project.mjs'
import { runBareOnnx, runHeadless } from './lib/headless.mjs'
import { MemoryWatch } from './lib/resident.mjs'

const batch = 2048

/** @returns {Promise<object>} rows a second of each way, and the memory early and late (null for fewer than 60,000 rows) */
async function benchPredictTable(id = 'diabetes', rows = 20_000, entry = projectRoot) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const table = join(folder, 'rows.csv')
    await writeFile(table, await repeatedRows(id, rows))
    const bare = await runBareOnnx(bareLoop, { folder: inProject('models', id), rows, batch })
    const memory = rows < 60_000 ? null : new MemoryWatch(2_000, 20_000)
    let batchAt = 0
    const words = ['predict', id, table, '--ignore-gates']
    const begunAt = performance.now()
    const { lines, seconds, lastAt } = await runHeadless(entry, folder, words, (_line, count, pid) => {
      if (count === batch) batchAt = (performance.now() - begunAt) / 1000
      memory?.look(count, pid)
    })
    if (lines !== rows) throw new Error(`${lines} of ${rows} rows came back`)
    return {
      model: id,
      rows,
      predictPerSecond: rows / seconds,
      steadyPerSecond: (rows - batch) / (lastAt - batchAt),
      bareOneByOnePerSecond: rows / bare.oneByOne,
      bareBatchPerSecond: rows / bare.batches,
      memory: memory?.summary() ?? null,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Every model of tables; memory over a hundred thousand rows of one of them. */
export async function benchPredictTables(entry) {
  const models = [
    ['diabetes', 100_000],
    ['diabetes-nhanes', 20_000],
    ['heart-disease', 20_000],
    ['heart-failure', 20_000],
  ]
  const results = []
  for (const [id, rows] of models) results.push(await benchPredictTable(id, rows, entry))
  return results
}

/** The golden rows of the package over and over: like no patient. */
async function repeatedRows(id, count) {
  const [head, ...rows] = (await readFile(inProject('models', id, 'golden/rows.csv'), 'utf8'))
    .trimEnd()
    .split('\n')
  return [head, ...Array.from({ length: count }, (_, at) => rows[at % rows.length])].join('\n')
}

/** Seconds for all rows. */
async function bareLoop({ open, tensor, golden, timed }, { folder, rows, batch: together }) {
  const session = await open(`${folder}/model.onnx`)
  const values = golden(`${folder}/golden/case-0.row.f32`)
  const [{ name, shape }] = session.inputMetadata
  const feed = (count) => {
    const data = Float32Array.from({ length: count * shape[1] }, (_, at) => values[at % values.length])
    return { [name]: tensor(data, [count, shape[1]]) }
  }
  const [single, many] = [feed(1), feed(together)]
  const batches = Math.ceil(rows / together)
  const few = Math.min(rows, 20_000)
  return {
    oneByOne: ((await timed(few, () => session.run(single))) * rows) / few,
    batches: ((await timed(batches, () => session.run(many))) * rows) / (batches * together),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [id, rows, build] = process.argv.slice(2)
  const entry = build ? inProject(build, 'main', 'index.js') : projectRoot
  const found = await benchPredictTable(id, rows ? Number(rows) : undefined, entry)
  process.stdout.write(`${JSON.stringify(found)}\n`)
}
