/**
 * `npm run dist:verify` (as root on a Debian machine that has no Vesalius): proves the built package by using it. Installs
 * the .deb with apt, starts it as an ordinary user with the sandbox on, imports a study and runs the model on it without
 * a window, removes the package, and looks whether the user's data stayed.
 */
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureSamples } from './samples/ensure-samples.mjs'
import { startDisplay } from './setup/display.mjs'
import { inProject, main, say, SetupError } from './setup/project.mjs'
import { ended, runCommand } from './setup/run-command.mjs'
import { countColors } from './package/screen.mjs'

const user = 'vesalius-verify'
const home = `/home/${user}`
const profile = `${home}/.config/Vesalius`
const binary = '/opt/vesalius/vesalius'
const password = 'violet anchor plumbing 73 sesame'
let passed = 0
let failed = 0

function expect(what, holds, found = '') {
  if (holds) passed += 1
  else failed += 1
  process.stdout.write(
    `${holds ? 'ok    ' : 'FAILED'}  ${what}${holds || found === '' ? '' : `: ${found}`}\n`,
  )
}

await main(async () => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new SetupError('this needs root on Debian.')
  if (existsSync(binary)) throw new SetupError(`${binary} is there already; this would remove it.`)
  const deb = findPackage()
  const samples = await ensureSamples()
  const filmSource = join(samples, 'synthetic', 'child-3y-clear', 'child-3y-clear.dcm')
  await runCommand('useradd', ['--create-home', '--shell', '/bin/sh', user])
  const film = join(home, 'film.dcm')
  copyFileSync(filmSource, film)
  try {
    await install(deb)
    await startWindow()
    await refusesDebugging()
    await useHeadless(film)
    await remove()
  } finally {
    if (existsSync(binary))
      await runCommand('apt-get', ['remove', '-y', '-qq', 'vesalius'], { collect: true, mayFail: true })
    await runCommand('userdel', ['--remove', user], { collect: true, mayFail: true })
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
})

function findPackage() {
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'))
  const deb = inProject('dist', `vesalius_${version}_amd64.deb`)
  if (!existsSync(deb)) throw new SetupError('there is no package yet: run `npm run dist` first.')
  return deb
}

async function install(deb) {
  // apt's own user must be able to read it.
  const folder = mkdtempSync(join(tmpdir(), 'vesalius-package-'))
  const copy = join(folder, 'vesalius.deb')
  copyFileSync(deb, copy)
  const { code, output } = await runCommand(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', copy],
    {
      collect: true,
      mayFail: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    },
  )
  rmSync(folder, { recursive: true })
  expect('apt installs the package', code === 0, output)
  const { output: libraries } = await runCommand('ldd', [binary], { collect: true, mayFail: true })
  expect(
    'every library it links to is there',
    libraries !== '' && !libraries.includes('not found'),
    libraries,
  )
  for (const path of [
    '/usr/bin/vesalius',
    '/usr/share/applications/vesalius.desktop',
    '/opt/vesalius/resources/runtime.json',
  ]) {
    expect(`${path} is there`, existsSync(path))
  }
}

/** The words that run a program as the ordinary user, with nothing of ours in its environment. */
function asUser(words, environment = {}) {
  const settings = Object.entries({ HOME: home, PATH: process.env.PATH, ...environment }).map((pair) =>
    pair.join('='),
  )
  return ['runuser', ['-u', user, '--', 'env', '-i', ...settings, ...words]]
}

