/** Runs the checks part by part and ends with one line: `N passed, N failed`. */
import { parseArgs } from 'node:util'
import { prepare } from '../setup/prepare.mjs'
import { SetupError } from '../setup/project.mjs'
import { runEndToEndTests } from './e2e.mjs'
import { staticChecks } from './static-checks.mjs'
import { runUnitTests } from './unit.mjs'

/**
 * Each part gives tallies: how many of its checks passed, failed, or could not run here.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number }} Tally
 */

const parts = {
  types: (context) => staticChecks('types', context),
  lint: (context) => staticChecks('lint', context),
  unit: runUnitTests,
  e2e: runEndToEndTests,
}

const usage = `npm run check [-- --only ${Object.keys(parts).join(',')}] [-- --grep TEXT for e2e]`

/** @returns {Promise<number>} exit code */
export async function check(words) {
  const { chosen, grep } = readWords(words)
  const { electron } = await prepare({ window: chosen.includes('e2e'), build: chosen.includes('e2e') })
  const context = { electron, grep }
  /** @type {Tally[]} */
  const tallies = []
  for (const name of chosen) tallies.push(...(await parts[name](context)))

  print('')
  for (const { name, passed, failed, skipped, seconds } of tallies) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} not run here` : ''}`
    print(`${failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(24)} ${counts}  (${seconds.toFixed(1)} s)`)
  }
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  print(`${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 ? 1 : 0
}

function readWords(words) {
  try {
    const { values } = parseArgs({ args: words, options: { only: { type: 'string' }, grep: { type: 'string' } } })
    const chosen = values.only?.split(',') ?? Object.keys(parts)
    if (!chosen.every((name) => Object.hasOwn(parts, name))) throw new SetupError(usage)
    return { chosen, grep: values.grep }
  } catch {
    throw new SetupError(usage)
  }
}

const print = (line) => process.stdout.write(`${line}\n`)
