/** End-to-end tests: Playwright drives the built program, on a virtual screen where there is none. */
import { spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { hasDisplay, startDisplay } from '../setup/display.mjs'
import { inProject, projectRoot } from '../setup/project.mjs'
import { ended } from '../setup/run-command.mjs'

export async function runEndToEndTests({ grep }) {
  const startedMs = performance.now()
  const report = inProject('e2e', '.results', 'results.json')
  rmSync(report, { force: true })
  const display = hasDisplay() ? null : await startDisplay()
  const environment = { ...process.env, ...display?.env }
  delete environment.ELECTRON_RUN_AS_NODE
  try {
    const child = spawn(
      process.execPath,
      [inProject('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...(grep ? ['--grep', grep] : [])],
      { cwd: projectRoot, env: environment, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    const code = await ended(child)
    return [
      { name: 'end-to-end tests', ...count(report, code), seconds: (performance.now() - startedMs) / 1000 },
    ]
  } finally {
    await display?.stop()
  }
}

function count(report, code) {
  try {
    const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'))
    const failed = stats.unexpected + errors.length
    return {
      passed: stats.expected + stats.flaky,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: stats.skipped,
      failures: [
        ...errors.map(({ message }) => ({ test: 'outside of a test', message })),
        ...suites.flatMap(failuresOf),
      ],
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] }
  }
}

function failuresOf({ suites = [], specs = [] }) {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, title, tests }) => ({
      test: `${file}: ${title}`,
      message: tests
        .flatMap(({ results }) => results.flatMap(({ errors }) => errors.map(({ message }) => message)))
        .join('\n'),
    }))
  return [...own, ...suites.flatMap(failuresOf)]
}
