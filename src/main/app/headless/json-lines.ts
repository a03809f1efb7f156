/**
 * stdout belongs to results. Everything else in the process that writes there (a library's console.log, a worker's
 * output) is sent to stderr, so that a caller can parse every line.
 */
import { exitCodes } from './headless-command'

export interface ResultStream {
  line(object: object): void
  /** resolves when all lines have left the process */
  flush(): Promise<void>
}

export function takeStdout(
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
  exit: (code: number) => void = (code) => process.exit(code),
): ResultStream {
  const write = stdout.write.bind(stdout)
  stdout.write = stderr.write.bind(stderr)
  // The reader has gone (`… | head`): nobody is left to answer.
  stdout.on('error', () => exit(exitCodes.interrupted))
  return {
    line: (object) => void write(`${JSON.stringify(object)}\n`),
    flush: () => new Promise((resolve) => void write('', () => resolve())),
  }
}
