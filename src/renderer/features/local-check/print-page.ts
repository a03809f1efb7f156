/** Puts the page on paper. */

/** Frames until charts have the width and the colours of the paper: measured in the first, drawn in the next two. */
const framesToDraw = 3

/**
 * Paper is white and narrower than a screen: until the system's dialog is done, the page takes the light theme and, by the
 * style sheet, the paper's width, to which the charts are drawn anew.
 */
export function printPage(): void {
  const root = document.documentElement
  const theme = root.dataset['theme']
  const putBack = () => {
    delete root.dataset['printing']
    if (theme !== undefined) root.dataset['theme'] = theme
  }
  window.addEventListener('afterprint', putBack, { once: true })
  root.dataset['theme'] = 'light'
  root.dataset['printing'] = ''
  afterFrames(framesToDraw, () => window.print())
}

function afterFrames(count: number, run: () => void): void {
  if (count === 0) run()
  else requestAnimationFrame(() => afterFrames(count - 1, run))
}
