/**
 * `predict` on a table of rows (start, read, check, run, unfamiliarity, print) against a bare onnxruntime loop on the same graph with
 * the same rows already in memory, one at a time and in batches as large as those of the program, on one machine in one run.
 * Usage: node bench/predict-table.mjs [model] [rows] [folder of the build]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const electron = createRequire(import.meta.url)('electron')
const threads = Math.max(1, availableParallelism() - 1)
const batch = 2048

/** @returns {Promise<object>} rows a second of each way */
export async function benchPredictTable(id = 'diabetes', rows = 20_000, entry = root) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const table = join(folder, 'rows.csv')
    await writeFile(table, await repeatedRows(id, rows))
    const bare = await bareLoop(id, rows)
    const ours = await predict(id, table, folder, entry)
    return {
      model: id,
      rows,
      predictPerSecond: rows / ours.seconds,
      steadyPerSecond: (rows - batch) / ours.steadySeconds,
      bareOneByOnePerSecond: rows / bare.oneByOne,
      bareBatchPerSecond: rows / bare.batches,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The golden rows of the package over and over: like no patient. */
async function repeatedRows(id, count) {
  const [head, ...rows] = (await readFile(join(root, 'models', id, 'golden/rows.csv'), 'utf8'))
    .trimEnd()
    .split('\n')
  return [head, ...Array.from({ length: count }, (_, at) => rows[at % rows.length])].join('\n')
}

/** Seconds for all rows, session made and warmed before. */
async function bareLoop(id, count) {
  const script = `
    const { InferenceSession, Tensor } = require('onnxruntime-node')
    const { readFileSync } = require('node:fs')
    const run = async () => {
      const session = await InferenceSession.create(process.argv[1] + '/model.onnx', { intraOpNumThreads: ${threads}, interOpNumThreads: 1 })
      const bytes = readFileSync(process.argv[1] + '/golden/case-0.row.f32')
      const golden = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
      const [{ name, shape }] = session.inputMetadata
      const width = shape[1]
      const feed = (rows) => {
        const data = new Float32Array(rows * width)
        for (let at = 0; at < data.length; at++) data[at] = golden[at % golden.length]
        return { [name]: new Tensor('float32', data, [rows, width]) }
      }
      const timed = async (rows, times) => {
        const feeds = feed(rows)
        for (let i = 0; i < 3; i++) await session.run(feeds)
        const startedAt = performance.now()
        for (let i = 0; i < times; i++) await session.run(feeds)
        return (performance.now() - startedAt) / 1000
      }
      console.log(JSON.stringify({
        oneByOne: await timed(1, ${count}),
        batches: (await timed(${batch}, Math.ceil(${count} / ${batch}))) * ${count} / (Math.ceil(${count} / ${batch}) * ${batch}),
      }))
    }
    run()`
  const child = spawn(electron, ['-e', script, join(root, 'models', id)], {
    cwd: root,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await once(child, 'close')
  return JSON.parse(output)
}

/** Seconds of the whole command, and from its first batch to its last line. */
async function predict(id, table, home, entry) {
  const words = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--ozone-platform=headless',
    '--log-level=3',
    entry,
  ]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
  delete env.ELECTRON_RUN_AS_NODE
  const startedAt = performance.now()
  const child = spawn(electron, [...words, '--cli', 'predict', id, table, '--ignore-gates', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const closed = once(child, 'close')
  let lines = 0
  let batchAt = 0
  let lastAt = 0
  createInterface({ input: child.stdout }).on('line', () => {
    lines++
    lastAt = performance.now()
    if (lines === batch) batchAt = lastAt
  })
  const [code] = await closed
  if (code !== 0) throw new Error(`predict ended with ${code}`)
  return { seconds: (performance.now() - startedAt) / 1000, steadySeconds: (lastAt - batchAt) / 1000 }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [id, rows, build] = process.argv.slice(2)
  const entry = build ? join(root, build, 'main/index.js') : root
  const found = await benchPredictTable(id, rows ? Number(rows) : undefined, entry)
  process.stdout.write(`${JSON.stringify(found)}\n`)
}
