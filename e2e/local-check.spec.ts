/** The local check with a made-up population: curves, labels from a table, subgroups, drift, and a local version. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { CheckPopulation } from '../src/test-support/fill-local-check'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { fillVault } from './fill-vault'
import { expect, test } from './fixtures'
import { type ResultLine, runHeadless } from './headless-program'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import { projectRoot, type RunningApp, type StartOptions } from './running-app'

type Start = (options?: Partial<StartOptions>) => Promise<RunningApp>

interface Manifest {
  version: string
  weights: { sha256: string }
  outputs: { role: string; labels?: { label: string; threshold: { value: number } }[] }[]
}

/** The model that ships, so that versions can be made of it. */
async function shippedModel(): Promise<Pick<CheckPopulation, 'model' | 'label' | 'threshold'>> {
  const text = await readFile(join(projectRoot, 'models/chest-film/manifest.json'), 'utf8')
  const { version, weights, outputs } = JSON.parse(text) as Manifest
  const finding = outputs.find(({ role }) => role === 'finding-logits')?.labels?.[0]
  return {
    model: { id: 'chest-film', version, sha256: weights.sha256 },
    label: finding?.label ?? '',
    threshold: finding?.threshold.value ?? 0.5,
  }
}

/** A vault with the population in it, opened, and the table of its truth. */
async function withPopulation(
  start: Start,
  profileDir: string,
  population: Partial<CheckPopulation> & { images: number },
) {
  const first = await start()
  await new VaultScreens(first.window).createAndEnter()
  await first.close()
  const csv = await fillVault(profileDir, goodPassword, { ...(await shippedModel()), ...population })
  const app = await start()
  await new VaultScreens(app.window).unlock(goodPassword)
  await expect(app.window.getByRole('button', { name: 'Import', exact: true })).toBeVisible()
  return { app, csv }
}

async function openCheck(window: Page): Promise<void> {
  await window.keyboard.press('Alt+4')
  await window.getByRole('button', { name: 'Local check' }).click()
  await expect(window.getByRole('heading', { name: 'Local check' })).toBeVisible()
}

/** Counts what the content security policy refuses, from now on. */
async function watchPolicy(window: Page): Promise<() => Promise<number>> {
  await window.evaluate(() => {
    const root = document.documentElement
    root.dataset['refused'] = '0'
    document.addEventListener('securitypolicyviolation', () => {
      root.dataset['refused'] = String(Number(root.dataset['refused']) + 1)
    })
  })
  return async () => Number(await window.locator('html').getAttribute('data-refused'))
}

const section = (window: Page, name: string) => window.getByRole('region', { name, exact: true })

test('an empty vault is told what to do', async ({ app }) => {
  const { window } = app
  await new VaultScreens(window).createAndEnter()
  await window.keyboard.press('Alt+4')
  await window.getByRole('button', { name: 'Local check' }).click()
  await expect(window.getByRole('heading', { name: 'No results to check yet' })).toBeVisible()
  await expectAccessible(window, 'local check without results')
  await window.getByRole('button', { name: 'Back to the models' }).click()
  await expect(window.getByRole('heading', { name: 'Models' })).toBeVisible()
})

test('too few cases are named instead of a curve', async ({ start, profileDir }) => {
  const { app } = await withPopulation(start, profileDir, { images: 24, reviewed: 1 })
  const { window } = app
  await openCheck(window)
  const notice = section(window, 'Too few for curves')
  await expect(notice).toContainText(/with the finding: \d+ of 10/)
  await expect(section(window, 'Discrimination')).toHaveCount(0)
  await expect(section(window, 'Propose a local version')).toHaveCount(0)
  await expect(window.getByText('These figures are biased in favour of the model.')).toBeVisible()
  await expectAccessible(window, 'local check with too few cases')
})

