/** The preparation workshop on a messy table: what is found, mended as proposed, undone, kept, exported. */
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { messyTable } from './messy-table'
import { AppPage } from './pages/app'
import { JobsPanel } from './pages/jobs-panel'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'

const messy = messyTable()

/** Answers the system's dialog for saving, which no driver can reach. */
const saveInDialog = (electron: ElectronApplication, path: string) =>
  electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)

const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex')

async function openWorkshop(window: Page): Promise<void> {
  await new VaultScreens(window).createAndEnter()
  await new Workstation(window).runCommand('Prepare a table of measurements')
  await expect(window.getByRole('heading', { name: 'No table chosen' })).toBeVisible()
}

/** Chooses a table and waits until its proposed pipeline has been worked out. */
async function chooseTable(window: Page, electron: ElectronApplication, path: string): Promise<void> {
  await chooseInFileDialog(electron, [path])
  await window.getByRole('button', { name: /^(Choose a|Another) table…$/ }).click()
  await expect(window.getByRole('tab', { name: 'Pipeline' })).toBeVisible()
}

const showTab = (window: Page, name: string) => window.getByRole('tab', { name }).click()

const cell = (table: Locator, row: string, column: number) =>
  table
    .getByRole('row', { name: new RegExp(`^${row}`) })
    .locator('td')
    .nth(column)

test('finds what is wrong, mends it as proposed, and tells what came of it', async ({ app }, testInfo) => {
  const { window, electron } = app
  const source = testInfo.outputPath('messy ward table.csv')
  await writeFile(source, messy.csv)
  const before = await sha256(source)
  await openWorkshop(window)
  await expect(new Workstation(window).rail.getByRole('button', { name: 'Models' })).toHaveAttribute(
    'aria-current',
    'page',
  )
  await expectAccessible(window, 'workshop without a table')
  await chooseTable(window, electron, source)

  await expect(window.getByText(`${messy.doubles} rows are there twice, alike in every column`)).toBeVisible()
  await window.getByRole('button', { name: 'SysABP', exact: true }).click()
  await expect(window.getByText(`${messy.zeroPressures} (6.47%)`)).toBeVisible()
  await expect(window.getByRole('img', { name: /^Distribution of Distribution, n = 309/ })).toBeVisible()
  await expectAccessible(window, 'profile of a table')
  await window.keyboard.press('ArrowUp')
  await expect(window.getByRole('heading', { name: 'Height', exact: true })).toBeVisible()
  await window.keyboard.press('ArrowDown')
  await expect(window.getByRole('button', { name: 'SysABP', exact: true })).toBeFocused()

  await showTab(window, 'Pipeline')
  await window
    .getByRole('button', { name: /Impossible values/ })
    .first()
    .click()
  const reasons = window.getByRole('group', { name: 'Changes by reason' })
  for (const [parameter, reason, count] of [
    ['pH', 'slip repaired: decimal point left out', messy.bigPh],
    ['Temp', 'slip repaired: written in degrees Fahrenheit', messy.fahrenheit],
    ['Height', 'slip repaired: written in inches', messy.inches],
    ['SysABP', 'stands for “not measured”', messy.zeroPressures],
  ] as const) {
    await expect(reasons.getByRole('row', { name: `${parameter} ${reason} ${count}` })).toBeVisible()
  }
  const extents = window.locator('.preparation__extents')
  await expect(cell(extents, 'Rows', 0)).toHaveText('300')
  await expect(cell(extents, 'Missing', 0)).toHaveText(String(messy.gaps))
  await expect(cell(extents, 'Missing', 1)).toHaveText(String(messy.gaps + messy.zeroPressures))
  await expect(window.getByRole('img', { name: /SysABP, n = 300 before, 280 after/ })).toBeVisible()
  const changes = window.getByRole('group', { name: 'Changed cells and rows' })
  await expect(
    changes.getByRole('row', { name: /^5 P000 pH 731 7\.31 slip repaired.*plausible/ }),
  ).toBeVisible()
  await expectAccessible(window, 'what a step does')

  await showTab(window, 'Split and leaks')
  await expect(window.getByText(/is learnt from the training part only/)).toBeVisible()
  await window.getByRole('combobox', { name: 'Target' }).selectOption('died')
  await expect(window.getByText('None found')).toBeVisible()
  await expectAccessible(window, 'split and leaks')
  expect(await sha256(source)).toBe(before)
})

