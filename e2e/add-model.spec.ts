/** A model of somebody else: from an .onnx file to results in the viewer, by the window and by the command line. */
import type { Page } from '@playwright/test'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SettingsPatch } from '../src/shared/domain/settings/settings'
import { hostile } from '../src/test-support/onnx/hostile'
import { writeDenseNet121, writeManyOutputs, writeThresholdMask } from '../src/test-support/onnx/networks'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { asDicom, drawGray } from './make-film'
import { runHeadless } from './headless-program'
import { ReadPage } from './pages/read-page'
import { VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'

const update = (page: Page, patch: SettingsPatch) =>
  page.evaluate((change) => window.vesalius.invoke('settings:update', change), patch)

/** Pictures for the eye of whoever changes these screens; only where a folder is named. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['VESALIUS_E2E_SHOTS']
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Left half dark, right half bright. */
const halves = drawGray(120, 160, (x) => (x < 80 ? 30 : 220))
const film = asDicom(halves, {
  '00080020': ['DA', '20240305'],
  '00080060': ['CS', 'CR'],
  '00100010': ['PN', 'Halves^Hilda'],
  '00100020': ['LO', 'HALVES-1'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'PA'],
})

async function importFilm(page: Page, electron: Parameters<typeof chooseInFileDialog>[0], path: string) {
  await writeFile(path, film)
  await chooseInFileDialog(electron, [path])
  await page.keyboard.press('Control+O')
  await new WorklistPage(page).expectStudies(1)
}

async function openWizard(page: Page) {
  await page.keyboard.press('Alt+4')
  await page.getByRole('button', { name: 'Add a model' }).click()
  return page.getByRole('region', { name: 'Add a model' })
}

test('a DenseNet is read, asked about, tried, added, and used beside its next version', async ({
  start,
  profileDir,
}) => {
  test.setTimeout(300_000)
  const { electron, window } = await start()
  await window.setViewportSize({ width: 1280, height: 720 })
  await new VaultScreens(window).createAndEnter()
  const path = join(profileDir, 'chest-densenet.onnx')
  writeDenseNet121(path, 224)
  const wizard = await openWizard(window)
  await shot(window, '01-empty-dark')
  await expectAccessible(window, 'add a model, empty')
  await chooseInFileDialog(electron, [path])
  await wizard.getByRole('button', { name: 'Choose a file …' }).click()
  await expect(wizard.getByText('Shaped like TorchXRayVision')).toBeVisible({ timeout: 60_000 })
  await expect(wizard.getByText('image · N × 1 × 224 × 224 · float32')).toBeVisible()
  await shot(window, '02-read-dark')

  // Nothing clinical was guessed: the page says what is missing, where it is missing.
  await wizard.getByRole('checkbox', { name: /answer for what is stated/ }).check()
  await wizard.getByRole('button', { name: 'Add the model' }).click()
  await expect(wizard.getByRole('alert').filter({ hasText: 'answers are missing' })).toBeVisible()
  await shot(window, '03-problems-dark')
  await expectAccessible(window, 'add a model, problems')

  await wizard.getByLabel('Title in English').fill('Chest findings of somebody else')
  await expect(wizard.getByLabel('English title of label 1', { exact: true })).toHaveValue('Atelectasis')
  await wizard.getByLabel('One threshold for all').fill('0.5')
  await wizard.getByRole('button', { name: 'Apply', exact: true }).click()
  await wizard.getByLabel('Where the thresholds come from').fill('0.5 by the file’s own normalisation')
  for (const name of ['Any modality', 'Any body part', 'Any view', 'Any age'])
    await wizard.getByRole('checkbox', { name }).check()
  await wizard.getByLabel('Intended use, English').fill('Tests of this program only')
  await wizard.getByRole('textbox', { name: 'Licence' }).fill('Apache-2.0')
  await wizard.getByLabel('Where it comes from').fill('made by the test with random weights')

  // Another page and back: what was typed is still there.
  await window.keyboard.press('Alt+1')
  await openWizard(window)
  await expect(wizard.getByRole('textbox', { name: 'Licence' })).toHaveValue('Apache-2.0')

  await wizard.getByRole('button', { name: 'Try it' }).click()
  await expect(wizard.getByTestId('preview-input')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
  await expect(wizard.getByRole('meter')).toHaveCount(18)
  await wizard.getByTestId('preview-input').scrollIntoViewIfNeeded()
  await shot(window, '04-preview-dark')
  await update(window, { theme: 'light', language: 'zh-CN' })
  await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await shot(window, '05-preview-light-zh')
  const chinese = window.getByRole('region', { name: '添加模型' })
  await chinese.getByRole('textbox', { name: '英文名称', exact: true }).scrollIntoViewIfNeeded()
  await shot(window, '06-questions-light-zh')
  await expectAccessible(window, 'add a model in Chinese, light')
  await update(window, { theme: 'dark', language: 'en' })

  await wizard.getByRole('checkbox', { name: /answer for what is stated/ }).check()
  await wizard.getByRole('button', { name: 'Add the model' }).click()
  const detail = window.getByRole('region', { name: 'Chest findings of somebody else' })
  await expect(detail.getByText('Added by this site')).toBeVisible({ timeout: 90_000 })
  await expect(detail.getByText('Available')).toBeVisible()
  await shot(window, '07-added-dark')
  await detail.getByRole('tab', { name: 'Card' }).click()
  await expect(detail.getByText('made by the test with random weights')).toBeVisible()
  await shot(window, '08-card-dark')

  await detail.getByRole('button', { name: 'Retire' }).click()
  await expect(detail.getByText('Retired')).toBeVisible()
  await new Workstation(window).toast.getByRole('button', { name: 'Undo' }).click()
  await expect(detail.getByRole('button', { name: 'Retire' })).toBeVisible()

  // The registry keeps the model over a lock and finds it again.
  await window.keyboard.press('Control+L')
  await new VaultScreens(window).unlock('harbour lantern quiet fennel')
  await window.keyboard.press('Alt+4')
  await expect(
    window.getByRole('list', { name: 'Installed models' }).getByText('chest-densenet 1.0.0'),
  ).toBeVisible({
    timeout: 60_000,
  })
})

test('a graph of several outputs asks which one is the answer before it asks the rest', async ({
  start,
  profileDir,
}) => {
  test.setTimeout(240_000)
  const { electron, window } = await start()
  await window.setViewportSize({ width: 1280, height: 720 })
  await new VaultScreens(window).createAndEnter()
  // In two files: the folder is chosen.
  const folder = join(profileDir, 'many')
  await mkdir(folder)
  writeManyOutputs(join(folder, 'many.onnx'), { weightsIn: 'many.onnx.data' })
  const wizard = await openWizard(window)
  await chooseInFileDialog(electron, [folder])
  await wizard.getByRole('button', { name: 'Choose a folder …' }).click()
  await expect(wizard.getByText('features · N × 8 · float32')).toBeVisible({ timeout: 60_000 })
  await expect(wizard.getByText('Joined from')).toBeVisible()
  const answer = wizard.getByLabel('Which output holds the answer')
  await expect(answer).toBeVisible()
  await expect(wizard.getByLabel('Title in English')).toHaveCount(0)
  await wizard.getByRole('checkbox', { name: /answer for what is stated/ }).check()
  await wizard.getByRole('button', { name: 'Add the model' }).click()
  await expect(wizard.getByRole('alert')).toContainText('Which of the outputs holds the answer.')
  await answer.scrollIntoViewIfNeeded()
  await shot(window, '30-outputs-dark')
  await expectAccessible(window, 'several outputs, unanswered')
  await answer.selectOption({ label: 'logits · N × 3' })
  await wizard.getByLabel('Map of the answer').selectOption({ label: 'cam · N × 3 × 16 × 16' })
  await expect(wizard.getByText('features, winner')).toBeVisible()
  await wizard.getByLabel('Title in English').fill('Many outputs')
  await answer.scrollIntoViewIfNeeded()
  await update(window, { theme: 'light', language: 'zh-CN' })
  await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await shot(window, '31-outputs-light-zh')
  await expectAccessible(window, 'several outputs in Chinese, light')
  await update(window, { theme: 'dark', language: 'en' })
  // Another answer and back: the labels are those of each, what does not depend on it stays.
  await answer.selectOption({ label: 'features · N × 8' })
  await expect(wizard.getByLabel(/^English title of label/)).toHaveCount(8)
  await answer.selectOption({ label: 'logits · N × 3' })
  await expect(wizard.getByLabel(/^English title of label/)).toHaveCount(3)
  await expect(wizard.getByLabel('Title in English')).toHaveValue('Many outputs')
  await wizard.getByLabel('Map of the answer').selectOption({ label: 'cam · N × 3 × 16 × 16' })

  await wizard.getByLabel('Grey values').selectOption('unit')
  await wizard.getByLabel('What the numbers are').selectOption('sigmoid')
  await wizard.getByRole('button', { name: 'Paste a list' }).click()
  await wizard.getByLabel(/One label a line/).fill('One\nTwo\nThree')
  await wizard.getByRole('button', { name: 'Take these' }).click()
  await wizard.getByLabel('One threshold for all').fill('0.5')
  await wizard.getByRole('button', { name: 'Apply', exact: true }).click()
  await wizard.getByLabel('Where the thresholds come from').fill('by hand')
  for (const name of ['Any modality', 'Any body part', 'Any view', 'Any age'])
    await wizard.getByRole('checkbox', { name }).check()
  await wizard.getByLabel('Intended use, English').fill('Tests of this program only')
  await wizard.getByRole('textbox', { name: 'Licence' }).fill('Apache-2.0')
  await wizard.getByLabel('Where it comes from').fill('made by the test')
  await wizard.getByRole('button', { name: 'Try it' }).click()
  await expect(wizard.getByRole('meter')).toHaveCount(3, { timeout: 60_000 })
  await wizard.getByRole('button', { name: 'Add the model' }).click()
  const detail = window.getByRole('region', { name: 'Many outputs' })
  await expect(detail.getByText('Available')).toBeVisible({ timeout: 90_000 })
  // Nothing was excluded, so there is no heading for it.
  await expect(detail.getByRole('heading', { name: 'Intended use' })).toBeVisible()
  await expect(detail.getByRole('heading', { name: 'Not for' })).toHaveCount(0)
  await expect(window.getByRole('contentinfo').getByText(/^\d models ready · CPU$/)).toBeVisible()
  await shot(window, '32-many-added-dark')
  await update(window, { theme: 'light', language: 'zh-CN' })
  await expect(window.getByText(/^\d 个模型可用 · CPU$/)).toBeVisible()
  await shot(window, '33-many-added-light-zh')
})

test('a mask is shown on the film and leaves the program as DICOM Segmentation', async ({
  start,
  profileDir,
}) => {
  test.setTimeout(240_000)
  const { electron, window } = await start()
  await new VaultScreens(window).createAndEnter()
  await importFilm(window, electron, join(profileDir, 'halves.dcm'))
  const path = join(profileDir, 'bright-and-dark.onnx')
  writeThresholdMask(path, 64)
  const wizard = await openWizard(window)
  await chooseInFileDialog(electron, [path])
  await wizard.getByRole('button', { name: 'Choose a file …' }).click()
  await expect(wizard.getByText('It marks regions on an image.')).toBeVisible({ timeout: 60_000 })
  await wizard.getByLabel('Title in English').fill('Bright and dark')
  await wizard.getByLabel('Grey values').selectOption('unit')
  await wizard.getByRole('button', { name: 'Paste a list' }).click()
  await wizard.getByLabel(/One label a line/).fill('Bright part\nDark part, 暗区')
  await wizard.getByRole('button', { name: 'Take these' }).click()
  await expect(wizard.getByLabel('Chinese title of label 2')).toHaveValue('暗区')
  await wizard.getByLabel('Marked from this share on').fill('0.5')
  await wizard.getByLabel('Where the thresholds come from').fill('half, by construction')
  for (const name of ['Any modality', 'Any body part', 'Any view', 'Any age'])
    await wizard.getByRole('checkbox', { name }).check()
  await wizard.getByLabel('Intended use, English').fill('Tests of this program only')
  await wizard.getByRole('textbox', { name: 'Licence' }).fill('Apache-2.0')
  await wizard.getByLabel('Where it comes from').fill('made by the test')
  await wizard.getByLabel('Study', { exact: true }).selectOption({ index: 1 })
  await expect(wizard.getByLabel('Image', { exact: true })).toBeVisible()
  await wizard.getByRole('button', { name: 'Try it' }).click()
  await expect(wizard.getByTestId('preview-input')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 })
  await expect(wizard.getByText('50.0% of what it sees')).toHaveCount(2)
  await wizard.getByTestId('preview-input').scrollIntoViewIfNeeded()
  await shot(window, '10-mask-preview-dark')
  await wizard.getByRole('checkbox', { name: /answer for what is stated/ }).check()
  await wizard.getByRole('button', { name: 'Add the model' }).click()
  await expect(window.getByRole('region', { name: 'Bright and dark' }).getByText('Available')).toBeVisible({
    timeout: 60_000,
  })

  const worklist = new WorklistPage(window)
  await window.keyboard.press('Alt+1')
  await worklist.search.press('ArrowDown')
  await window.keyboard.press('Enter')
  const read = new ReadPage(window)
  await read.expectReady()
  await read.findings.getByLabel('Model').selectOption({ label: 'Bright and dark 1.0.0' })
  await window.keyboard.press('r')
  await expect(read.findings.getByRole('button', { name: 'Export as DICOM SEG …' })).toBeVisible({
    timeout: 60_000,
  })
  await expect(read.heatmap).toBeVisible()
  await shot(window, '11-mask-viewer-dark')
  await expectAccessible(window, 'regions in the viewer')
  const saved = join(profileDir, 'regions.dcm')
  await electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, saved)
  await read.findings.getByRole('button', { name: 'Export as DICOM SEG …' }).click()
  await expect(window.getByText('The regions were written.')).toBeVisible()
  const bytes = await readFile(saved)
  expect(bytes.subarray(128, 132).toString()).toBe('DICM')
  expect(bytes.includes('1.2.840.10008.5.1.4.1.1.66.4')).toBe(true)
  const keep = process.env['VESALIUS_E2E_SHOTS']
  if (keep !== undefined) {
    await writeFile(join(keep, 'regions.dcm'), bytes)
    await writeFile(join(keep, 'halves.dcm'), film)
  }
})

