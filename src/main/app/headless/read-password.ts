import { createInterface } from 'node:readline'

/**
 * The vault's password for a headless command: the environment first, since a scheduler sets it for one process; else
 * the first line of standard input, unless a terminal is on it (it would be echoed).
 */
export async function readPassword(
  environment: NodeJS.ProcessEnv = process.env,
  stdin: NodeJS.ReadStream = process.stdin,
): Promise<string | null> {
  const given = environment['VESALIUS_PASSWORD']
  if (given !== undefined && given !== '') {
    // Child processes have no business with it.
    delete environment['VESALIUS_PASSWORD']
    return given
  }
  if (stdin.isTTY) return null
  const lines = createInterface({ input: stdin })
  try {
    for await (const line of lines) return line === '' ? null : line
    return null
  } finally {
    lines.close()
    stdin.destroy()
  }
}
