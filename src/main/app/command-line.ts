import { resolve } from 'node:path'

export interface CommandLine {
  /** folder of the vault and the preferences; undefined = the operating system's place for this user */
  profileDir: string | undefined
  /** words after `--cli`, undefined for the windowed program */
  headless: string[] | undefined
}

/** Everything after `--cli` belongs to the headless command, its own `--profile` included. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const cliAt = argv.indexOf('--cli')
  return {
    profileDir: readProfile(argv),
    headless: cliAt >= 0 ? argv.slice(cliAt + 1) : undefined,
  }
}

function readProfile(argv: readonly string[]): string | undefined {
  for (const [index, word] of argv.entries()) {
    const value =
      word === '--profile' ? argv[index + 1] : word.startsWith('--profile=') ? word.slice(10) : undefined
    if (value) return resolve(value)
  }
  return undefined
}
