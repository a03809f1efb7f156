/** Why the model answered so: maps are computed, told of, compared, kept, and cancelled when the vault locks. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { AppPage } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'
import type { RunningApp } from './running-app'

/** A synthetic child's film with a computed opacity, opened and read by the model. */
async function openReadFilm({ electron, window }: RunningApp, folder: string): Promise<ReadPage> {
  const { writeSyntheticFilm } = await loadGenerator()
  await mkdir(folder, { recursive: true })
  writeSyntheticFilm({ folder, name: 'film.dcm' }, 3002, 3, true, 512)
  await chooseInFileDialog(electron, [join(folder, 'film.dcm')])
  await window.keyboard.press('Control+O')
  await new WorklistPage(window).rows.filter({ hasText: /FILM3002/ }).dblclick()
  const read = new ReadPage(window)
  await read.expectReady()
  await window.keyboard.press('r')
  await expect(read.probability.first()).toBeVisible({ timeout: 60_000 })
  return read
}

const longEnough = { timeout: 240_000 }

test('explanations are computed, shown, compared and kept', async ({ start, profileDir }, testInfo) => {
  test.setTimeout(480_000)
  const first = await start()
  const { window } = first
  await window.setViewportSize({ width: 1280, height: 720 })
  await new AppPage(window).createVault()
  const read = await openReadFilm(first, join(profileDir, 'films'))
  const why = read.why
  const keep = async (name: string) => {
    await testInfo.attach(name, { body: await window.screenshot(), contentType: 'image/png' })
  }

  await test.step('one after another, with progress', async () => {
    await window.keyboard.press('y')
    await expect(why.heading).toBeFocused()
    await why.compute('Activation map').click()
    await expect(why.progress('Activation map')).toContainText(/\d+ of \d+ runs · \d+ left/)
    await expect(why.score('activation-map')).toHaveText(/^[-−]?\d\.\d\d$/, longEnough)
    await expect(read.cell().getByTestId('heatmap')).toBeVisible()
    await why.compute('Occlusion').click()
    await keep('progress.png')
    await expect(why.score('occlusion')).toHaveText(/^[-−]?\d\.\d\d$/, longEnough)
    await expect(why.section).toContainText('Does not show places that matter only together')
  })

  await test.step('a reader who leaves the page finds what was asked for', async () => {
    await why.compute('LIME').click()
    await expect(why.progress('LIME')).toBeVisible()
    await window.keyboard.press('Alt+1')
    await new WorklistPage(window).rows.filter({ hasText: /FILM3002/ }).dblclick()
    await read.expectReady()
    await expect(why.score('lime')).toHaveText(/^[-−]?\d\.\d\d$/, longEnough)
    await expect(why.section).toContainText('Shows a simple stand-in')
  })

  await test.step('side by side', async () => {
    await read.cell().focus()
    await window.keyboard.press('Shift+Y')
    await expect(read.cell(4)).toBeVisible()
    for (const [cell, name] of [
      [1, 'Activation map'],
      [2, 'Occlusion'],
      [3, 'LIME'],
    ] as const) {
      // prettier-ignore
      await expect(read.cell(cell).locator('.cell__caption')).toHaveText(name)
      await expect(read.cell(cell).getByTestId('heatmap')).toBeVisible()
    }
    await expectAccessible(window, 'explanations side by side')
    await keep('side-by-side.png')
  })

  await test.step('the cells move together until they are set free', async () => {
    const zooms = () => Promise.all([1, 2, 3].map((cell) => read.zoom(cell).innerText()))
    const [fitted = ''] = await zooms()
    await read.cell(2).focus()
    await window.keyboard.press('+')
    await window.keyboard.press('Control+ArrowRight')
    await expect.poll(async () => new Set(await zooms()).size).toBe(1)
    expect((await zooms())[0]).not.toBe(fitted)
    expect(await filmsApart(read, [1, 2, 3])).toBeLessThan(2)
    await keep('moved-together.png')

    await window.keyboard.press('Shift+L')
    await expect(why.section.getByRole('checkbox', { name: 'Move them together' })).not.toBeChecked()
    await read.cell(2).focus()
    await window.keyboard.press('+')
    await expect.poll(async () => new Set(await zooms()).size).toBe(2)
    expect(await filmsApart(read, [1, 2, 3])).toBeGreaterThan(2)
    await window.keyboard.press('Shift+L')
    await expect.poll(async () => new Set(await zooms()).size).toBe(1)
    expect(await filmsApart(read, [1, 2, 3])).toBeLessThan(2)
    await window.keyboard.press('0')
    await expect.poll(zooms).toEqual([fitted, fitted, fitted])
    await window.keyboard.press('Shift+Y')
    await expect(read.cell(2)).toHaveCount(0)
  })

  await test.step('the map lies on the film', async () => {
    await why.show('Occlusion').click()
    const coloured = await shareOfColour(read, await sizeOf(join(profileDir, 'films', 'film.dcm')))
    expect(coloured.inside).toBeGreaterThan(0.02)
    expect(coloured.outside).toBe(0)
  })
  const score = await why.score('occlusion').innerText()
  await first.close()

  const second = await start()
  await new AppPage(second.window).unlock()
  await new WorklistPage(second.window).rows.filter({ hasText: /FILM3002/ }).dblclick()
  const again = new ReadPage(second.window)
  await again.expectReady()
  await expect(again.why.score('occlusion')).toHaveText(score)
  await again.why.show('Occlusion').click()
  await expect(again.cell().getByTestId('heatmap')).toBeVisible()
})

