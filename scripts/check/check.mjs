/** Runs the checks part by part and ends with one line: `N passed, N failed`. */
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { prepare } from '../setup/prepare.mjs'
import { say, SetupError } from '../setup/project.mjs'
import { runEndToEndTests } from './e2e.mjs'
import { staticChecks } from './static-checks.mjs'
import { runUnitTests } from './unit.mjs'

/**
 * Each part gives tallies: how many of its checks passed, failed, or could not run here.
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number,
 *   failures?: { test: string, message: string }[] }} Tally
 */

const parts = {
  types: (context) => staticChecks('types', context),
  lint: (context) => staticChecks('lint', context),
  unit: runUnitTests,
  e2e: async (context) => {
    const build = await timed('build', () => prepare({ window: true, build: true }))
    return [build.tally, ...(build.value ? await runEndToEndTests(context) : [])]
  },
}

const usage = `npm run check [-- --only ${Object.keys(parts).join(',')}] [-- --grep TEXT for e2e]`

/** @returns {Promise<number>} exit code */
export async function check(words) {
  const { chosen, grep } = readWords(words)
  /** @type {Tally[]} */
  const tallies = []
  const setUp = await timed('set-up', () => prepare({ window: chosen.includes('e2e'), build: false }))
  tallies.push(setUp.tally)
  if (setUp.value) {
    const context = { electron: setUp.value.electron, grep }
    for (const name of chosen) tallies.push(...(await parts[name](context)))
  }

  for (const { test, message } of tallies.flatMap(({ failures = [] }) => failures))
    print(`\nFAILED  ${test}\n${beginningOf(message)}`)

  print('')
  for (const { name, passed, failed, skipped, seconds } of tallies) {
    const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} not run here` : ''}`
    print(`${failed > 0 ? 'FAILED' : 'ok    '}  ${name.padEnd(24)} ${counts}  (${seconds.toFixed(1)} s)`)
  }
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
  print(`${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 ? 1 : 0
}

/** A long log is read from its end: there a failure is told once more, in short. */
function beginningOf(message) {
  const lines = stripVTControlCharacters(message ?? '').split('\n')
  return lines
    .slice(0, 12)
    .map((line) => `        ${line.slice(0, 300)}`)
    .join('\n')
}

/** A step that throws is a failed check; the others still have their say. */
async function timed(name, step) {
  const startedMs = performance.now()
  const tally = (passed) => ({
    name,
    passed: passed ? 1 : 0,
    failed: passed ? 0 : 1,
    skipped: 0,
    seconds: (performance.now() - startedMs) / 1000,
  })
  try {
    const value = await step()
    return { value, tally: tally(true) }
  } catch (error) {
    say(error instanceof SetupError ? error.message : `unexpected ${error?.stack ?? error}`)
    return { value: null, tally: tally(false) }
  }
}

function readWords(words) {
  try {
    const { values } = parseArgs({
      args: words,
      options: { only: { type: 'string' }, grep: { type: 'string' } },
    })
    const chosen = values.only?.split(',') ?? Object.keys(parts)
    if (!chosen.every((name) => Object.hasOwn(parts, name))) throw new SetupError(usage)
    return { chosen, grep: values.grep }
  } catch {
    throw new SetupError(usage)
  }
}

const print = (line) => process.stdout.write(`${line}\n`)
