/** Child processes of the set-up: waited for, and never left behind. */
import { spawn } from 'node:child_process'
import { projectRoot, SetupError } from './project.mjs'

/**
 * Runs a program to its end. Its output goes to standard error, or is collected and shown only when it fails.
 * @param {string} program
 * @param {string[]} words
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, collect?: boolean, mayFail?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runCommand(program, words, options = {}) {
  const { cwd = projectRoot, env = process.env, collect = false, mayFail = false } = options
  const child = spawn(program, words, {
    cwd,
    env,
    stdio: ['ignore', collect ? 'pipe' : 2, collect ? 'pipe' : 2],
  })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += chunk))
  child.stderr?.on('data', (chunk) => (output += chunk))
  const code = await ended(child)
  if (code !== 0 && !mayFail) {
    if (collect) process.stderr.write(output)
    throw new SetupError(`\`${program} ${words.join(' ')}\` failed (${code}).`)
  }
  return { code, output }
}

/** Exit code of a child; 127 when it could not be started, 128 + n when a signal ended it. */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', () => resolve(127))
    child.once('close', (code, signal) => resolve(code ?? signalCode(signal)))
  })
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }
const signalCode = (signal) => 128 + (signalNumbers[signal] ?? 0)

/**
 * Runs the program in the foreground: it has the terminal, gets the signals we get, and its exit code is ours.
 * @returns {Promise<number>}
 */
export async function runForeground(program, words, options) {
  const child = spawn(program, words, { stdio: 'inherit', ...options })
  // A terminal's Ctrl+C reaches the child too; ours only must not end us before it.
  const forward = (signal) => child.kill(signal)
  const wait = () => undefined
  process.on('SIGINT', process.stdin.isTTY ? wait : forward)
  process.on('SIGTERM', forward)
  process.on('SIGHUP', forward)
  return await ended(child)
}

/** npm as it runs us, else the one on the path. */
export function npmCommand(words) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return [process.execPath, [script, ...words]]
  return process.platform === 'win32' ? ['cmd.exe', ['/d', '/s', '/c', 'npm', ...words]] : ['npm', words]
}
