import { expect, type Locator, type Page } from '@playwright/test'

/** The worklist: search, filters, table, preview. */
export class WorklistPage {
  readonly search: Locator
  readonly table: Locator
  readonly rows: Locator
  readonly selectedRow: Locator
  readonly preview: Locator
  readonly count: Locator

  constructor(readonly page: Page) {
    this.search = page.getByRole('searchbox', { name: 'Search the worklist' })
    this.table = page.getByRole('grid', { name: 'Studies' })
    this.rows = this.table.locator('[role=row][aria-selected]')
    this.selectedRow = this.table.getByRole('row', { selected: true })
    this.preview = page.getByRole('complementary', { name: 'Preview' })
    this.count = page.getByRole('search').getByRole('status')
  }

  /** Waits until the table tells of exactly so many studies. */
  async expectStudies(count: number): Promise<void> {
    await expect(this.count).toHaveText(count === 1 ? '1 study' : `${count} studies`)
  }

  header(name: string): Locator {
    return this.table.getByRole('columnheader', { name })
  }

  /** The texts of one column from top to bottom, as far as rows are on screen. */
  async columnTexts(name: string): Promise<string[]> {
    const index = await this.header(name).getAttribute('aria-colindex')
    return this.rows.locator(`[aria-colindex="${index}"]`).allInnerTexts()
  }
}