test('labels from a table give figures, a threshold to try and a local version', async ({
  start,
  profileDir,
}, testInfo) => {
  const { app, csv } = await withPopulation(start, profileDir, { images: 1200, reviewed: 0.3, shift: 3 })
  const { window, electron } = app
  await openCheck(window)
  const refused = await watchPolicy(window)
  await expect(section(window, 'Discrimination')).toBeVisible()

  const file = testInfo.outputPath('labels.csv')
  await writeFile(file, `${csv}\r\nNOBODY,yes,ward\r\n`)
  await chooseInFileDialog(electron, [file])
  await window.getByRole('button', { name: 'Import labels…' }).click()
  const dialog = window.getByRole('dialog', { name: 'Import labels' })
  await expect(dialog).toContainText('labels.csv: 1,201 rows, UTF-8')
  await expect(dialog.getByRole('combobox', { name: 'yes (' })).toHaveValue('positive')
  await expectAccessible(window, 'mapping of a table of labels')
  await dialog.getByRole('combobox', { name: 'ward' }).selectOption('A group to split by')
  await dialog.getByRole('button', { name: 'Match with the vault' }).click()
  await expect(dialog).toContainText('1,200 of 1,201 rows found their image or study.')
  await expect(dialog.getByRole('row', { name: /NOBODY/ })).toContainText('not in the vault')
  await dialog.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(window.getByText('Labels imported from labels.csv.')).toBeVisible()

  await expect(window.getByRole('combobox', { name: 'Truth' })).toHaveValue(/^[0-9a-f-]{36}$/)
  const curves = section(window, 'Discrimination')
  await expect(curves.getByRole('img', { name: /^ROC curve, area 0\.\d{3} \(95%/ })).toBeVisible()
  await expect(curves.locator('svg path').first()).toBeAttached()
  await curves.getByText('As a table: ROC curve').click()
  await expect(curves.getByRole('row')).not.toHaveCount(0)
  await expect(section(window, 'Subgroups').getByRole('row', { name: /^emergency/ })).toBeVisible()
  await expect(section(window, 'Drift over months').getByText('Images by month').first()).toBeVisible()

  const threshold = section(window, 'Threshold')
  const sensitivity = threshold.locator('dd').first()
  const before = await sensitivity.innerText()
  await threshold.getByRole('slider', { name: 'Threshold' }).focus()
  await window.keyboard.press('Home')
  await expect(sensitivity).toHaveText(/^100\.0%/)
  await threshold.getByRole('button', { name: 'Back to the one in use' }).click()
  await expect(sensitivity).toHaveText(before)
  await expectAccessible(window, 'local check with figures')

  await makeLocalVersion(window)
  expect(await refused()).toBe(0)

  await window.getByRole('button', { name: 'Imports', exact: true }).click()
  const list = window.getByRole('dialog', { name: 'Imported labels' })
  await list.getByRole('button', { name: 'Take back' }).click()
  await expect(list.getByRole('button', { name: 'Bring in again' })).toBeVisible()
})

test('the figures go out as a table and as data, and the page goes on paper whole', async ({
  start,
  profileDir,
}, testInfo) => {
  const { app } = await withPopulation(start, profileDir, { images: 600, reviewed: 1, shift: 3 })
  const { window, electron } = app
  // Charts of a wide screen must still fit the paper.
  await window.setViewportSize({ width: 1920, height: 1080 })
  await openCheck(window)
  await expect(section(window, 'Discrimination')).toBeVisible()

  for (const [button, name] of [
    ['Figures as CSV', 'figures.csv'],
    ['Figures as JSON', 'figures.json'],
  ] as const) {
    const path = testInfo.outputPath(name)
    await electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    await window.getByRole('button', { name: button }).click()
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('pneumonia')
  }
  const csv = await readFile(testInfo.outputPath('figures.csv'), 'utf8')
  expect(csv).toMatch(/^\uFEFFfigure,series,item,x,y,low,high,n,positives\r?\n/)
  const figures = JSON.parse(await readFile(testInfo.outputPath('figures.json'), 'utf8')) as {
    counts: { cases: number }
  }
  expect(csv).toContain(`counts,,cases,,${figures.counts.cases}`)

  // The system's dialog cannot be answered here: what it would be given is put on paper instead.
  await window.evaluate(() => {
    const print = () => document.documentElement.setAttribute('data-asked-to-print', '')
    Object.assign(globalThis, { print })
  })
  await window.getByRole('button', { name: 'Print' }).click()
  const root = window.locator('html')
  await expect(root).toHaveAttribute('data-asked-to-print')
  await expect(root).toHaveAttribute('data-theme', 'light')
  const pdf = await electron.evaluate(async ({ BrowserWindow }) => {
    const [shown] = BrowserWindow.getAllWindows()
    return (await shown?.webContents.printToPDF({ pageSize: 'A4' }))?.toString('base64') ?? ''
  })
  const paper = Buffer.from(pdf, 'base64')
  await testInfo.attach('local-check.pdf', { body: paper, contentType: 'application/pdf' })
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-')
  const pages = paper.toString('latin1').match(/\/Type \/Page\b/g) ?? []
  expect(pages.length).toBeGreaterThan(1)
  expect(pages.length).toBeLessThan(8)

  await window.emulateMedia({ media: 'print' })
  await expect(window.getByText(/^[0-9a-f]{64}$/)).toBeVisible()
  await expect(window.getByRole('combobox', { name: 'Model version' })).toBeHidden()
  const tooWide = await window.locator('.local-check').evaluate((page) => {
    const { right } = page.getBoundingClientRect()
    return [...page.querySelectorAll('.chart svg, table')]
      .map((one) => Math.round(one.getBoundingClientRect().right - right))
      .filter((beyond) => beyond > 1)
  })
  expect(tooWide).toEqual([])
  await window.emulateMedia({ media: 'screen' })
  await window.evaluate(() => document.defaultView?.dispatchEvent(new Event('afterprint')))
  await expect(root).toHaveAttribute('data-theme', 'dark')
})

async function makeLocalVersion(window: Page): Promise<void> {
  const proposal = section(window, 'Propose a local version')
  await proposal.getByRole('combobox', { name: 'Threshold' }).selectOption('At least this sensitivity')
  await proposal.getByRole('button', { name: 'Work out' }).click()
  await expect(proposal.getByRole('row', { name: /^Brier score/ })).toBeVisible()
  await proposal.getByRole('button', { name: /^Make version .*-site\.1…/ }).click()
  const confirm = window.getByRole('dialog', { name: /^Make the local version/ })
  await expect(confirm).toContainText('stays installed and stays the default')
  await confirm.getByRole('button', { name: 'Make the version' }).click()
  await expect(proposal.getByText(/-site\.1 was made\. It is not the default yet\./)).toBeVisible()
  await proposal.getByRole('button', { name: 'Make it the default' }).click()
  await expect(proposal.getByText(/-site\.1 is the default now\./)).toBeVisible()
  await window.locator('.toast').getByRole('button', { name: 'Undo' }).click()
  await expect(proposal.getByText(/It is not the default yet\./)).toBeVisible()
}

test('ten thousand cases are quick, and the same without a window', async ({
  start,
  profileDir,
}, testInfo) => {
  test.setTimeout(300_000)
  const { app, csv } = await withPopulation(start, profileDir, { images: 10_000, reviewed: 0.1 })
  const { window } = app
  await window.keyboard.press('Alt+4')
  const startedMs = Date.now()
  await window.getByRole('button', { name: 'Local check' }).click()
  await expect(window.getByRole('img', { name: /^ROC curve/ })).toBeVisible()
  testInfo.annotations.push({
    type: 'ms to the first curve, 10,000 images',
    description: String(Date.now() - startedMs),
  })
  expect(Date.now() - startedMs).toBeLessThan(20_000)
  await app.close()
  const truth = testInfo.outputPath('truth.csv')
  await writeFile(truth, csv)
  const { code, lines } = await runHeadless(
    ['local-check', 'chest-film', '--truth', truth, '--json', '--profile', profileDir],
    { home: profileDir, env: { VESALIUS_PASSWORD: goodPassword } },
  )
  expect(code).toBe(0)
  const [line] = lines as (ResultLine & { counts: { cases: number }; roc: { auc: { value: number } } })[]
  expect(line).toMatchObject({ status: 'checked', input: 'pneumonia' })
  expect(line?.counts.cases).toBeGreaterThan(9_000)
  expect(line?.roc.auc.value).toBeGreaterThan(0.7)
})