test('a model that never ends is stopped, and the program goes on', async ({ start, profileDir }) => {
  test.setTimeout(180_000)
  const { electron, window } = await start()
  await new VaultScreens(window).createAndEnter()
  const path = join(profileDir, 'endless.onnx')
  hostile.endless(path)
  const wizard = await openWizard(window)
  await chooseInFileDialog(electron, [path])
  await wizard.getByRole('button', { name: 'Choose a file …' }).click()
  await expect(wizard.getByText(/Running endless.onnx once/)).toBeVisible()
  await shot(window, '20-trying-dark')
  await wizard.getByRole('button', { name: 'Cancel' }).click()
  await expect(wizard.getByText('CANCELLED', { exact: true })).toBeVisible()
  const huge = join(profileDir, 'huge.onnx')
  hostile.hugeTensor(huge)
  await chooseInFileDialog(electron, [huge])
  await wizard.getByRole('button', { name: 'Choose a file …' }).click()
  await expect(wizard.getByText('MODEL_TRIAL_CRASHED', { exact: true })).toBeVisible({ timeout: 60_000 })
  await shot(window, '21-crashed-dark')
  // The models of the program are where they were.
  await window.keyboard.press('Alt+1')
  await window.keyboard.press('Alt+4')
  await expect(
    window.getByRole('list', { name: 'Installed models' }).getByText('Available').first(),
  ).toBeVisible()
})

