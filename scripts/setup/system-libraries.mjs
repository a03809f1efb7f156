/** What Electron needs from a Linux system: shared libraries, a font with Chinese, an X server where there is no screen. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { inProject, say, SetupError } from './project.mjs'
import { runCommand } from './run-command.mjs'

const libraryPackages = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libxtst6',
  'libdrm2',
]
const displayPackages = ['xvfb']
const fontPackages = ['fontconfig', 'fonts-noto-cjk']

/**
 * @param {string} electron path of the binary
 * @param {{ needsXvfb: boolean, needsFonts: boolean }} needs
 */
export async function ensureSystemLibraries(electron, needs) {
  if (process.platform !== 'linux') return
  const stamp = inProject('.cache', 'system-checked')
  const key = systemKey(electron, needs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key && !(needs.needsXvfb && !onPath('Xvfb')))
    return

  const before = await missing(electron, needs)
  if (before.packages.length > 0) {
    await install(before)
    const after = await missing(electron, needs)
    if (after.required.length > 0) {
      throw new SetupError(`Still missing after the installation: ${after.required.join(', ')}.`)
    }
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, key)
}

/** The same binary on the same machine: what was found then is still there. */
function systemKey(electron, needs) {
  const { size, mtimeMs } = statSync(electron)
  return createHash('sha256')
    .update(JSON.stringify([electron, size, mtimeMs, hostname(), needs]))
    .digest('hex')
}

async function missing(electron, { needsXvfb, needsFonts }) {
  const libraries = await missingLibraries(electron)
  const noXvfb = needsXvfb && !onPath('Xvfb')
  const noFont = needsFonts && !(await hasChineseFont())
  return {
    required: [...libraries, ...(noXvfb ? ['Xvfb'] : [])],
    packages: [
      ...(libraries.length > 0 ? libraryPackages : []),
      ...(noXvfb ? displayPackages : []),
      ...(noFont ? fontPackages : []),
    ],
  }
}

async function missingLibraries(electron) {
  const { output } = await runCommand('ldd', [electron], { collect: true, mayFail: true })
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name)
}

async function hasChineseFont() {
  const { code, output } = await runCommand('fc-list', [':lang=zh'], { collect: true, mayFail: true })
  return code === 0 && output.trim() !== ''
}

async function install({ packages, required }) {
  const isRoot = process.getuid?.() === 0
  const names = await namesOfThisRelease(packages)
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`
  if (!onPath('apt-get')) {
    const text = `this system lacks ${[...required, ...(required.length === 0 ? ['a Chinese font'] : [])].join(', ')}`
    if (required.length > 0) throw new SetupError(`${text}; install them with the system’s package manager.`)
    say(`${text}; Chinese text will not be shown well.`)
    return
  }
  if (!isRoot) {
    if (required.length > 0)
      throw new SetupError(`missing ${required.join(', ')}. Please run:\n  sudo ${command}`)
    say(`no Chinese font was found; to add one: sudo ${command}`)
    return
  }
  say(`installing ${names.join(' ')} …`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runCommand('apt-get', ['update', '-qq'], { env: environment, collect: true, mayFail: true })
  const words = ['install', '-y', '-qq', '--no-install-recommends', ...(await namesOfThisRelease(packages))]
  await runCommand('apt-get', words, { env: environment, collect: true, mayFail: required.length === 0 })
}

/** Newer releases renamed some libraries (`libasound2t64`); the old name is then without a candidate. */
async function namesOfThisRelease(packages) {
  if (!onPath('apt-cache')) return packages
  const { output } = await runCommand('apt-cache', ['policy', ...packages.map((name) => `${name}t64`)], {
    collect: true,
    mayFail: true,
  })
  const renamed = new Set(
    [...output.matchAll(/^(\S+)t64:\n\s+Installed: .*\n\s+Candidate: (?!\(none\))/gm)].map(
      ([, name]) => name,
    ),
  )
  return packages.map((name) => (renamed.has(name) ? `${name}t64` : name))
}

export function onPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
}
