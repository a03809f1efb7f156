/** One running Vesalius: started with a profile of its own, its log kept, always ended. */
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
/** Under plain Node the package `electron` exports the path of its binary. */
export const electronBinary = require('electron') as unknown as string
/**
 * Holds the program's start back until the debugger is attached; without it about one launch in thirty hangs.
 * Playwright adds it by itself only when it chooses the binary.
 */
export const playwrightLoader = join(
  dirname(require.resolve('playwright-core/package.json')),
  'lib/server/electron/loader.js',
)
/** The folder a build was written to: `out`, unless somebody tests a build of his own. */
export const builtFolder = join(projectRoot, process.env['VESALIUS_E2E_OUT'] ?? 'out')
export const builtEntry =
  builtFolder === join(projectRoot, 'out') ? projectRoot : join(builtFolder, 'main/index.js')

export interface StartOptions {
  profileDir: string
  /** further words after the program's own */
  args?: string[]
  env?: Record<string, string>
  /** a binary or wrapper script in place of Electron's own; with `--require` of a loader among its switches */
  executablePath?: string
  /** leaves Chromium's sandbox on, which root cannot use */
  sandbox?: boolean
  /** the folder of package.json or a built main/index.js */
  entry?: string
  /** further Chromium switches */
  switches?: string[]
}

export interface RunningApp {
  electron: ElectronApplication
  window: Page
  /** what main wrote to standard error so far */
  log(): string
  /** closes it as a user does and waits for the process's end */
  close(): Promise<void>
}

/** For starts that Playwright does not make: it adds this one itself. */
export const rootSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const defaultSwitches = ['--enable-unsafe-swiftshader', '--lang=en-US']
const launchTimeoutMs = 15_000

/** A start under heavy load may time out: it gets a second attempt, and only the start does. */
export async function startApp(options: StartOptions): Promise<RunningApp> {
  try {
    return await startOnce(options)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'TimeoutError') throw error
    return await startOnce(options)
  }
}

async function startOnce(options: StartOptions): Promise<RunningApp> {
  const electron = await _electron.launch({
    ...(options.executablePath === undefined ? {} : { executablePath: options.executablePath }),
    chromiumSandbox: options.sandbox ?? process.getuid?.() !== 0,
    cwd: projectRoot,
    args: [
      ...defaultSwitches,
      ...(options.switches ?? []),
      options.entry ?? builtEntry,
      '--profile',
      options.profileDir,
      ...(options.args ?? []),
    ],
    env: { ...inheritedEnvironment(), LANGUAGE: 'en_US', LC_ALL: 'C.UTF-8', ...options.env },
    timeout: launchTimeoutMs,
  })
  const child = electron.process()
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
  try {
    const window = await electron.firstWindow({ timeout: launchTimeoutMs })
    return { electron, window, log: () => text, close: () => closeApp(electron, child) }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function closeApp(electron: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  await electron.close()
  await ended
}

function inheritedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  const environment = Object.fromEntries(entries)
  // Would turn the program into a plain Node.
  delete environment['ELECTRON_RUN_AS_NODE']
  return environment
}
