import { expect, type Locator, type Page } from '@playwright/test'

/** The section "Why" of the findings panel. */
export class WhySection {
  readonly section: Locator
  readonly heading: Locator

  constructor(page: Page) {
    this.section = page.getByRole('region', { name: 'Why' })
    this.heading = this.section.getByRole('heading', { name: 'Why' })
  }

  /** A method by its name, e.g. 'LIME'. */
  private method(name: string): Locator {
    return this.section
      .getByRole('listitem')
      .filter({ has: this.section.page().getByText(name, { exact: true }) })
  }

  compute(name: string): Locator {
    return this.section.getByRole('button', { name: `Compute: ${name}`, exact: true })
  }

  show(name: string): Locator {
    return this.section.getByRole('button', { name: `Show on the film: ${name}`, exact: true })
  }

  /** Progress in words, while there is one. */
  progress(name: string): Locator {
    return this.method(name).locator('.why__progress')
  }

  /** The faithfulness of a finished explanation, by the method's id. */
  score(id: string): Locator {
    return this.section.getByTestId(`faithfulness-${id}`)
  }
}

/** The Read page: series strip, viewer, findings and tags. */
export class ReadPage {
  readonly toolbar: Locator
  readonly rendering: Locator
  readonly seriesStrip: Locator
  readonly findings: Locator
  readonly probability: Locator
  readonly comment: Locator
  readonly heatmap: Locator
  readonly history: Locator
  readonly why: WhySection

  constructor(readonly page: Page) {
    this.toolbar = page.getByRole('toolbar', { name: 'Viewer tools' })
    this.rendering = page.getByTestId('rendering')
    this.seriesStrip = page.getByRole('navigation', { name: 'Series' })
    this.findings = page.getByRole('tabpanel', { name: 'Findings' })
    this.probability = page.getByTestId('probability')
    this.comment = page.getByRole('textbox', { name: 'Comment' })
    this.heatmap = page.getByTestId('heatmap')
    this.history = page.getByRole('region', { name: 'Earlier runs' })
    this.why = new WhySection(page)
  }

  cell(number = 1): Locator {
    return this.page.getByRole('group', { name: `Image cell ${number}`, exact: true })
  }

  /** 'Image 3/20' of a cell. */
  imageNumber(number = 1): Locator {
    return this.cell(number).getByTestId('image-number')
  }

  /** 'Zoom 43%' of a cell. */
  zoom(number = 1): Locator {
    return this.cell(number).getByTestId('zoom')
  }

  window(number = 1): Locator {
    return this.cell(number).getByTestId('window')
  }

  /** Waits until the active cell shows its image. */
  async expectReady(): Promise<void> {
    await expect(this.rendering).toHaveAttribute('data-status', 'ready')
  }

  /** The letters at the edges of a cell: top, right, bottom, left. */
  async orientation(number = 1): Promise<string> {
    const letters = await this.cell(number).getByTestId('orientation').locator('span').allInnerTexts()
    return letters.join(' ')
  }

  /** A tool by its name; toggles tell whether they are pressed. */
  tool(name: string): Locator {
    return this.toolbar.getByRole('button', { name, exact: true })
  }

  /** Mean brightness 0..255 of a cell's image as it is drawn, overlays not included. */
  async brightness(number = 1): Promise<number> {
    const greys = await this.thumbnail(number)
    return greys.reduce((sum, grey) => sum + grey, 0) / greys.length
  }

  /** The red channel 0..255 of a cell's image as it is drawn, in 64 x 64 points row by row, overlays not included. */
  async thumbnail(number = 1): Promise<number[]> {
    return this.cell(number)
      .locator('canvas.cornerstone-canvas')
      .evaluate((canvas: HTMLCanvasElement) => {
        const copy = new OffscreenCanvas(64, 64)
        const context = copy.getContext('2d')
        if (!context) return []
        context.drawImage(canvas, 0, 0, 64, 64)
        const { data } = context.getImageData(0, 0, 64, 64)
        return Array.from({ length: 64 * 64 }, (_, at) => data[at * 4] ?? 0)
      })
  }
}
