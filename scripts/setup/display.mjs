/** A screen where there is none: an X server in memory, ours alone, ended with us. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from './project.mjs'
import { ended } from './run-command.mjs'
import { onPath } from './system-libraries.mjs'

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY)

/**
 * Starts Xvfb on a free display that it chooses itself, behind a key that only this user can read.
 * @param {{ frameBufferFolder?: string }} [options] where to keep what is shown, for whoever wants to look at it
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>}
 */
export async function startDisplay({ frameBufferFolder } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vesalius-display-'))
  const authority = join(folder, 'Xauthority')
  writeFileSync(authority, authorityFile(randomBytes(16)), { mode: 0o600 })
  const words = ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-auth', authority]
  if (frameBufferFolder) words.push('-fbdir', frameBufferFolder)
  // The kernel ends it even if we are killed without a chance to.
  const [program, programWords] = onPath('setpriv')
    ? ['setpriv', ['--pdeathsig', 'TERM', 'Xvfb', ...words]]
    : ['Xvfb', words]
  // In a group of its own: a Ctrl+C in the terminal must reach the program before its screen goes.
  const child = spawn(program, programWords, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    detached: true,
  })
  const end = ended(child)
  const stop = async () => {
    child.kill()
    await end
    rmSync(folder, { recursive: true, force: true })
  }
  const number = await new Promise((resolve, reject) => {
    let text = ''
    child.stdio[3].on('data', (chunk) => {
      text += chunk
      if (text.includes('\n')) resolve(text.trim())
    })
    void end.then((code) => reject(new SetupError(`Xvfb ended at once (${code}).`)))
  }).catch((error) => {
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop }
}

/** One entry of an Xauthority file, valid for any display of this machine (Xau(3): family, address, number, name, data). */
function authorityFile(key) {
  const counted = (bytes) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const familyWild = Buffer.from([0xff, 0xff])
  const empty = counted(Buffer.alloc(0))
  return Buffer.concat([familyWild, empty, empty, counted(Buffer.from('MIT-MAGIC-COOKIE-1')), counted(key)])
}
