/** Unit tests under Electron's own Node: the native modules and the OpenSSL that ship. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { relative } from 'node:path'
import { inProject, projectRoot } from '../setup/project.mjs'
import { ended } from '../setup/run-command.mjs'

/**
 * @param {{ electron: string }} context
 * @param {{ files?: string[], seed?: number, words?: string[] }} [options] some files only; another
 *   seed for drawn cases; words for the runner
 */
export async function runUnitTests({ electron }, { files = [], seed, words = ['--reporter=default'] } = {}) {
  const startedMs = performance.now()
  const report = inProject('.cache', 'unit-results.json')
  rmSync(report, { force: true })
  const child = spawn(
    electron,
    [
      inProject('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      ...files,
      ...words,
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: projectRoot,
      env: {
        ...process.env,
        ...(seed !== undefined && { VESALIUS_SEED: String(seed) }),
        ELECTRON_RUN_AS_NODE: '1',
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const code = await ended(child)
  return [{ name: 'unit tests', ...count(report, code), seconds: (performance.now() - startedMs) / 1000 }]
}

function count(report, code) {
  try {
    const results = JSON.parse(readFileSync(report, 'utf8'))
    // A file that does not even load has no tests to fail: it counts as one.
    const brokenFiles = results.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    )
    const failed = results.numFailedTests + brokenFiles.length
    return {
      passed: results.numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: results.numPendingTests + results.numTodoTests,
      failures: results.testResults.flatMap((file) => failuresOf(file, brokenFiles.includes(file))),
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] }
  }
}

function failuresOf({ name, message, assertionResults }, broken) {
  const place = relative(projectRoot, name)
  if (broken) return [{ test: place, message }]
  return assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => ({
      test: `${place}: ${fullName}`,
      message: failureMessages.join('\n'),
    }))
}
