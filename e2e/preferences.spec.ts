/** Language and theme: at once, everywhere, and still there after a restart. */
import { expect, test } from './fixtures'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'

test('language and theme switch at once and are kept', async ({ start }) => {
  const first = await start()
  const { window } = first
  const screens = new VaultScreens(window)
  const workstation = new Workstation(window)
  const root = window.locator('html')

  // Already before there is a vault.
  await expect(root).toHaveAttribute('data-theme', 'dark')
  await window.getByRole('button', { name: 'Light theme' }).click()
  await expect(root).toHaveAttribute('data-theme', 'light')
  await window.getByRole('button', { name: /^Language/ }).click()
  await window.getByRole('menuitem', { name: '简体中文' }).click()
  await expect(root).toHaveAttribute('lang', 'zh-CN')
  await expect(window.getByRole('heading', { name: '创建保险库' })).toBeVisible()
  await expect(window.getByText('仅供科研使用，不是医疗器械')).toBeVisible()
  await window.getByRole('button', { name: /^语言/ }).click()
  await window.getByRole('menuitem', { name: 'English' }).click()
  await expect(root).toHaveAttribute('lang', 'en')

  await screens.createAndEnter()
  await workstation.runCommand('Switch to Chinese')
  await expect(window.getByRole('heading', { name: '尚无检查' })).toBeVisible()
  await expect(window.getByRole('navigation', { name: '页面' })).toContainText('检查列表')
  await first.close()

  const second = await start()
  await expect(second.window.getByRole('heading', { name: '解锁保险库' })).toBeVisible()
  await expect(second.window.locator('html')).toHaveAttribute('data-theme', 'light')
  await second.window.getByRole('textbox', { name: '密码', exact: true }).fill(goodPassword)
  await second.window.keyboard.press('Enter')
  await expect(second.window.getByRole('heading', { name: '尚无检查' })).toBeVisible()
})

test('every page is reached by keyboard, and the cheat sheet lists the keys', async ({ start }) => {
  const { window } = await start()
  await new VaultScreens(window).createAndEnter()
  const pages = [
    ['Alt+3', 'Patient'],
    ['Alt+4', 'Models'],
    ['Alt+5', 'Settings'],
    ['Alt+1', 'Worklist'],
  ] as const
  const workstation = new Workstation(window)
  for (const [keys, name] of pages) {
    await window.keyboard.press(keys)
    await expect(workstation.rail.getByRole('button', { name })).toHaveAttribute('aria-current', 'page')
    await expect(workstation.useNotice).toBeVisible()
  }
  await window.keyboard.press('Alt+2')
  await expect(window.getByRole('heading', { name: 'No study is open' })).toBeVisible()

  await window.keyboard.press('Shift+?')
  const sheet = window.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByRole('term').filter({ hasText: 'Lock the vault now' })).toBeVisible()
  await window.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('viewer defaults and the idle lock are kept', async ({ start }) => {
  const first = await start()
  await new VaultScreens(first.window).createAndEnter()
  await first.window.keyboard.press('Alt+5')
  await first.window.getByLabel('Lock by itself after').selectOption('30 minutes')
  await first.window.getByRole('button', { name: 'Viewer', exact: true }).click()
  await first.window.getByLabel('Smooth enlarged pixels').uncheck()
  await first.window.getByText('2 × 2').click()
  await first.close()

  const second = await start()
  await new VaultScreens(second.window).unlock(goodPassword)
  await second.window
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('button', { name: 'Settings' })
    .click()
  await expect(second.window.getByLabel('Lock by itself after').locator('option:checked')).toHaveText(
    '30 minutes',
  )
  await second.window.getByRole('button', { name: 'Viewer', exact: true }).click()
  await expect(second.window.getByLabel('Smooth enlarged pixels')).not.toBeChecked()
  await expect(second.window.getByRole('radio', { name: '2 × 2' })).toBeChecked()
})
