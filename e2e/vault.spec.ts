/** The vault's screens, as a user meets them. */
import { expect, test } from './fixtures'
import { goodPassword, VaultScreens } from './pages/vault-screens'
import { Workstation } from './pages/workstation'

test('a vault is created, its key shown once, and opened again with the password', async ({ start }) => {
  const first = await start()
  const screens = new VaultScreens(first.window)

  await screens.typeNewPassword('password1')
  await expect(first.window.getByRole('meter', { name: 'Strength of the password' })).toHaveAttribute(
    'aria-valuetext',
    'too weak',
  )
  await first.window.keyboard.press('Enter')
  await expect(first.window.getByText('This password would be guessed too easily.')).toBeVisible()

  await screens.typeNewPassword(goodPassword, `${goodPassword}x`)
  await expect(first.window.getByText('The two passwords are not the same.')).toBeVisible()

  const groups = await screens.create()
  for (const group of groups) expect(group).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}$/)
  expect(new Set(groups).size).toBe(8)

  await screens.typeAskedGroups(groups, () => '00000')
  await first.window.keyboard.press('Enter')
  await expect(first.window.getByText(/^This is not group \d\.$/)).toHaveCount(2)
  await screens.confirmKey(groups)
  await expect(first.window.getByRole('heading', { name: 'No studies yet' })).toBeVisible()
  await first.close()

  const second = await start()
  const again = new VaultScreens(second.window)
  await expect(again.password).toBeFocused()
  await again.unlock('not the password')
  await expect(second.window.getByRole('alert')).toContainText('That password is not right.')
  await expect(again.password).toBeFocused()
  await expect(again.password).toHaveValue('')
  await again.unlock(goodPassword)
  await expect(second.window.getByRole('heading', { name: 'No studies yet' })).toBeVisible()
})

test('the recovery key sets a new password, and a mistyped group is named', async ({ start }) => {
  const { window } = await start()
  const screens = new VaultScreens(window)
  const workstation = new Workstation(window)
  const groups = await screens.createAndEnter()
  await window.keyboard.press('Control+L')

  await window.getByRole('button', { name: 'Forgotten the password?' }).click()
  const last = groups[2] ?? ''
  const wrong = `${last.slice(0, 4)}${last.endsWith('0') ? '1' : '0'}`
  const newPassword = 'copper bridge slowly autumn'
  await window.getByLabel('Recovery key').fill(groups.with(2, wrong).join(' '))
  await screens.typeNewPassword(newPassword)
  await window.keyboard.press('Enter')
  await expect(window.getByText('Group 3 is mistyped. Compare it with the printed sheet.')).toBeVisible()

  await window.getByLabel('Recovery key').fill(groups.join('').toLowerCase())
  await window.keyboard.press('Enter')
  await expect(workstation.rail).toBeVisible()

  await window.keyboard.press('Control+L')
  await screens.unlock(goodPassword)
  await expect(window.getByRole('alert')).toContainText('That password is not right.')
  await screens.unlock(newPassword)
  await expect(workstation.rail).toBeVisible()
})

test('many wrong passwords make one wait, with the time in sight', async ({ start }) => {
  const { window } = await start()
  const screens = new VaultScreens(window)
  await screens.createAndEnter()
  await window.keyboard.press('Control+L')
  const timer = window.getByRole('timer')
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await expect(screens.password).toBeEnabled()
    await screens.unlock(`wrong ${attempt}`)
    await expect(window.getByRole('alert').or(timer).first()).toBeVisible()
    if (attempt < 5) await expect(screens.password).toHaveValue('')
  }
  await expect(timer).toHaveText(/Try again in 0:[0-3]\d\./)
  await expect(screens.password).toBeDisabled()
  const first = await timer.innerText()
  await expect(timer).not.toHaveText(first)
})

test('locking forgets what was on screen, and the password can be changed', async ({ start }) => {
  const { window } = await start()
  const screens = new VaultScreens(window)
  const workstation = new Workstation(window)
  await screens.createAndEnter()
  await window.getByRole('searchbox').fill('Doe')
  await window.keyboard.press('Control+L')
  await expect(window.getByRole('heading', { name: 'Unlock the vault' })).toBeVisible()
  await expect(workstation.useNotice).toBeVisible()
  await screens.unlock(goodPassword)
  await expect(window.getByRole('searchbox')).toHaveValue('')

  await workstation.runCommand('Settings: security and password')
  await window.getByRole('button', { name: 'Change the password' }).click()
  await window.getByLabel('Current password').fill('wrong')
  const newPassword = 'copper bridge slowly autumn'
  await screens.typeNewPassword(newPassword)
  await window.keyboard.press('Enter')
  await expect(window.getByText('That password is not right.')).toBeVisible()
  await window.getByLabel('Current password').fill(goodPassword)
  await window.keyboard.press('Enter')
  await expect(workstation.toast).toContainText('The password was changed.')
  await window.keyboard.press('Control+L')
  await screens.unlock(newPassword)
  await expect(workstation.rail).toBeVisible()
})

test('the recovery sheet prints the key and nothing else', async ({ start }) => {
  const { window } = await start()
  const groups = await new VaultScreens(window).create()
  await window.emulateMedia({ media: 'print' })
  await expect(window.getByRole('main')).toBeHidden()
  const sheet = window.locator('.print-sheet')
  await expect(sheet).toBeVisible()
  await expect(sheet.locator('code')).toHaveText(groups)
})