test('the command line adds a model from answers, uses it, and writes its regions', async ({
  profileDir,
}) => {
  test.setTimeout(240_000)
  const profile = join(profileDir, 'profile')
  const run = (...words: string[]) =>
    runHeadless([...words, '--json', '--profile', profile], {
      home: profileDir,
      env: { VESALIUS_PASSWORD: 'green lamp under nine stairs' },
    })
  expect((await run('vault', 'create')).code).toBe(0)
  const path = join(profileDir, 'halves.onnx')
  writeThresholdMask(path, 32)
  const answers = {
    title: 'Halves',
    image: { preset: 'unit' },
    labels: ['Bright', { title: { en: 'Dark', 'zh-CN': '暗区' } }],
    maskThreshold: 0.5,
    thresholdRule: 'half, by construction',
    gate: { modalities: ['*'], bodyParts: ['*'], views: ['*'], ageYears: { min: 0, max: 130 } },
    intendedUse: 'Tests only',
    licence: 'Apache-2.0',
    source: 'made by the test',
  }
  const file = join(profileDir, 'answers.json')
  await writeFile(file, JSON.stringify({ ...answers, licence: undefined }))
  expect(await run('models', 'add', path, '--answers', file)).toMatchObject({
    code: 1,
    lines: [
      {
        input: path,
        status: 'error',
        error: { code: 'MODEL_ANSWERS_INVALID', message: expect.stringContaining('licence') },
      },
    ],
  })
  await writeFile(file, JSON.stringify(answers))
  expect(await run('models', 'add', path, '--answers', file)).toMatchObject({
    code: 0,
    lines: [{ input: path, status: 'added', model: { id: 'halves', version: '1.0.0' }, goldenCases: 3 }],
  })
  const film1 = join(profileDir, 'film.dcm')
  await writeFile(film1, film)
  const seg = join(profileDir, 'seg')
  const predicted = await run('predict', 'halves', film1, '--seg', seg)
  expect(predicted).toMatchObject({
    code: 0,
    lines: [
      {
        status: 'assessed',
        model: { id: 'halves', version: '1.0.0' },
        regions: [
          { label: 'bright', areaShare: 0.5 },
          { label: 'dark', areaShare: 0.5 },
        ],
      },
    ],
  })
  expect((await readFile(join(seg, 'film.dcm.seg.dcm'))).includes('1.2.840.10008.5.1.4.1.1.66.4')).toBe(true)
  expect((await run('models', 'retire', 'halves@1.0.0')).lines).toMatchObject([{ retired: true }])
  expect((await run('predict', 'halves', film1)).lines).toMatchObject([{ error: { code: 'MODEL_RETIRED' } }])
  expect((await run('models', 'unretire', 'halves@1.0.0')).lines).toMatchObject([{ retired: false }])
  const listed = await run('models', 'list')
  expect(listed.lines).toContainEqual(
    expect.objectContaining({ origin: 'site', status: 'available', isDefault: true }),
  )
  expect((await run('import', film1)).code).toBe(0)
  const studyUid = /1\.2\.826\.0\.1\.3680043\.10\.1338\.\d+\.1/.exec(film.toString('latin1'))?.[0] ?? ''
  expect((await run('analyze', studyUid, '--model', 'halves')).lines).toMatchObject([{ status: 'assessed' }])
  expect((await run('models', 'remove', 'halves@1.0.0')).lines).toMatchObject([
    { error: { code: 'MODEL_IN_USE' } },
  ])
  // Somebody changes the package behind the vault's back.
  const manifest = join(profile, 'models/halves/1.0.0/manifest.json')
  await writeFile(
    manifest,
    (await readFile(manifest, 'utf8')).replace('"threshold": 0.5', '"threshold": 0.1'),
  )
  expect((await run('models', 'verify', 'halves')).lines).toMatchObject([
    { status: 'quarantined', error: { code: 'MODEL_UNTRUSTED' } },
  ])
})
