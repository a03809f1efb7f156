/** One running Vesalius: started with a profile of its own, its log kept, always ended. */
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const projectRoot = fileURLToPath(new URL('..', import.meta.url))
/** Under plain Node the package `electron` exports the path of its binary. */
export const electronBinary = createRequire(import.meta.url)('electron') as unknown as string
/** The folder a build was written to; `npm run check` builds to `out`. */
const builtEntry = process.env['VESALIUS_E2E_ENTRY'] ?? projectRoot

export interface StartOptions {
  profileDir: string
  /** further words after the program's own */
  args?: string[]
  env?: Record<string, string>
  /** a binary or wrapper script in place of Electron's own */
  executablePath?: string
  /** the folder of package.json or a built main/index.js */
  entry?: string
  /** Chromium's switches; as root it cannot use its sandbox */
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

const defaultSwitches = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--enable-unsafe-swiftshader',
  '--lang=en-US',
]
const launchTimeoutMs = 15_000

/** An Electron start under load was once seen to hang: it gets a second attempt, and only the start does. */
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
    executablePath: options.executablePath ?? electronBinary,
    args: [
      ...(options.switches ?? defaultSwitches),
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
    return { electron, window, log: () => text, close: () => closeApp(electron) }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function closeApp(electron: ElectronApplication): Promise<void> {
  const child = electron.process()
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  await electron.close()
  await ended
}

function inheritedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const environment = Object.fromEntries(entries)
  // Would turn the program into a plain Node.
  delete environment['ELECTRON_RUN_AS_NODE']
  return environment
}
