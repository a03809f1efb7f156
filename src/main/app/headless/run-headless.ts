/** The same program without a window: finds the command, gives it its surroundings, returns the exit code. */
import { app } from 'electron'
import { toAppError } from '../../../shared/result'
import { describeThrown } from '../logging'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from './headless-command'
import { type ResultStream, takeStdout } from './json-lines'
import { readPassword } from './read-password'

/** Loaded when called, so that `list` does not pay for the models. */
const commands: Record<string, () => Promise<HeadlessCommand>> = {
  vault: async () => (await import('./commands/vault')).command,
  import: async () => (await import('./commands/import')).command,
  records: async () => (await import('./commands/records')).command,
  'sample-ward': async () => (await import('./commands/sample-ward')).command,
  list: async () => (await import('./commands/list')).command,
  predict: async () => (await import('./commands/predict')).command,
  explain: async () => (await import('./commands/explain')).command,
  selftest: async () => (await import('./commands/selftest')).command,
  analyze: async () => (await import('./commands/analyze')).command,
  'local-check': async () => (await import('./commands/local-check')).command,
  queue: async () => (await import('./commands/queue')).command,
  models: async () => (await import('./commands/models')).command,
  synthesize: async () => (await import('./commands/synthesize')).command,
  score: async () => (await import('./commands/score')).command,
  prepare: async () => (await import('./commands/prepare')).command,
}

export async function runHeadless(words: string[]): Promise<number> {
  const results = takeStdout()
  const log = (text: string) => void process.stderr.write(`${text}\n`)
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort())
  try {
    const code = await dispatch(words, results, log, interrupt.signal)
    return interrupt.signal.aborted ? exitCodes.interrupted : code
  } finally {
    await results.flush()
  }
}

async function dispatch(
  words: string[],
  results: ResultStream,
  log: HeadlessIo['log'],
  signal: AbortSignal,
): Promise<number> {
  const { name, args } = readCommand(words)
  if (name === undefined) {
    log(await usage())
    return exitCodes.usage
  }
  if (asksForHelp(name)) {
    log(await usage())
    return exitCodes.success
  }
  const load = commands[name]
  if (!load) {
    log(await usage())
    results.line({ status: 'error', error: { code: 'USAGE', message: `There is no command ${name}.` } })
    return exitCodes.usage
  }
  let password: Promise<string | null> | undefined
  const io: HeadlessIo = {
    line: (object) => results.line(object),
    log,
    password: () => (password ??= readPassword()),
    signal,
    profileDir: app.getPath('userData'),
  }
  const command = await load()
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (options.some(asksForHelp)) {
    log(command.usage)
    return exitCodes.success
  }
  try {
    return await command.run(args, io)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'INTERNAL') log(`${name}: ${describeThrown(thrown)}`)
    if (error.code === 'USAGE') log(command.usage)
    results.line({ status: 'error', error: { code: error.code, message: error.message } })
    return error.code === 'USAGE' ? exitCodes.usage : exitCodes.someFailed
  }
}

/**
 * The command and its own words. `--json` is the only output there is and may stand anywhere; `--profile` was read
 * when the program started.
 */
export function readCommand(words: readonly string[]): { name: string | undefined; args: string[] } {
  const rest: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') {
      rest.push(...words.slice(index))
      break
    }
    if (word === '--profile') index += 1
    else if (word !== '--json' && !word.startsWith('--profile=')) rest.push(word)
  }
  const [name, ...args] = rest
  return { name, args }
}

const asksForHelp = (word: string) => word === '--help' || word === '-h'

async function usage(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()))
  return ['vesalius --cli <command> … [--json] [--profile DIR]', ...all.map(({ usage: text }) => text)].join(
    '\n  ',
  )
}
