/**
 * `predict icu-mortality` on a table of single measurements (start, read, clean, grid, run, print) against a bare onnxruntime loop
 * on the same graph with as many grids already in memory, in runs as large as the program's, on one machine in one run.
 * Usage: node bench/predict-icu.mjs [stays] [folder of the build]
 */
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { inProject, projectRoot } from '../scripts/setup/project.mjs'
import { runBareOnnx, runHeadless } from './lib/headless.mjs'
import { MemoryWatch } from './lib/resident.mjs'

const staysInRun = 64

/** @returns {Promise<object>} stays a second of each way, and the memory early and late (null for fewer than 1,000 stays) */
export async function benchPredictIcu(stays = 4_000, entry = projectRoot) {
  const folder = await mkdtemp(join(tmpdir(), 'vesalius-bench-'))
  try {
    const table = join(folder, 'stays.csv')
    const rows = await writeStays(table, stays)
    const path = inProject('models', 'icu-mortality', 'model.onnx')
    const bare = await runBareOnnx(bareLoop, { path, stays, together: staysInRun })
    const memory = stays < 1_000 ? null : new MemoryWatch(staysInRun, 500)
    const words = ['predict', 'icu-mortality', table]
    const { lines, seconds, firstAt, lastAt } = await runHeadless(
      entry,
      folder,
      words,
      (line, count, pid) => {
        if (line.status !== 'assessed') throw new Error(`a stay was not assessed: ${JSON.stringify(line)}`)
        memory?.look(count, pid)
      },
    )
    if (lines !== stays) throw new Error(`${lines} of ${stays} stays came back`)
    return {
      stays,
      rows,
      predictPerSecond: stays / seconds,
      steadyPerSecond: (stays - staysInRun) / (lastAt - firstAt),
      barePerSecond: stays / bare,
      memory: memory?.summary() ?? null,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What is measured every hour, with a middle and a swing. */
const hourly = [
  ['HR', 88, 20],
  ['NISysABP', 118, 25],
  ['NIDiasABP', 62, 15],
  ['NIMAP', 80, 15],
  ['RespRate', 19, 6],
  ['Urine', 90, 60],
  ['Temp', 37, 1],
]
/** What is measured every eight hours. */
const seldom = [
  ['GCS', 12, 3],
  ['BUN', 25, 15],
  ['Creatinine', 1.3, 0.7],
  ['Glucose', 140, 40],
  ['HCO3', 23, 4],
  ['HCT', 31, 5],
  ['K', 4.1, 0.5],
  ['Na', 139, 4],
  ['Platelets', 190, 80],
  ['WBC', 12, 5],
]

/** Made-up stays of two days with about as many values as real ones have. @returns rows written */
async function writeStays(path, count) {
  let seed = 7
  const swing = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 31 - 1
  }
  const file = createWriteStream(path)
  file.write('RecordID,minute,parameter,value\n')
  let rows = 0
  for (let stay = 0; stay < count; stay += 1) {
    const lines = []
    const say = (minute, name, value) =>
      lines.push(`${200_000 + stay},${minute},${name},${Number(value.toFixed(1))}`)
    say(0, 'Age', 62 + Math.round(25 * swing()))
    say(0, 'Gender', stay % 2)
    say(0, 'Height', 170 + Math.round(12 * swing()))
    say(0, 'ICUType', 1 + (stay % 4))
    say(0, 'Weight', 78 + 20 * swing())
    for (let hour = 0; hour < 48; hour += 1) {
      for (const [name, middle, width] of hourly) say(hour * 60 + 10, name, middle + width * swing())
      if (hour % 8 === 0)
        for (const [name, middle, width] of seldom) say(hour * 60 + 25, name, middle + width * swing())
    }
    rows += lines.length
    if (!file.write(`${lines.join('\n')}\n`)) await new Promise((resolve) => file.once('drain', resolve))
  }
  file.end()
  await finished(file)
  return rows
}

/** Seconds for all stays. */
async function bareLoop({ open, tensor, timed }, { path, stays, together }) {
  const session = await open(path)
  const [{ name, shape }] = session.inputMetadata
  const dims = [together, ...shape.slice(1)]
  const size = dims.reduce((product, length) => product * length)
  const feeds = {
    [name]: tensor(
      Float32Array.from({ length: size }, (_, at) => Math.sin(at)),
      dims,
    ),
  }
  const runs = Math.ceil(stays / together)
  return ((await timed(runs, () => session.run(feeds))) * stays) / (runs * together)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [stays, build] = process.argv.slice(2)
  const entry = build ? inProject(build, 'main', 'index.js') : projectRoot
  process.stdout.write(`${JSON.stringify(await benchPredictIcu(stays ? Number(stays) : undefined, entry))}\n`)
}
