import { expect, type Locator, type Page } from '@playwright/test'

/** The job tray of the status bar and its panel, with the background analysis. */
export class JobsPanel {
  readonly tray: Locator
  readonly panel: Locator
  readonly queue: Locator

  constructor(readonly page: Page) {
    this.tray = page.getByRole('contentinfo').locator('.jobs-tray')
    this.panel = page.getByRole('dialog', { name: 'Jobs' })
    this.queue = this.panel.getByRole('region', { name: 'Background analysis' })
  }

  async open(): Promise<void> {
    if (!(await this.panel.isVisible())) await this.tray.click()
    await expect(this.panel).toBeVisible()
  }

  /** What the queue says of one model, by its title. */
  model(title: string): Locator {
    return this.queue.getByRole('listitem').filter({ hasText: title })
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.panel).toBeHidden()
  }
}
