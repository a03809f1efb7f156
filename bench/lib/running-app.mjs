/** The built program under measurement, with a profile of its own. Playwright starts it and speaks with its page. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { projectRoot } from '../../scripts/setup/project.mjs'

export const electronBinary = createRequire(import.meta.url)('electron')
const isRoot = process.getuid?.() === 0
export const password = 'violet anchor plumbing 73 sesame'
const launchTimeoutMs = 30_000

export function temporaryFolder(name) {
  return mkdtempSync(join(tmpdir(), `vesalius-bench-${name}-`))
}

export const removeFolder = (folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

function environment() {
  const copy = { ...process.env, LANGUAGE: 'en_US', LC_ALL: 'C.UTF-8' }
  delete copy.ELECTRON_RUN_AS_NODE
  return copy
}

/** Any Electron program by its entry. The binary is Playwright's own choice, so that it adds the loader that avoids hangs. */
export async function launch(entry, words = []) {
  return await _electron.launch({
    chromiumSandbox: !isRoot,
    cwd: projectRoot,
    args: ['--enable-unsafe-swiftshader', '--lang=en-US', entry, ...words],
    env: environment(),
    timeout: launchTimeoutMs,
  })
}

/** Vesalius with an open vault. @returns {Promise<{ app, page, invoke, close }>} */
export async function startVesalius(entry, profileDir) {
  const app = await launch(entry, ['--profile', profileDir])
  const page = await app.firstWindow({ timeout: launchTimeoutMs })
  await page.waitForFunction(() => 'vesalius' in globalThis)
  const invoke = async (channel, ...request) => {
    const result = await page.evaluate(
      ([name, words]) => globalThis.vesalius.invoke(name, ...words),
      [channel, request],
    )
    if (!result.ok) throw new Error(`${channel}: ${result.error.code} ${result.error.message}`)
    return result.value
  }
  const { state } = await invoke('vault:status')
  if (state === 'absent') await createThroughScreens(page)
  else if (state === 'locked') await invoke('vault:unlock', { password })
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  return { app, page, invoke, close: () => app.close() }
}

/** The page shows the recovery key and asks for two of its groups, like any first start. */
async function createThroughScreens(page) {
  await page.getByLabel('New password').fill(password)
  await page.getByLabel('Repeat the password').fill(password)
  await page.getByRole('button', { name: 'Create the vault' }).click()
  const codes = page.getByRole('list', { name: 'The eight groups of the recovery key' }).getByRole('code')
  await codes.nth(7).waitFor()
  const groups = await codes.allInnerTexts()
  for (const field of await page.getByLabel(/^Group \d$/).all()) {
    const label = await field.evaluate((input) => input.labels?.[0]?.innerText ?? '')
    await field.fill(groups[Number(label.replace(/\D/g, '')) - 1])
  }
  await page.getByRole('button', { name: 'I have stored the key: go on' }).click()
}

/** Imports a folder as a user does, whose choice in the dialog is made for him. @returns ms from the choice to the end */
export async function importFolder({ app, page, invoke }, folder) {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, folder)
  const startedAt = performance.now()
  const job = await invoke('import:chooseFolder')
  const ended = await page.evaluate(
    (id) =>
      new Promise((resolve) => {
        const look = (jobs) => {
          const found = jobs.find((one) => one.id === id)
          if (found && !['queued', 'running'].includes(found.state)) resolve(found)
        }
        globalThis.vesalius.on('jobs:changed', look)
        void globalThis.vesalius.invoke('jobs:list').then((result) => result.ok && look(result.value))
      }),
    job.id,
  )
  const elapsedMs = performance.now() - startedAt
  if (ended.state !== 'done') throw new Error(`the import ended as ${ended.state}`)
  // The list is drawn with its last rows before anybody clicks.
  await page.locator('.toast__text', { hasText: 'Import finished' }).last().waitFor()
  return { elapsedMs, job: ended }
}

/** Starts measuring how late main's event loop comes round; the answer of the returned function is in ms. */
export async function watchMainLoop({ app }) {
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    globalThis.benchDelay = monitorEventLoopDelay({ resolution: 1 })
    globalThis.benchDelay.enable()
  })
  return () =>
    app.evaluate(() => {
      globalThis.benchDelay.disable()
      const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100
      return { worstMs: ms(globalThis.benchDelay.max), p99Ms: ms(globalThis.benchDelay.percentile(99)) }
    })
}

/**
 * Selects the n-th synthetic study of the worklist and opens it. The row is looked up again when it is opened: the list
 * may have been drawn anew since. @returns ms from the double click to its first image (needs installCanvasProbe)
 */
export async function openStudy({ page }, number = 0) {
  await page
    .getByRole('row', { name: /SYNTHETIC/ })
    .nth(number)
    .click()
  const selected = page.locator('[role="row"][aria-selected="true"]')
  await selected.waitFor()
  return await selected.evaluate((element) =>
    globalThis.benchCanvas.firstImage(() =>
      element.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })),
    ),
  )
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
