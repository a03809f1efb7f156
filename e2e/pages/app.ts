/** What a user does with the program as a whole, in the words on the screen (English). */
import { expect, type Locator, type Page } from '@playwright/test'

/** Strong enough for the strength meter, and found nowhere else. */
export const testPassword = 'violet anchor plumbing 73 sesame'

export class AppPage {
  constructor(readonly page: Page) {}

  /** First start: chooses the password, stores the recovery key, arrives at the worklist. @returns the recovery key */
  async createVault(password: string = testPassword): Promise<string> {
    await expect(this.page.getByRole('heading', { name: 'Create your vault' })).toBeVisible()
    await this.page.getByLabel('New password', { exact: true }).fill(password)
    await this.page.getByLabel('Repeat the password', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Create the vault' }).click()
    const groups = await this.recoveryGroups()
    await this.confirmRecoveryKey(groups)
    await expect(this.pages).toBeVisible()
    return groups.join('-')
  }

  /** Later starts. */
  async unlock(password: string = testPassword): Promise<void> {
    await this.tryPassword(password)
    await expect(this.pages).toBeVisible()
  }

  async tryPassword(password: string): Promise<void> {
    await this.page.getByLabel('Password', { exact: true }).fill(password)
    await this.page.getByRole('button', { name: 'Unlock', exact: true }).click()
  }

  async lock(): Promise<void> {
    await this.page.getByRole('button', { name: 'Lock the vault' }).click()
    await expect(this.page.getByRole('heading', { name: 'Unlock the vault' })).toBeVisible()
  }

  async goTo(name: 'Worklist' | 'Read' | 'Patient' | 'Models' | 'Settings'): Promise<void> {
    await this.pages.getByRole('button', { name }).click()
  }

  /** The rail of pages: there only while the vault is open. */
  get pages(): Locator {
    return this.page.getByRole('navigation', { name: 'Pages' })
  }

  private async recoveryGroups(): Promise<string[]> {
    const list = this.page.getByRole('list', { name: 'The eight groups of the recovery key' })
    await expect(list.getByRole('listitem')).toHaveCount(8)
    return list.getByRole('listitem').locator('code').allInnerTexts()
  }

  /** The program asks for two of the eight groups, by their numbers. */
  private async confirmRecoveryKey(groups: readonly string[]): Promise<void> {
    const fields = this.page.getByRole('textbox', { name: /^Group \d$/ })
    await expect(fields).toHaveCount(2)
    for (const field of await fields.all()) {
      const place = Number(
        (await field.evaluate((element: HTMLInputElement) => element.labels?.[0]?.innerText))?.slice(-1),
      )
      await field.fill(groups[place - 1] ?? '')
    }
    await this.page.getByRole('button', { name: 'I have stored the key: go on' }).click()
  }
}
