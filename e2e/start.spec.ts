/** Starting, starting again, starting twice, ending. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { AppPage, testPassword } from './pages/app'
import { electronBinary, projectRoot, rootSwitches } from './running-app'

test('the first start makes a vault, later starts open it', async ({ start }) => {
  const first = await start()
  await new AppPage(first.window).createVault()
  await first.close()

  const second = await start()
  const app = new AppPage(second.window)
  await app.tryPassword('not the password')
  await expect(second.window.getByText('That password is not right', { exact: false })).toBeVisible()
  await expect(app.pages).toBeHidden()
  await app.unlock()
  await app.lock()
  await expect(app.pages).toBeHidden()
})

test('neither the password nor the recovery key is written down anywhere', async ({ start, profileDir }) => {
  const app = await start()
  const recoveryKey = await new AppPage(app.window).createVault()
  await app.close()
  const secrets = [testPassword, recoveryKey, recoveryKey.replaceAll('-', ''), ...recoveryKey.split('-')]
  const places = new Map([['the log on standard error', app.log()]])
  for (const entry of await readdir(profileDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    places.set(path, `${bytes.toString('latin1')}${bytes.toString('utf16le')}`)
  }
  expect(places.size).toBeGreaterThan(3)
  for (const [place, text] of places) {
    // Four characters of base 32 turn up by chance in megabytes of ciphertext; whole groups in a row do not.
    for (const secret of secrets.filter(({ length }) => length > 5)) {
      expect(text.includes(secret), `${place} holds a secret`).toBe(false)
    }
  }
})

test('a second start raises the first and ends', async ({ app, profileDir }) => {
  await app.electron.evaluate(({ app: program, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.hide()
    const raised = new Promise<boolean>((resolve) => {
      program.once('second-instance', () => {
        setImmediate(() => resolve(BrowserWindow.getAllWindows()[0]?.isVisible() ?? false))
      })
    })
    Object.assign(globalThis, { raised })
  })
  const second = spawn(electronBinary, [...rootSwitches, projectRoot, '--profile', profileDir], {
    stdio: 'ignore',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  })
  const [code] = (await once(second, 'exit')) as [number]
  expect(code).toBe(0)
  const raised = await app.electron.evaluate(
    () => (globalThis as unknown as { raised: Promise<boolean> }).raised,
  )
  expect(raised).toBe(true)
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('another profile is another program, side by side', async ({ app, start }) => {
  const otherProfile = await mkdtemp(join(tmpdir(), 'vesalius-e2e-other-'))
  try {
    const other = await start({ profileDir: otherProfile })
    await expect(other.window.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    await expect(app.window.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    await other.close()
  } finally {
    await rm(otherProfile, { recursive: true, force: true, maxRetries: 5 })
  }
})

test('closing the window ends every process of the program', async ({ app }) => {
  await new AppPage(app.window).createVault()
  const processes = await app.electron.evaluate(({ app: program }) =>
    program.getAppMetrics().map(({ pid }) => pid),
  )
  expect(processes.length).toBeGreaterThan(1)
  await app.close()
  for (const pid of processes) {
    await expect.poll(() => isAlive(pid), { message: `process ${pid} is gone` }).toBe(false)
  }
})

test('the window has its size and opens without a network', async ({ app }) => {
  const sizes = await app.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    return { minimum: window?.getMinimumSize(), menu: window?.isMenuBarVisible() }
  })
  expect(sizes).toEqual({ minimum: [1024, 700], menu: false })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
