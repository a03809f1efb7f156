/** All measurements in one run on one machine: bench/results.json and docs/bench.md. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { inProject, say } from '../scripts/setup/project.mjs'
import { benchExplain } from './explain.mjs'
import { benchPredictIcu } from './predict-icu.mjs'
import { benchPredictTables } from './predict-table.mjs'
import { benchPredict } from './predict.mjs'
import { benchImport, writeInstances } from './parts/import.mjs'
import { benchInference } from './parts/inference.mjs'
import { benchMemory, writeStudies } from './parts/memory.mjs'
import { benchQueue, multiplyFilms } from './parts/queue.mjs'
import { benchPredictMemory } from './parts/predict-memory.mjs'
import { benchRecords } from './parts/records.mjs'
import { benchSearch } from './parts/search.mjs'
import { benchStart } from './parts/start.mjs'
import { benchTimeline } from './parts/timeline.mjs'
import { benchViewer } from './parts/viewer.mjs'
import { table } from './lib/table.mjs'

/** @param entry the folder of package.json, or a built main/index.js; @param only names of parts, all when empty */
export async function runBench(entry, only) {
  mkdirSync(inProject('bench', 'work'), { recursive: true })
  const work = mkdtempSync(inProject('bench', 'work', 'files-'))
  const generator = await loadGenerator()
  const folder = (name, write) => {
    const path = join(work, name)
    mkdirSync(path, { recursive: true })
    write(path)
    return path
  }
  const parts = {
    start: () => benchStart(entry),
    import: () =>
      benchImport(
        entry,
        folder('import', (path) => writeInstances(generator, path)),
      ),
    viewer: () =>
      benchViewer(
        entry,
        folder('viewer', (path) => generator.writeSyntheticCt(path, 100, 512, 6001)),
      ),
    predict: () => benchPredict(200, entry),
    predictMemory: () => benchPredictMemory(generator, entry),
    predictIcu: () => benchPredictIcu(4_000, entry),
    predictTables: () => benchPredictTables(entry),
    explain: () => benchExplain(entry),
    inference: () =>
      benchInference(
        entry,
        folder('films', (path) => writeFilms(generator, path)),
      ),
    queue: () =>
      benchQueue(
        entry,
        folder('queue-films', (path) => {
          const few = folder('queue-originals', (originals) => writeFilms(generator, originals))
          multiplyFilms(few, path, 80)
        }),
        folder('queue-ct', (path) => generator.writeSyntheticCt(path, 100, 512, 6002)),
      ),
    search: () => benchSearch(),
    records: () => benchRecords(),
    timeline: () => benchTimeline(entry),
    memory: () =>
      benchMemory(
        entry,
        folder('memory', (path) => writeStudies(generator, path)),
      ),
  }
  const results = {
    ...before(only),
    machine: describeMachine(),
    measuredAt: new Date().toISOString().slice(0, 10),
  }
  let failed = 0
  for (const [name, measure] of Object.entries(parts)) {
    if (only.length > 0 && !only.includes(name)) continue
    say(`measuring ${name} …`)
    try {
      results[name] = await measure()
    } catch (error) {
      failed += 1
      delete results[name]
      say(`${name} failed: ${error.stack ?? error}`)
    }
    write(rounded(results))
  }
  rmSync(work, { recursive: true, force: true })
  return failed === 0 ? 0 : 1
}

/** After each part, so that a run that is stopped has its numbers. */
function write(results) {
  writeFileSync(inProject('bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(inProject('docs', 'bench.md'), table(results))
}

/** A run of some parts keeps the others' numbers of an earlier run. */
function before(only) {
  if (only.length === 0) return {}
  try {
    return JSON.parse(readFileSync(inProject('bench', 'results.json'), 'utf8'))
  } catch {
    return {}
  }
}

function writeFilms(generator, path) {
  for (let film = 0; film < 5; film += 1)
    generator.writeSyntheticFilm(
      { folder: path, name: `film-${film}.dcm` },
      7000 + film,
      1 + film,
      film % 2 === 1,
      1024,
    )
}

function describeMachine() {
  return `${process.platform} ${process.arch}, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`
}

/** Three significant digits: more would only be noise. */
function rounded(value) {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(3))
  if (Array.isArray(value)) return value.map(rounded)
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]))
  return value
}
