/** Whether Chromium can confine its pages here. It is never switched off for an ordinary user; he is told how to allow it. */
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { SetupError } from './project.mjs'
import { runCommand } from './run-command.mjs'

const isRoot = () => process.getuid?.() === 0

export async function ensureSandbox(electron) {
  if (process.platform !== 'linux' || isRoot()) return
  const helper = join(dirname(electron), 'chrome-sandbox')
  const { uid, mode } = statSync(helper)
  if (uid === 0 && (mode & 0o4000) !== 0) return
  const { code } = await runCommand('unshare', ['--user', '--map-root-user', 'true'], {
    collect: true,
    mayFail: true,
  })
  if (code === 0 || code === 127) return
  throw new SetupError(
    'this system does not let ordinary users make namespaces, which Chromium’s sandbox needs. Please run once:\n' +
      `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  )
}

/** Chromium refuses to run as root with its sandbox on; scripts of a checkout are the only ones that leave it out. */
export const sandboxSwitches = () => (isRoot() && process.platform === 'linux' ? ['--no-sandbox'] : [])
