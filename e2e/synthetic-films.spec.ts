/** Synthetic films from the Models page: ordered, drawn, in the worklist, marked, cancelled; in both languages and themes. */
import type { Page } from '@playwright/test'
import type { SettingsPatch } from '../src/shared/domain/settings/settings'
import { expectAccessible } from './accessibility'
import { expect, test } from './fixtures'
import { AppPage } from './pages/app'
import { ReadPage } from './pages/read-page'
import { WorklistPage } from './pages/worklist-page'

test.describe.configure({ timeout: 180_000 })

const update = (page: Page, patch: SettingsPatch) =>
  page.evaluate((change) => window.vesalius.invoke('settings:update', change), patch)

async function openGenerator(page: Page): Promise<void> {
  await new AppPage(page).goTo('Models')
  await page.getByRole('button', { name: /Synthetic chest films of children/ }).click()
  await expect(page.getByRole('form', { name: 'Make synthetic films' })).toBeVisible({ timeout: 60_000 })
}

test('films of nobody are ordered, appear in the worklist and say what they are', async ({
  app,
}, testInfo) => {
  const { window } = app
  await window.setViewportSize({ width: 1280, height: 720 })
  await new AppPage(window).createVault()
  await openGenerator(window)
  await expectAccessible(window, 'the order of synthetic films')
  await window.screenshot({ path: testInfo.outputPath('order-dark-en.png') })

  // By keyboard alone from the field on.
  const count = window.getByLabel('Number of films')
  await count.fill('0')
  await expect(window.getByRole('alert')).toContainText('whole number from 1 to 200')
  await expect(window.getByRole('button', { name: 'Make synthetic films' })).toBeDisabled()
  await count.fill('3')
  await count.press('Enter')
  await expect(window.getByText('3 synthetic films are in the worklist.')).toBeVisible({ timeout: 120_000 })
  await expectAccessible(window, 'films that were made')
  await window.screenshot({ path: testInfo.outputPath('made-dark-en.png') })

  await update(window, { theme: 'light', language: 'zh-CN' })
  await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expectAccessible(window, 'films that were made, light, Chinese')
  await window.screenshot({ path: testInfo.outputPath('made-light-zh.png') })
  await update(window, { theme: 'dark', language: 'en' })

  await window.getByRole('button', { name: 'Show in the worklist' }).click()
  const worklist = new WorklistPage(window)
  await worklist.expectStudies(3)
  await expect(worklist.rows.filter({ hasText: 'drawn as: viral-pattern' })).toHaveCount(1)
  await window.screenshot({ path: testInfo.outputPath('worklist.png') })
  await worklist.rows.filter({ hasText: 'drawn as: normal' }).dblclick()
  const read = new ReadPage(window)
  await read.expectReady()
  await expect(window.getByText('SYNTHETIC', { exact: false }).first()).toBeVisible()
  await window.screenshot({ path: testInfo.outputPath('read.png') })
})

test('an order can be cancelled', async ({ app }) => {
  const { window } = app
  await new AppPage(window).createVault()
  await openGenerator(window)
  await window.getByLabel('Drawn as').selectOption({ label: 'Normal' })
  await window.getByLabel('Number of films').fill('200')
  await window.getByRole('button', { name: 'Make synthetic films' }).click()
  const form = window.getByRole('form', { name: 'Make synthetic films' })
  await expect(form.getByRole('progressbar')).toBeVisible()
  await form.getByRole('button', { name: 'Cancel' }).click()
  await expect(form.getByText(/^Cancelled\./)).toBeVisible({ timeout: 60_000 })
  await expect(form.getByRole('button', { name: 'Make synthetic films' })).toBeEnabled()
})
