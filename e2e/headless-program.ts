/** The built program without a window, as `npm run cli` starts it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { builtEntry, electronBinary } from './running-app'

export type ResultLine = Record<string, unknown>

export interface HeadlessOptions {
  /** where the program may keep its settings */
  home: string
  env?: Record<string, string>
  /** called for each line as it comes, with the process's id */
  onLine?: (line: ResultLine, pid: number) => void
}

export interface HeadlessEnd {
  code: number | null
  lines: ResultLine[]
  /** what it wrote to standard error */
  log: string
}

/** Every line of stdout must be one JSON object. */
export async function runHeadless(words: readonly string[], options: HeadlessOptions): Promise<HeadlessEnd> {
  const { home, env = {}, onLine } = options
  const switches = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(process.platform === 'linux' ? ['--ozone-platform=headless'] : []),
    '--log-level=3',
  ]
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: home,
    APPDATA: home,
    ...env,
  }
  delete environment['ELECTRON_RUN_AS_NODE']
  const child = spawn(electronBinary, [...switches, builtEntry, '--cli', ...words], {
    cwd: home,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')))
  const lines: ResultLine[] = []
  const ended = once(child, 'close')
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as ResultLine
    lines.push(line)
    onLine?.(line, child.pid ?? 0)
  })
  const [code] = (await ended) as [number | null]
  return { code, lines, log }
}
