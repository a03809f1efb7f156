/** What the Findings panel says in each state: patterns, a reader must decide, mirrored, refused, many labels, a model that is gone. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { asDicom, drawGray, type Tags } from './make-film'
import { AppPage } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'

const packages = fileURLToPath(new URL('../src/main/inference/fixtures', import.meta.url))
const child: Tags = {
  '00080020': ['DA', '20240307'],
  '00080060': ['CS', 'DX'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'AP'],
  '00101010': ['AS', '003Y'],
}
/** Mean levels that bring the tiny ensemble into each of its states. */
const films: Record<string, (x: number) => number> = {
  Positive: (x) => 40 + x / 4,
  Doubtful: (x) => 31 + (x % 2),
  Mirrored: (x) => (x < 128 ? 140 : 20),
  Glaring: (x) => (x < 8 ? 0 : 255),
}

async function writeFilms(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const [name, level] of Object.entries(films)) {
    const path = join(folder, `${name}.dcm`)
    const who: Tags = { '00100010': ['PN', `Film^${name}`], '00100020': ['LO', `S-${name}`] }
    // A frame of dark and bright, so that a film of few greys still has contrast.
    const picture = drawGray(256, 256, (x, y) => (y < 16 ? (x < 128 ? 0 : 255) : level(x)))
    await writeFile(path, asDicom(picture, { ...child, ...who }))
    paths.push(path)
  }
  return paths
}

async function modelsFolder(
  folder: string,
  names: readonly string[],
): Promise<{ VESALIUS_MODELS_DIR: string }> {
  for (const name of names) await cp(join(packages, name), join(folder, name), { recursive: true })
  return { VESALIUS_MODELS_DIR: folder }
}

async function openFilm(page: Page, name: string): Promise<ReadPage> {
  await new AppPage(page).goTo('Worklist')
  await new WorklistPage(page).rows.filter({ hasText: `S-${name}` }).dblclick()
  const read = new ReadPage(page)
  await read.expectReady()
  return read
}

const chooseModel = (page: Page, name: RegExp) =>
  page
    .getByRole('combobox', { name: 'Model' })
    .evaluate((select: HTMLSelectElement, source) => {
      const option = [...select.options].find(({ text }) => new RegExp(source).test(text))
      return option?.value ?? ''
    }, name.source)
    .then((value) => page.getByRole('combobox', { name: 'Model' }).selectOption(value))

const pictures = process.env['VESALIUS_SHOTS']
/** Pictures for a person to look at, in both themes and languages; only where a folder for them is named. */
async function shots(page: Page, name: string): Promise<void> {
  if (!pictures) return
  for (const [theme, language] of [
    ['dark', 'en'],
    ['light', 'zh-CN'],
    ['dark', 'zh-CN'],
    ['light', 'en'],
  ] as const) {
    await page.evaluate((patch) => window.vesalius.invoke('settings:update', patch), { theme, language })
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(pictures, `${name}-${theme}-${language}.png`) })
  }
  await page.evaluate((patch) => window.vesalius.invoke('settings:update', patch), {
    theme: 'dark',
    language: 'en',
  } as const)
}

