/** Where the project lies and how its set-up speaks: always on standard error, since stdout belongs to results. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

export const inProject = (...parts) => join(projectRoot, ...parts)

export function say(text) {
  process.stderr.write(`vesalius: ${text}\n`)
}

/** A problem whose message is all that the user needs: printed without a stack. */
export class SetupError extends Error {}

/** Runs a script's body; what it throws becomes a message and exit code 1. */
export async function main(body) {
  try {
    process.exitCode = await body()
  } catch (error) {
    say(error instanceof SetupError ? error.message : `unexpected ${error?.stack ?? error}`)
    process.exitCode = 1
  }
}
