/** Memory of a running program and whether it grows. Linux only: it reads /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** @returns {{ main: number, inference: number }} MiB resident in main, and in the process that runs the models */
function residentOf(mainPid) {
  const inference = descendants(mainPid).find((pid) => commandOf(pid).includes('node.mojom.NodeService'))
  return { main: residentMiB(mainPid), inference: inference ? residentMiB(inference) : NaN }
}

function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    // It ended between the listing and the look.
    return ''
  }
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

/**
 * Readings of a program while it works through its inputs.
 * @param every after how many inputs one is taken; @param settled after how many memory has found its level: threads, buffers
 *   and arenas are there
 */
export class MemoryWatch {
  #taken = []

  constructor(every, settled) {
    Object.assign(this, { every, settled })
  }

  /** Call after each input. The last lines of a program may come when its models are at rest already: no reading then. */
  look(done, mainPid) {
    if (process.platform !== 'linux' || done % this.every !== 0) return
    const resident = residentOf(mainPid)
    if (Number.isFinite(resident.inference)) this.#taken.push({ done, ...resident })
  }

  /** Mean of the inputs from `settled` to twice that against as many at the end: single readings move with the garbage collector. */
  summary() {
    if (this.#taken.length === 0) return null
    const mean = (rows, name) => rows.reduce((sum, row) => sum + row[name], 0) / rows.length
    const early = this.#taken.filter(({ done }) => done > this.settled && done <= 2 * this.settled)
    const late = this.#taken.slice(-early.length)
    const of = (name) => ({
      earlyMiB: mean(early, name),
      lateMiB: mean(late, name),
      largestMiB: Math.max(...this.#taken.map((row) => row[name])),
      ratio: mean(late, name) / mean(early, name),
    })
    return { main: of('main'), inference: of('inference') }
  }
}