async function startWindow() {
  const screen = mkdtempSync(join(tmpdir(), 'vesalius-screen-'))
  const display = await startDisplay({ frameBufferFolder: screen })
  try {
    const authority = join(home, '.Xauthority')
    copyFileSync(display.env.XAUTHORITY, authority)
    await runCommand('chown', [user, authority])
    const [program, words] = asUser(['vesalius', '--enable-unsafe-swiftshader'], {
      DISPLAY: display.env.DISPLAY,
      XAUTHORITY: authority,
    })
    const end = ended(spawn(program, words, { stdio: 'ignore', cwd: home }))
    expect('the window is shown', await becomes(() => readLog().includes('window: shown')))
    expect('and paints', await becomes(() => countColors(join(screen, 'Xvfb_screen0')) > 20))
    const processes = ownProcesses()
    const mainProcess = processes.find(({ words: line }) => !line.includes('--type='))
    const page = processes.find(({ words: line }) => line.includes('--type=renderer'))
    expect(
      'nothing runs without the sandbox',
      processes.length > 0 && processes.every(({ words: line }) => !line.includes('--no-sandbox')),
    )
    expect('the page runs under a list of allowed system calls', page?.seccomp === '2', page?.seccomp)
    expect(
      'and in a process namespace of its own',
      Boolean(page && mainProcess) && page.namespace !== mainProcess.namespace,
    )
    if (mainProcess) process.kill(mainProcess.pid, 'SIGTERM')
    await end
    expect('it ends when told to, and leaves no process', await becomes(() => ownProcesses().length === 0))
  } finally {
    for (const { pid } of ownProcesses()) process.kill(pid, 'SIGKILL')
    await display.stop()
    rmSync(screen, { recursive: true, force: true })
  }
}

async function refusesDebugging() {
  for (const word of ['--remote-debugging-port=0', '--inspect=0']) {
    const { code } = await headless([word, '--cli', 'list'])
    expect(`it does not run with ${word}`, code !== 0)
  }
  const { lines } = await headless(['--cli', 'models', 'list'], {
    ELECTRON_RUN_AS_NODE: '1',
    NODE_OPTIONS: '--require=/nowhere.js',
  })
  expect('it is no Node for whoever sets the environment', lines[0]?.model?.id !== undefined)
}

async function useHeadless(film) {
  const secret = { VESALIUS_PASSWORD: password }
  const created = await headless(['--cli', 'vault', 'create', '--json'], secret)
  expect('vault create', created.code === 0, created.log)
  const imported = await headless(['--cli', 'import', film, '--json'], secret)
  expect(
    'import',
    imported.code === 0 && imported.lines[0]?.status === 'imported',
    JSON.stringify(imported.lines) + imported.log,
  )
  const listed = await headless(['--cli', 'list', '--json'], secret)
  expect('list shows the study', listed.code === 0 && listed.lines.length === 1, JSON.stringify(listed.lines))
  const predicted = await headless(['--cli', 'predict', 'chest-film', film, '--json'])
  const [line] = predicted.lines
  expect(
    'predict',
    predicted.code === 0 && line?.status === 'assessed' && typeof line.outputs?.[0]?.probability === 'number',
    JSON.stringify(line) + predicted.log,
  )
  const verified = await headless(['--cli', 'vault', 'verify', '--json'], secret)
  expect('vault verify', verified.code === 0, JSON.stringify(verified.lines))
}

async function remove() {
  const { code } = await runCommand('apt-get', ['remove', '-y', '-qq', 'vesalius'], {
    collect: true,
    mayFail: true,
  })
  expect('apt removes the package', code === 0)
  expect('nothing of the program stays', !existsSync('/opt/vesalius') && !existsSync('/usr/bin/vesalius'))
  expect(
    'the user’s vault stays',
    existsSync(join(profile, 'vault.json')) && existsSync(join(profile, 'vault.db')),
  )
}

async function headless(words, environment = {}) {
  const [program, all] = asUser(['vesalius', ...words], environment)
  // The wrapper adds the platform only in front of --cli; without a screen the others need it too.
  const child = spawn(program, words[0] === '--cli' ? all : [...all, '--ozone-platform=headless'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: home,
  })
  let [text, log] = ['', '']
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (log += chunk))
  const code = await ended(child)
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  return { code, lines, log }
}

function readLog() {
  const path = join(profile, 'logs', 'main.log')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Processes of the installed program, as the kernel sees them. */
function ownProcesses() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/exe`) !== binary) return []
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        return [
          {
            pid: Number(pid),
            words: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
            seccomp: /^Seccomp:\s+(\d)/m.exec(status)?.[1],
            namespace: readlinkSync(`/proc/${pid}/ns/pid`),
          },
        ]
      } catch {
        return []
      }
    })
}

async function becomes(condition) {
  const limitMs = performance.now() + 60_000
  while (performance.now() < limitMs) {
    if (condition()) return true
    await pause(100)
  }
  say('waited a minute in vain')
  return false
}