test('says in each state what it knows, and what it does not', async ({ start, profileDir }) => {
  test.setTimeout(240_000)
  const env = await modelsFolder(join(profileDir, 'installed'), ['tiny-ensemble', 'tiny-labels'])
  const modes = { 'tiny-ensemble': 'demand', 'tiny-labels': 'demand' }
  await writeFile(join(profileDir, 'preferences.json'), JSON.stringify({ inference: { modes } }))
  const app = await start({ env })
  const { window, electron } = app
  await window.setViewportSize({ width: 1280, height: 720 })
  await new AppPage(window).createVault()
  await chooseInFileDialog(electron, await writeFilms(join(profileDir, 'films')))
  await window.keyboard.press('Control+O')
  await expect(new WorklistPage(window).rows).toHaveCount(4)

  await test.step('a finding with its range and its patterns', async () => {
    const read = await openFilm(window, 'Positive')
    await chooseModel(window, /Tiny ensemble/)
    await read.findings.getByRole('button', { name: 'Run on this image' }).click()
    await expect(read.probability.first()).toBeVisible()
    await expect(read.findings.getByText('Above the threshold of 40%')).toBeVisible()
    await expect(read.findings.getByTestId('range')).toContainText('3 members')
    await expect(read.findings.getByRole('listitem').filter({ hasText: 'Bacterial pattern' })).toBeVisible()
    await expect(read.findings.getByTestId('pattern-caution')).toContainText('Never a guide to antibiotics')
    await expectAccessible(window, 'a positive finding with patterns')
    await shots(window, 'positive')
  })

  await test.step('a reader must decide', async () => {
    const read = await openFilm(window, 'Doubtful')
    await chooseModel(window, /Tiny ensemble/)
    await read.findings.getByRole('button', { name: 'Run on this image' }).click()
    await expect(read.findings.getByText('A reader must decide', { exact: true })).toBeVisible()
    await expect(read.findings.getByTestId('refer')).toContainText('too near the threshold of 40%')
    await expectAccessible(window, 'a finding that a reader must decide')
    await shots(window, 'refer')
  })

  await test.step('a mirrored film is flagged and still read', async () => {
    const read = await openFilm(window, 'Mirrored')
    await chooseModel(window, /Tiny ensemble/)
    await read.findings.getByRole('button', { name: 'Run on this image' }).click()
    await expect(read.probability.first()).toBeVisible()
    await expect(read.findings.getByText(/may be situs inversus/)).toBeVisible()
    await shots(window, 'mirrored')
  })

  await test.step('a film that the model cannot use gets a reason and advice, and no number', async () => {
    const read = await openFilm(window, 'Glaring')
    await chooseModel(window, /Tiny ensemble/)
    await read.findings.getByRole('button', { name: 'Run on this image' }).click()
    await expect(read.findings.getByTestId('reason')).toContainText('looks underexposed')
    await expect(read.findings.getByTestId('advice')).toContainText('without the model')
    await expect(read.probability).toHaveCount(0)
    await expectAccessible(window, 'a film that was not assessed')
    await shots(window, 'not-assessed')
  })

  await test.step('eighteen scores, the foremost first, the rest on demand', async () => {
    const read = await openFilm(window, 'Positive')
    await chooseModel(window, /Tiny labels/)
    await read.findings.getByRole('button', { name: 'Run on this image' }).click()
    const list = read.findings.getByRole('list', { name: /furthest above their threshold first/ })
    await expect(list).toBeVisible()
    const few = await list.getByRole('button').count()
    expect(few).toBeLessThan(18)
    await expect(list.getByText('no probability').first()).toBeVisible()
    await shots(window, 'labels')
    await read.findings.getByRole('button', { name: 'Show all 18 findings' }).click()
    await expect(list.getByRole('button')).toHaveCount(18)
    await list.getByRole('button').last().click()
    await expect(list.getByRole('button').last()).toHaveAttribute('aria-expanded', 'true')
    await expectAccessible(window, 'a model of eighteen labels')
    await shots(window, 'labels-all')
  })
  await app.close()

  await test.step('an answer keeps the identity of a model that is gone', async () => {
    const later = await modelsFolder(join(profileDir, 'installed-later'), ['tiny-ensemble'])
    const manifestPath = join(later.VESALIUS_MODELS_DIR, 'tiny-ensemble/manifest.json')
    const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as object
    await writeFile(manifestPath, JSON.stringify({ ...manifest, version: '0.2.0' }))
    const { window: again } = await start({ env: later })
    await again.setViewportSize({ width: 1280, height: 720 })
    await new AppPage(again).unlock()
    const read = await openFilm(again, 'Positive')
    const options = again.getByRole('combobox', { name: 'Model' }).getByRole('option')
    await expect(options).toHaveText([
      'Tiny ensemble 0.2.0 (default)',
      'tiny-ensemble 0.1.0 (not installed any more)',
      'tiny-labels 0.1.0 (not installed any more)',
    ])
    await expect(read.findings.getByText('Not read by this model yet')).toBeVisible()
    await chooseModel(again, /tiny-ensemble 0\.1\.0/)
    await expect(read.probability.first()).toBeVisible()
    await expect(read.findings.getByText(/not installed any more\. Its answer/)).toBeVisible()
    await expect(read.findings.getByText(/tiny-ensemble 0\.1\.0 · /)).toBeVisible()
    await expect(read.findings.getByRole('button', { name: 'Run again' })).toBeDisabled()
    await expectAccessible(again, 'an answer of a model that is gone')
    await shots(again, 'gone')
  })
})
