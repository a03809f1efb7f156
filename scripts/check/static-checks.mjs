/** Types, lint, format, import rules, unused code, texts: each one check, passed or failed as a whole. */
import { spawn } from 'node:child_process'
import { inProject, projectRoot } from '../setup/project.mjs'
import { ended } from '../setup/run-command.mjs'

/**
 * The tools want a newer Node than the one that may have started us: they run under Electron's, as the tests do. Knip
 * cannot (its parser reserves more address space than Electron allows) and is content with ours.
 */
const underOwnNode = new Set(['unused code (knip)'])
const tool = (...path) => inProject('node_modules', ...path)
const typeScript = (config) => [tool('typescript', 'bin', 'tsc'), '-p', `tsconfig.${config}.json`, '--noEmit']

const groups = {
  types: {
    'types of main': typeScript('main'),
    'types of the preload': typeScript('preload'),
    'types of the renderer': typeScript('renderer'),
    'types of tests and tools': typeScript('tools'),
  },
  lint: {
    eslint: [
      tool('eslint', 'bin', 'eslint.js'),
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      '.cache/eslint',
      '--cache-strategy',
      'content',
    ],
    'format (prettier)': [
      tool('prettier', 'bin', 'prettier.cjs'),
      '--check',
      '--log-level',
      'warn',
      '.',
      '--cache',
      '--cache-location',
      '.cache/prettier',
    ],
    'import rules': [
      tool('dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
      'src',
      'e2e',
      'bench',
      '--config',
      '.dependency-cruiser.mjs',
    ],
    'unused code (knip)': [tool('knip', 'bin', 'knip.js')],
    'texts in both languages': [inProject('scripts', 'check', 'texts.mjs')],
  },
}

export async function staticChecks(group, { electron }) {
  const tallies = []
  const waiting = Object.entries(groups[group])
  // Two at a time: each is single-threaded, and a small machine has two cores.
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, words] = next
      tallies.push(await runOne(name, electron, words))
    }
  }
  await Promise.all([worker(), worker()])
  return tallies
}

async function runOne(name, electron, words) {
  const startedMs = performance.now()
  const child = spawn(underOwnNode.has(name) ? process.execPath : electron, words, {
    cwd: projectRoot,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  child.stderr.on('data', (chunk) => (output += chunk))
  const code = await ended(child)
  if (code !== 0) process.stdout.write(`\n── ${name} (exit code ${code}) ──\n${output}\n`)
  return {
    name,
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    skipped: 0,
    seconds: (performance.now() - startedMs) / 1000,
  }
}
