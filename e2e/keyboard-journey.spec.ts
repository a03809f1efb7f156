/**
 * A reader's whole way without a mouse: first start, import, a CT of 500 slices, a child's film, the model, a comment,
 * restart. Its screenshots are the ones in docs/images when VESALIUS_SCREENSHOTS names that folder.
 */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { loadGenerator } from '../scripts/samples/synthetic-generator.mjs'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { testPassword } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'

const slices = 500

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['VESALIUS_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}

/** Types what a field asks for and goes on: the focus has to be where the next key belongs. */
async function typeInto(page: Page, label: RegExp, text: string): Promise<void> {
  for (let step = 0; step < 12; step += 1) {
    const name = await page.evaluate(() => {
      const field = document.activeElement as HTMLInputElement | null
      return field?.labels?.[0]?.innerText ?? field?.getAttribute('aria-label') ?? ''
    })
    if (label.test(name)) {
      await page.keyboard.type(text)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`The Tab key does not reach a field named ${label.source}.`)
}

test('import, read, model, comment and restart by keyboard alone, on a CT of 500 slices and a child’s film', async ({
  start,
}, testInfo) => {
  test.setTimeout(300_000)
  const media = testInfo.outputPath('media')
  const { writeSyntheticCt, writeSyntheticFilm } = await loadGenerator()
  writeSyntheticCt(join(media, 'ct'), slices, 256, 2001)
  writeSyntheticFilm({ folder: join(media, 'film'), name: 'child.dcm' }, 3002, 3, true, 1024)

  const first = await start()
  const page = first.window
  await page.setViewportSize({ width: 1440, height: 900 })
  const worklist = new WorklistPage(page)
  const read = new ReadPage(page)

  await test.step('create the vault', async () => {
    await expect(page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    await typeInto(page, /^New password/, testPassword)
    await typeInto(page, /^Repeat/, testPassword)
    await shoot(page, '01-create-vault')
    await page.keyboard.press('Enter')
    const groups = page.getByRole('list', { name: 'The eight groups of the recovery key' }).locator('code')
    await expect(groups).toHaveCount(8)
    const key = await groups.allInnerTexts()
    const asked = await page.getByRole('textbox', { name: /^Group \d$/ }).all()
    for (const field of asked) {
      const label = (
        await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.innerText ?? '')
      ).trim()
      await typeInto(page, new RegExp(`^${label}`), key[Number(label.replace(/\D/g, '')) - 1] ?? '')
    }
    await page.keyboard.press('Enter')
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
    await shoot(page, '02-empty-worklist')
  })

  await test.step('import both', async () => {
    await chooseInFileDialog(first.electron, [media])
    await page.keyboard.press('Control+O')
    await worklist.expectStudies(2)
    await expect(page.getByRole('contentinfo').getByRole('status')).toHaveText(
      'Import finished: 501 imported',
    )
    await shoot(page, '03-worklist')
  })

  await test.step('open the CT and go through all its slices', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('CT2001')
    await worklist.expectStudies(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await read.expectReady()
    await expect(read.imageNumber()).toHaveText(`Image 1/${slices}`)
    await page.keyboard.press('End')
    await expect(read.imageNumber()).toHaveText(`Image ${slices}/${slices}`)
    await read.expectReady()
    await page.keyboard.press('Home')
    await expect(read.imageNumber()).toHaveText(`Image 1/${slices}`)
    // A key that is held down must not be lost on the way.
    for (let step = 0; step < slices - 1; step += 1) await page.keyboard.press('ArrowDown')
    await expect(read.imageNumber()).toHaveText(`Image ${slices}/${slices}`)
    for (let step = 0; step < slices / 2; step += 1) await page.keyboard.press('ArrowUp')
    await expect(read.imageNumber()).toHaveText(`Image ${slices / 2}/${slices}`)
    await read.expectReady()
    await expect.poll(() => read.brightness()).toBeGreaterThan(5)
    await shoot(page, '04-ct')
  })

  await test.step('a model for films gives no number on a CT', async () => {
    await page.keyboard.press('r')
    await expect(page.getByTestId('reason')).toBeVisible()
    await expect(read.probability).toHaveCount(0)
  })

  await test.step('open the film, run the model, answer it', async () => {
    await page.keyboard.press('Alt+1')
    await page.keyboard.press('/')
    await page.keyboard.press('Control+A')
    await page.keyboard.type('FILM3002')
    await worklist.expectStudies(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await read.expectReady()
    await page.keyboard.press('r')
    await expect(read.probability.or(page.getByTestId('reason'))).toBeVisible()
    await expect(read.probability).toBeVisible()
    await page.keyboard.press('d')
    await expect(page.getByRole('button', { name: /^Disagree/ })).toHaveAttribute('aria-pressed', 'true')
    await page.keyboard.press('c')
    await page.keyboard.type('Computed film: the opacity is a drawn one.')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('review-state')).toHaveText(/^Saved/)
    await shoot(page, '05-film-findings')
  })
  const probability = await read.probability.innerText()
  await first.close()

  await test.step('after a restart all of it is there', async () => {
    const second = await start()
    const later = second.window
    await later.setViewportSize({ width: 1440, height: 900 })
    const again = new ReadPage(later)
    await expect(later.getByRole('heading', { name: 'Unlock the vault' })).toBeVisible()
    await shoot(later, '06-unlock')
    await typeInto(later, /^Password/, testPassword)
    await later.keyboard.press('Enter')
    await new WorklistPage(later).expectStudies(2)
    await later.keyboard.press('/')
    await later.keyboard.type('FILM3002')
    await new WorklistPage(later).expectStudies(1)
    await later.keyboard.press('ArrowDown')
    await later.keyboard.press('Enter')
    await again.expectReady()
    await expect(again.probability).toHaveText(probability)
    await expect(again.comment).toHaveValue('Computed film: the opacity is a drawn one.')
    await expect(later.getByRole('button', { name: /^Disagree/ })).toHaveAttribute('aria-pressed', 'true')
    await second.close()
  })
})