test('every edit has its way back, and nothing of it touches the file', async ({ app }, testInfo) => {
  const { window, electron } = app
  const source = testInfo.outputPath('messy.csv')
  await writeFile(source, messy.csv)
  await openWorkshop(window)
  await chooseTable(window, electron, source)
  await showTab(window, 'Pipeline')
  const entry = window.getByRole('listitem').filter({ hasText: 'Impossible values' })
  await expect(entry).toContainText('72 cells or rows touched')

  const onOff = window.getByRole('checkbox', { name: 'Impossible values: on' })
  await onOff.uncheck()
  await expect(entry).toContainText('off')
  await window.keyboard.press('Control+Z')
  await expect(onOff).toBeChecked()
  await expect(entry).toContainText('72 cells or rows touched')
  await window.keyboard.press('Control+Shift+Z')
  await expect(onOff).not.toBeChecked()
  await window.getByRole('button', { name: 'Undo the last edit of the pipeline' }).click()
  await expect(onOff).toBeChecked()

  // A wider range: what was repaired before is plausible now.
  await showTab(window, 'Table')
  await window.getByRole('button', { name: 'Height', exact: true }).click()
  await window.getByRole('textbox', { name: 'Plausible from (cm)' }).fill('60')
  await expect(window.getByText('Source: your own choice')).toBeVisible()
  await showTab(window, 'Pipeline')
  await expect(entry).toContainText(`${72 - messy.inches} cells or rows touched`)
  await window.keyboard.press('Control+Z')
  await expect(entry).toContainText('72 cells or rows touched')

  // While a text is typed, the same keys take back text and leave the pipeline alone.
  await showTab(window, 'Table')
  const search = window.getByRole('searchbox', { name: 'Search by name' })
  await search.pressSequentially('hei')
  await window.keyboard.press('Control+Z')
  await expect(search).not.toHaveValue('hei')
  await search.fill('')
  await showTab(window, 'Pipeline')
  await expect(entry).toContainText('72 cells or rows touched')

  await window.getByRole('button', { name: 'Remove: Impossible values' }).click()
  await expect(entry).toHaveCount(0)
  await window.getByRole('button', { name: 'Add a step' }).click()
  await window.getByRole('menuitem', { name: 'Leave out incomplete rows' }).click()
  await expect(window.getByRole('heading', { name: 'Leave out incomplete rows', exact: true })).toBeVisible()
  await window.keyboard.press('Control+Z')
  await window.keyboard.press('Control+Z')
  await expect(entry).toContainText('72 cells or rows touched')
  expect(await readFile(source, 'utf8')).toBe(messy.csv)
})

