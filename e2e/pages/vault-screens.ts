import { expect, type Locator, type Page } from '@playwright/test'

/** Strong enough for the meter, and easy to type. */
export const goodPassword = 'harbour lantern quiet fennel'

/** The screens before the vault is open. */
export class VaultScreens {
  readonly newPassword: Locator
  readonly repeat: Locator
  readonly password: Locator
  readonly recoveryGroups: Locator

  constructor(readonly page: Page) {
    this.newPassword = page.getByLabel('New password')
    this.repeat = page.getByLabel('Repeat the password')
    this.password = page.getByRole('textbox', { name: 'Password', exact: true })
    this.recoveryGroups = page
      .getByRole('list', { name: 'The eight groups of the recovery key' })
      .getByRole('code')
  }

  async typeNewPassword(password: string, repeat = password): Promise<void> {
    await this.newPassword.fill(password)
    await this.repeat.fill(repeat)
  }

  /** Creates the vault and gives the recovery key's groups as shown. */
  async create(password = goodPassword): Promise<string[]> {
    await this.typeNewPassword(password)
    await this.page.getByRole('button', { name: 'Create the vault' }).click()
    await expect(this.recoveryGroups).toHaveCount(8)
    return this.recoveryGroups.allInnerTexts()
  }

  /** Types the two groups that are asked for; `alter` may make them wrong. */
  async typeAskedGroups(groups: readonly string[], alter = (group: string) => group): Promise<void> {
    for (const field of await this.page.getByLabel(/^Group \d$/).all()) {
      const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.innerText ?? '')
      await field.fill(alter(groups[Number(label.replace(/\D/g, '')) - 1] ?? ''))
    }
  }

  async confirmKey(groups: readonly string[]): Promise<void> {
    await this.typeAskedGroups(groups)
    await this.page.getByRole('button', { name: 'I have stored the key: go on' }).click()
  }

  /** From the first start to the worklist. */
  async createAndEnter(password = goodPassword): Promise<string[]> {
    const groups = await this.create(password)
    await this.confirmKey(groups)
    await expect(this.page.getByRole('button', { name: 'Import', exact: true })).toBeVisible()
    return groups
  }

  async unlock(password: string): Promise<void> {
    await this.password.fill(password)
    await this.page.keyboard.press('Enter')
  }
}
