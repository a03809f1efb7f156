import { expect, type Locator, type Page } from '@playwright/test'

/** What surrounds every page: rail, banner, status bar, palette. */
export class Workstation {
  readonly rail: Locator
  readonly statusBar: Locator
  readonly useNotice: Locator
  readonly palette: Locator
  readonly toast: Locator

  constructor(readonly page: Page) {
    this.rail = page.getByRole('navigation', { name: 'Pages' })
    this.statusBar = page.getByRole('contentinfo')
    this.useNotice = this.statusBar.getByText('Research use only, not a medical device', { exact: true })
    this.palette = page.getByRole('dialog', { name: 'Commands and search' })
    this.toast = page.locator('.toast')
  }

  /** Finds a command in the palette by its words and runs it. */
  async runCommand(words: string): Promise<void> {
    await this.page.keyboard.press('Control+K')
    await this.palette.getByRole('combobox').fill(words)
    await expect(this.palette.getByRole('option', { selected: true })).toContainText(words)
    await this.page.keyboard.press('Enter')
    await expect(this.palette).toBeHidden()
  }

  /** The panel with all jobs, opened. */
  async openJobs(): Promise<Locator> {
    await this.statusBar.getByRole('button', { name: /job|Import|Sample/ }).click()
    const panel = this.page.getByRole('dialog', { name: 'Jobs' })
    await expect(panel).toBeVisible()
    return panel
  }
}
