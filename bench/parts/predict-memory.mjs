/** Memory of main and of the inference process while `predict` reads five thousand films. Linux only: it reads /proc. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { electronBinary, removeFolder, temporaryFolder } from '../lib/running-app.mjs'

const distinct = 50
const films = 5_000
/** Films after which memory has found its level: threads, buffers and arenas are there. */
const settled = 500
const everyFilms = 50

/** @param generator the project's own maker of films; five thousand inputs are fifty films, each read a hundred times */
export async function benchPredictMemory(generator, entry) {
  if (process.platform !== 'linux') return null
  const home = temporaryFolder('predict-memory')
  try {
    for (let film = 0; film < distinct; film += 1)
      generator.writeSyntheticFilm(
        { folder: home, name: `film-${film}.dcm` },
        8000 + film,
        1 + (film % 5),
        film % 2 === 1,
        512,
      )
    const inputs = Array.from({ length: films }, (_, at) => join(home, `film-${at % distinct}.dcm`))
    return summary(await readings(entry, home, inputs))
  } finally {
    removeFolder(home)
  }
}

async function readings(entry, home, inputs) {
  const switches = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--ozone-platform=headless',
    '--log-level=3',
  ]
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home }
  delete env.ELECTRON_RUN_AS_NODE
  const words = [...switches, entry, '--cli', 'predict', 'chest-film', ...inputs, '--ignore-gates', '--json']
  const child = spawn(electronBinary, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  const taken = []
  let done = 0
  const startedAt = performance.now()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { status } = JSON.parse(line)
    if (status !== 'assessed') throw new Error(`a film was not assessed: ${line}`)
    done += 1
    if (done % everyFilms === 0) taken.push({ films: done, ...residentOf(child.pid) })
  })
  await closed
  if (done !== inputs.length) throw new Error(`${done} of ${inputs.length} films came back`)
  return { taken, seconds: (performance.now() - startedAt) / 1000 }
}

/** MiB resident in main, and in the process that runs the models. */
function residentOf(mainPid) {
  const inference = descendants(mainPid).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node.mojom.NodeService'),
  )
  return { main: residentMiB(mainPid), inference: inference ? residentMiB(inference) : NaN }
}

function descendants(root) {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      parents.set(
        Number(name),
        Number(/\nPPid:\s+(\d+)/.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]),
      )
    } catch {
      // It ended between the listing and the look.
    }
  }
  const descends = (pid) => pid === root || (pid > 1 && descends(parents.get(pid) ?? 0))
  return [...parents.keys()].filter((pid) => pid !== root && descends(pid))
}

const residentMiB = (pid) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

/** Mean of the films 500 to 1,000 against that of the last 500; single readings move with the garbage collector. */
function summary({ taken, seconds }) {
  const mean = (rows, name) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
  const early = taken.filter((row) => row.films > settled && row.films <= 2 * settled)
  const late = taken.slice(-early.length)
  const of = (name) => ({
    earlyMiB: mean(early, name),
    lateMiB: mean(late, name),
    largestMiB: Math.max(...taken.map((row) => row[name])),
    ratio: mean(late, name) / mean(early, name),
  })
  return { films, filmsPerSecond: films / seconds, main: of('main'), inference: of('inference') }
}