test('pipelines are kept by name, and deleting one can be undone', async ({ app }, testInfo) => {
  const { window, electron } = app
  const source = testInfo.outputPath('messy.csv')
  await writeFile(source, messy.csv)
  await openWorkshop(window)
  await chooseTable(window, electron, source)
  await window.getByRole('button', { name: 'Saved pipelines' }).click()
  const dialog = window.getByRole('dialog', { name: 'Saved pipelines' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('North ward')
  await dialog.getByRole('button', { name: 'Save the pipeline' }).click()
  const kept = dialog.getByRole('list', { name: 'Saved pipelines' })
  await expect(kept.getByRole('heading', { name: 'North ward' })).toBeVisible()
  await kept.getByRole('button', { name: 'Rename North ward' }).click()
  await kept.getByRole('textbox').fill('South ward')
  await window.keyboard.press('Enter')
  await expect(kept.getByRole('heading', { name: 'South ward' })).toBeVisible()
  await expectAccessible(window, 'saved pipelines')
  await kept.getByRole('button', { name: 'Delete South ward' }).click()
  await expect(kept.getByRole('listitem')).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Close' }).click()
  await window.locator('.toast', { hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click()

  // Another pipeline, then the kept one in its place: an edit like any other.
  await showTab(window, 'Pipeline')
  await window.getByRole('button', { name: 'Remove: Impossible values' }).click()
  await window.getByRole('button', { name: 'Saved pipelines' }).click()
  await dialog.getByRole('button', { name: 'Use South ward' }).click()
  const entry = window.getByRole('listitem').filter({ hasText: 'Impossible values' })
  await expect(entry).toContainText('72 cells or rows touched')
  await window.keyboard.press('Control+Z')
  await expect(entry).toHaveCount(0)
})

test('result, changes and pipeline go out; what cannot be read is told', async ({
  app,
  profileDir,
}, testInfo) => {
  const { window, electron } = app
  const source = testInfo.outputPath('messy.csv')
  await writeFile(source, messy.csv)
  await openWorkshop(window)
  await chooseTable(window, electron, source)
  await showTab(window, 'Run and export')
  await expect(window.getByRole('tabpanel').getByText('Up to date')).toBeVisible()
  await expectAccessible(window, 'run and export')
  const save = async (button: string, name: string): Promise<string> => {
    const path = testInfo.outputPath(name)
    await saveInDialog(electron, path)
    await window.getByRole('button', { name: button }).click()
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).not.toBe('')
    await expect(window.getByRole('button', { name: button })).toBeEnabled()
    return path
  }
  const resultPath = await save('Result, all (CSV)', 'result.csv')
  const result = await readFile(resultPath, 'utf8')
  expect(result.trimEnd().split('\n')).toHaveLength(1 + messy.rows - messy.doubles)
  const numbers = result
    .trimEnd()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(',').slice(2, 7).map(Number))
  for (const [ph = 0, celsius = 0, height = 0, pressure = 0, rate = 0] of numbers) {
    expect(ph).toBeGreaterThan(7)
    expect(ph).toBeLessThan(7.8)
    expect(celsius).toBeGreaterThan(35)
    expect(celsius).toBeLessThan(40)
    expect(height).toBeGreaterThan(150)
    expect(pressure).toBeGreaterThan(60)
    expect(rate).toBeGreaterThan(40)
  }
  const changes = await readFile(await save('Changes (CSV)', 'changes.csv'), 'utf8')
  expect(changes.split('\n').filter((line) => line.includes('slip-repaired'))).toHaveLength(
    messy.bigPh + messy.fahrenheit + messy.inches,
  )
  const pipeline = await save('Pipeline and what it learnt (JSON)', 'pipeline.json')
  expect(JSON.parse(await readFile(pipeline, 'utf8'))).toMatchObject({
    pipeline: { name: 'messy' },
    state: { fittedOn: { split: { by: 'subject', trainShare: 0.8 } } },
  })

  // The same pipeline without a window: learnt anew, and with what was learnt here.
  for (const words of [['--fit'], []]) {
    const out = testInfo.outputPath(`prepared${words.join('')}`)
    const { code, lines } = await runHeadless(
      ['prepare', source, '--pipeline', pipeline, ...words, '--out', out, '--json'],
      { home: profileDir },
    )
    expect(code).toBe(0)
    expect(lines).toMatchObject([{ status: words.length > 0 ? 'fitted' : 'applied' }])
    expect(await readFile(join(out, 'messy-prepared.csv'), 'utf8')).toBe(result)
  }

  const broken = testInfo.outputPath('broken.json')
  await writeFile(broken, '{"format": "something else"}')
  await chooseInFileDialog(electron, [broken])
  await window.getByRole('button', { name: 'Import a pipeline…' }).click()
  const notice = window.getByRole('alert')
  await expect(notice).toContainText('This file holds no pipeline of the data preparation.')
  await expect(notice).toContainText('The file was not changed, and the pipeline is as it was.')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await chooseInFileDialog(electron, [pipeline])
  await window.getByRole('button', { name: 'Import a pipeline…' }).click()
  await expect(window.getByRole('tabpanel').getByText('Up to date')).toBeVisible()

  // The vault closes: nothing of the table stays on screen or in memory of the page.
  await window.getByRole('button', { name: 'Lock the vault' }).click()
  await new VaultScreens(window).unlock(goodPassword)
  await expect(window.getByRole('heading', { name: 'No table chosen' })).toBeVisible()
})

test('what a pipeline learnt on one table is applied to another', async ({ app }, testInfo) => {
  const { window, electron } = app
  const table = (rows: string[]) => ['id,pulse', ...rows].join('\n')
  const first = testInfo.outputPath('first.csv')
  await writeFile(first, table(Array.from({ length: 40 }, (_, row) => `${row},${60 + (row % 5)}`)))
  const second = testInfo.outputPath('second.csv')
  await writeFile(
    second,
    table(Array.from({ length: 40 }, (_, row) => `${row},${row % 4 === 0 ? '' : 90 + (row % 5)}`)),
  )
  await openWorkshop(window)
  await chooseTable(window, electron, first)
  await showTab(window, 'Run and export')
  const panel = window.getByRole('tabpanel')
  await expect(panel.getByText('Up to date')).toBeVisible()
  await expect(panel.getByText(/^Learnt from \d+ training rows of this table$/)).toBeVisible()
  const file = testInfo.outputPath('learnt.json')
  await saveInDialog(electron, file)
  await window.getByRole('button', { name: 'Pipeline and what it learnt (JSON)' }).click()
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).not.toBe('')
  const fill = /"step": "median"[^]*?"value": ([\d.]+)/.exec(await readFile(file, 'utf8'))?.[1]

  await chooseTable(window, electron, second)
  await chooseInFileDialog(electron, [file])
  await window.getByRole('button', { name: 'Import a pipeline…' }).click()
  await showTab(window, 'Run and export')
  await expect(panel.getByText(/^By what was learnt elsewhere from \d+ rows$/)).toBeVisible()
  await showTab(window, 'Split and leaks')
  const choice = window.getByRole('combobox', { name: 'Fills, limits and scales' })
  await expect(choice).toHaveValue('elsewhere')
  await expectAccessible(window, 'where the steps have learnt')
  await showTab(window, 'Run and export')
  await expect(panel.getByText('Up to date')).toBeVisible()
  const prepared = testInfo.outputPath('prepared.csv')
  await saveInDialog(electron, prepared)
  await window.getByRole('button', { name: 'Result, all (CSV)' }).click()
  await expect.poll(() => readFile(prepared, 'utf8').catch(() => '')).not.toBe('')
  // Pulses of 90 and more, whose gaps are filled with what was usual in the other table.
  expect((await readFile(prepared, 'utf8')).split('\n')[1]).toBe(`0,${fill}`)

  await showTab(window, 'Split and leaks')
  await choice.selectOption('here')
  await showTab(window, 'Run and export')
  await expect(panel.getByText(/^Learnt from \d+ training rows of this table$/)).toBeVisible()
  await showTab(window, 'Split and leaks')
  await window.getByRole('textbox', { name: /^Seed/ }).fill('7')
  await expect(window.getByText(/The pipeline was changed since it was imported/)).toBeVisible()
})

test('the record’s own values are taken as a table, grouped by patient', async ({ app }) => {
  test.setTimeout(240_000)
  const { window } = app
  await openWorkshop(window)
  await window.getByRole('button', { name: 'From the record…' }).click()
  const dialog = window.getByRole('dialog', { name: 'Values of the record as a table' })
  await expect(
    dialog.getByText('The record holds no measured numbers yet. Import records first.'),
  ).toBeVisible()
  await expectAccessible(window, 'an empty record as a table')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await new AppPage(window).goTo('Patient')
  await window.getByRole('button', { name: 'Open sample ward' }).click()
  await expect(window.getByRole('grid', { name: 'Patients of the ward' })).toBeVisible({ timeout: 60_000 })
  await new Workstation(window).runCommand('Prepare a table of measurements')
  await window.getByRole('button', { name: 'From the record…' }).click()
  const take = dialog.getByRole('button', { name: /^Take / })
  await expect(take).toBeDisabled()
  await dialog.getByRole('searchbox').fill('potassium')
  const potassium = dialog.getByRole('checkbox', { name: /^Potassium/ }).first()
  await potassium.check()
  await dialog.getByRole('searchbox').fill('')
  await expect(potassium).toBeChecked()
  await dialog.getByRole('checkbox', { name: /8867-4/ }).check()
  await expectAccessible(window, 'quantities of the record')
  await take.click()
  await expect(dialog).toBeHidden({ timeout: 60_000 })
  await expect(window.getByRole('tab', { name: 'Pipeline' })).toBeVisible({ timeout: 60_000 })
  await expect(window.getByRole('button', { name: 'Heart rate', exact: true })).toBeVisible()
  await expect(window.getByRole('button', { name: 'Potassium', exact: true })).toBeVisible()
  await showTab(window, 'Columns')
  await expect(window.getByRole('combobox', { name: 'Subject (patient or stay)' })).toHaveValue('patient')
  await showTab(window, 'Split and leaks')
  await expect(window.getByRole('combobox', { name: 'What is parted' })).toHaveValue('subject')
})

test('a large table is worked out when asked for, can be cancelled, and goes on behind other pages', async ({
  app,
}, testInfo) => {
  test.setTimeout(180_000)
  const { window, electron } = app
  const source = testInfo.outputPath('long.csv')
  const rows = Array.from({ length: 600_000 }, (_, row) => {
    const subject = Math.floor(row / 100)
    const name = row % 2 === 0 ? 'HR' : 'Temp'
    return `${subject},${row % 100},${name},${row % 2 === 0 ? 60 + (row % 37) : (36 + (row % 23) / 10).toFixed(1)}`
  })
  await writeFile(source, `RecordID,minute,parameter,value\n${rows.join('\n')}\n`)
  await openWorkshop(window)
  await chooseInFileDialog(electron, [source])
  await window.getByRole('button', { name: 'Choose a table…' }).click()
  await expect(window.getByRole('progressbar')).toBeVisible()
  await expect(window.getByRole('tab', { name: 'Pipeline' })).toBeVisible({ timeout: 90_000 })
  await showTab(window, 'Run and export')
  const panel = window.getByRole('tabpanel')
  await expect(panel.getByText('Run the pipeline first')).toBeVisible()
  await panel.getByRole('button', { name: 'Run the pipeline' }).click()
  await window.getByRole('button', { name: 'Cancel' }).click()
  await expect(window.getByRole('button', { name: 'Cancel' })).toBeHidden()
  await expect(panel.getByText('Run the pipeline first')).toBeVisible()

  // Among the jobs, from wherever one looks.
  const jobs = new JobsPanel(window)
  await jobs.open()
  const job = jobs.panel.getByRole('region', { name: 'Data preparation' })
  await expect(job).toBeHidden()
  await window.keyboard.press('Control+Enter')
  await job.getByRole('button', { name: 'Cancel' }).click()
  await expect(job).toBeHidden()
  await expect(panel.getByText('Run the pipeline first')).toBeVisible()
  await window.keyboard.press('Control+Enter')
  await expect(job.getByRole('progressbar')).toBeVisible()
  await expect(panel.getByText('Up to date')).toBeVisible({ timeout: 90_000 })
  await expect(job).toBeHidden()
  await jobs.close()

  await window.keyboard.press('Control+Enter')
  await window.keyboard.press('Alt+1')
  const status = window.getByRole('contentinfo')
  await expect(status.getByText('Data preparation: Working out the pipeline')).toBeVisible()
  const toast = window.locator('.toast', { hasText: 'has finished' })
  await toast.getByRole('button', { name: 'Show' }).click({ timeout: 90_000 })
  await expect(panel.getByText('Up to date')).toBeVisible()
})