test('one can be cancelled, and locking the vault ends them all', async ({ app, profileDir }) => {
  test.setTimeout(240_000)
  const { window } = app
  await new AppPage(window).createVault()
  const read = await openReadFilm(app, join(profileDir, 'films'))
  const { why } = read

  await why.compute('LIME').click()
  await expect(why.progress('LIME')).toContainText('left')
  await why.section.getByRole('button', { name: 'Cancel: LIME' }).click()
  await expect(why.compute('LIME')).toBeVisible()

  await why.section.getByRole('button', { name: /^Compute all/ }).click()
  await expect(why.progress('Occlusion')).toBeVisible()
  await window.keyboard.press('Control+L')
  const page = new AppPage(window)
  await page.unlock()
  await new WorklistPage(window).rows.filter({ hasText: /FILM3002/ }).dblclick()
  await read.expectReady()
  await expect(why.compute('LIME')).toBeVisible()
  await expect(why.progress('Occlusion')).toHaveCount(0)
})

/** The largest mean difference, of 255 grey levels, between the film of the first cell and that of another as drawn. */
async function filmsApart(read: ReadPage, cells: readonly number[]): Promise<number> {
  const [first = [], ...others] = await Promise.all(cells.map((cell) => read.thumbnail(cell)))
  const apart = (other: readonly number[]) =>
    other.reduce((sum, grey, at) => sum + Math.abs(grey - (first[at] ?? 0)), 0) / other.length
  return Math.max(...others.map(apart))
}

/** Rows (0028,0010) and columns (0028,0011) of a film written with explicit VR, little endian. */
async function sizeOf(path: string): Promise<{ rows: number; columns: number }> {
  const bytes = await readFile(path)
  const value = (element: number) =>
    bytes.readUInt16LE(bytes.indexOf(Buffer.from([0x28, 0x00, element, 0x00, 0x55, 0x53, 0x02, 0x00])) + 8)
  return { rows: value(0x10), columns: value(0x11) }
}

/** Coloured pixels of the first cell's map: their share over the film, which is fitted into the cell, and those beside it. */
async function shareOfColour(
  read: ReadPage,
  film: { rows: number; columns: number },
): Promise<{ inside: number; outside: number }> {
  const canvas = read.cell().getByTestId('heatmap')
  await expect(canvas).toBeVisible()
  const png = await canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL('image/png'))
  const { width, height, data } = PNG.sync.read(Buffer.from(png.split(',')[1] ?? '', 'base64'))
  const zoom = Math.min(width / film.columns, height / film.rows)
  const [across, down] = [film.columns * zoom, film.rows * zoom]
  const [left, top] = [(width - across) / 2, (height - down) / 2]
  let inside = 0
  let outside = 0
  for (let at = 0; at < width * height; at++) {
    if ((data[at * 4 + 3] ?? 0) === 0) continue
    const [x, y] = [at % width, Math.floor(at / width)]
    const isOver = x >= left - 2 && x <= left + across + 2 && y >= top - 2 && y <= top + down + 2
    if (isOver) inside++
    else outside++
  }
  return { inside: inside / (across * down), outside }
}
