import { expect, type Locator, type Page } from '@playwright/test'

/** The screens of record imports: a new one, the list, held rows, patients that may be one person. */
export class RecordImports {
  readonly tabs: Locator
  readonly steps: Locator
  readonly columns: Locator
  readonly preview: Locator
  readonly held: Locator

  constructor(readonly page: Page) {
    this.tabs = page.getByRole('tablist', { name: 'Record imports' })
    this.steps = page.getByRole('navigation', { name: 'Steps of the import' })
    this.columns = page.getByRole('group', { name: 'Columns of the table' })
    this.preview = page.getByRole('group', { name: 'First rows and their entries' })
    this.held = page.getByRole('region', { name: 'Held row' })
  }

  async goTo(tab: 'New import' | 'Imports' | 'Held rows' | 'Same person?'): Promise<void> {
    await this.tabs.getByRole('tab', { name: tab }).click()
  }

  /** From the worklist's menu; the file dialog is answered by the test. */
  async choose(): Promise<void> {
    await this.page.getByRole('button', { name: 'Import', exact: true }).click()
    await this.page.getByRole('menuitem', { name: 'Import records…' }).click()
    await expect(this.steps).toBeVisible()
  }

  /** Further files while the imports are on screen. */
  async chooseAgain(): Promise<void> {
    await this.page.getByRole('button', { name: 'Choose files' }).first().click()
    await expect(this.steps).toBeVisible()
  }

  /** Names the sender and goes on to the dry run. */
  async toDryRun(sender: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Sender' }).fill(sender)
    await this.page.getByRole('button', { name: 'On to the dry run' }).click()
  }

  /** To the dry run, and on when it has found what is expected. */
  async importAfter(summary: string): Promise<void> {
    await this.expectForecast(summary)
    await this.page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(this.entry(0).getByText('Finished')).toBeVisible()
  }

  async expectForecast(summary: string): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: summary })).toBeVisible()
  }

  /** An import of the list, the newest first. */
  entry(index: number): Locator {
    return this.page.getByRole('region', { name: /^Import of / }).nth(index)
  }

  column(name: string): Locator {
    return this.columns.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name }) })
  }
}
