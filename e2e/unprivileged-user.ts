/**
 * Starting the program as an ordinary user from a test run that may be root's (as in CI). Root's files may be closed
 * to others, so the user gets a readable copy of the binary and the build, and a folder of his own.
 */
import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import {
  chmod,
  chown,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readlink,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { electronBinary, playwrightLoader, type StartOptions } from './running-app'

const run = promisify(execFile)
const projectRoot = fileURLToPath(new URL('..', import.meta.url))

export interface UnprivilegedStart {
  userId: number
  startOptions: Pick<StartOptions, 'profileDir' | 'executablePath' | 'entry' | 'env' | 'sandbox' | 'switches'>
  confinement(pid: number): Promise<Confinement>
  remove(): Promise<void>
}

/** What Linux says about a process. */
export interface Confinement {
  user: number
  /** seccomp in filter mode: Chromium's list of allowed system calls is in force */
  seccompFilters: boolean
  noNewPrivileges: boolean
  /** the process-id namespace; a sandboxed process cannot even name the others */
  processNamespace: string
}

export async function prepareUnprivilegedStart(): Promise<UnprivilegedStart> {
  const ownId = process.getuid?.()
  if (ownId === undefined) throw new Error('This test knows Linux users only.')
  const root = await mkdtemp(join(tmpdir(), 'vesalius-user-'))
  await chmod(root, 0o755)
  const home = join(root, 'home')
  await mkdir(home, { mode: 0o700 })
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 5 })
  const startOptions = {
    profileDir: join(home, 'profile'),
    env: { HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home },
    sandbox: true,
  }
  if (ownId !== 0) return { userId: ownId, startOptions, confinement, remove }

  const { userId, groupId } = await nobody()
  await chown(home, userId, groupId)
  const app = join(root, 'app')
  await cp(join(projectRoot, 'out'), join(app, 'out'), { recursive: true })
  await copyFile(join(projectRoot, 'package.json'), join(app, 'package.json'))
  await copyRuntimePackages(app)
  const loader = join(root, 'loader.cjs')
  await copyFile(playwrightLoader, loader)
  const runtime = join(root, 'runtime')
  await cp(dirname(electronBinary), runtime, { recursive: true, mode: constants.COPYFILE_FICLONE })
  await useSetuidHelperIfNeeded(runtime, userId, groupId)
  const display = await displayFor(home, userId, groupId)
  const wrapper = join(root, 'start.sh')
  const command = `exec setpriv --reuid ${userId} --regid ${groupId} --clear-groups -- '${join(runtime, 'electron')}' "$@"`
  await writeFile(wrapper, `#!/bin/sh\ncd '${home}'\n${command}\n`, { mode: 0o755 })
  return {
    userId,
    startOptions: {
      ...startOptions,
      executablePath: wrapper,
      switches: ['--require', loader],
      entry: app,
      env: { ...startOptions.env, ...display },
    },
    confinement,
    remove,
  }
}

/** The packages that main loads at run time: those the lockfile does not mark as for development. */
async function copyRuntimePackages(app: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  for (const [folder, { dev, devOptional }] of Object.entries(lock.packages)) {
    const source = join(projectRoot, folder)
    if (folder === '' || dev === true || devOptional === true || !existsSync(source)) continue
    await cp(source, join(app, folder), { recursive: true, mode: constants.COPYFILE_FICLONE })
  }
}

async function nobody(): Promise<{ userId: number; groupId: number }> {
  const line = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , userId, groupId] = line?.split(':') ?? []
  if (userId === undefined || groupId === undefined) throw new Error('This system has no user `nobody`.')
  return { userId: Number(userId), groupId: Number(groupId) }
}

/** Where ordinary users may not make namespaces, Chromium's setuid helper does it, as it does in an installed package. */
async function useSetuidHelperIfNeeded(runtime: string, userId: number, groupId: number): Promise<void> {
  const allowed = await run('setpriv', [
    ...['--reuid', String(userId), '--regid', String(groupId), '--clear-groups', '--'],
    ...['unshare', '--user', '--map-root-user', 'true'],
  ]).then(
    () => true,
    () => false,
  )
  if (allowed) return
  const helper = join(runtime, 'chrome-sandbox')
  await chown(helper, 0, 0)
  await chmod(helper, 0o4755)
}

/** The X server's key lies in a file of root's; the user gets a copy. */
async function displayFor(home: string, userId: number, groupId: number): Promise<Record<string, string>> {
  const authority = process.env['XAUTHORITY']
  if (authority === undefined) return {}
  const exists = await stat(authority).catch(() => null)
  if (!exists) return {}
  const copy = join(home, '.Xauthority')
  await copyFile(authority, copy)
  await chown(copy, userId, groupId)
  return { XAUTHORITY: copy }
}

async function confinement(pid: number): Promise<Confinement> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]
  return {
    user: Number(field('Uid')),
    seccompFilters: field('Seccomp') === '2',
    noNewPrivileges: field('NoNewPrivs') === '1',
    processNamespace: await readlink(`/proc/${pid}/ns/pid`),
  }
}
