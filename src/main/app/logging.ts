/**
 * One log for main: standard error and `<profile>/logs/main.log` (two generations of at most 1 MiB). Callers never pass
 * patient data; what is thrown unexpectedly is logged by its class and place in the code, since messages may quote data.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Log = (line: string) => void

const maximumBytes = 1 << 20

export function openLog(
  profileDir: string,
  write: (text: string) => void = (text) => process.stderr.write(text),
): Log {
  const folder = join(profileDir, 'logs')
  const path = join(folder, 'main.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return (line) => {
    const text = `${new Date().toISOString()} ${line}\n`
    write(text)
    try {
      if (bytes + text.length > maximumBytes) {
        renameSync(path, `${path}.1`)
        bytes = 0
      }
      appendFileSync(path, text, { mode: 0o600 })
      bytes += Buffer.byteLength(text)
    } catch {
      // A full or read-only disk must not stop the program for want of a log; standard error has the line.
    }
  }
}

/** The class of an error and where it arose, without its message: `TypeError at store-worker.js:10:5 < index.js:3:1`. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `thrown ${typeof thrown}`
  const code = 'code' in thrown && typeof thrown.code === 'string' ? ` ${thrown.code}` : ''
  const places = (thrown.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => /([^/\\(]+:\d+:\d+)\)?$/.exec(line)?.[1])
    .filter((place) => place !== undefined)
    .slice(0, 4)
  return `${thrown.name}${code}${places.length > 0 ? ` at ${places.join(' < ')}` : ''}`
}

/** Last resort for errors nobody caught: they are logged without their messages; `exit` decides what follows. */
export function watchUncaught(log: Log, onUncaught: () => void): void {
  process.on('unhandledRejection', (reason) => log(`unhandled rejection: ${describeThrown(reason)}`))
  process.on('uncaughtException', (error) => {
    log(`uncaught exception: ${describeThrown(error)}`)
    onUncaught()
  })
}
