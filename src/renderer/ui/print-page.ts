/** Puts the page on paper, or into a file that looks like it. */

/** Frames until charts have the width and the colours of the paper: measured in the first, drawn in the next two. */
const framesToDraw = 3

/**
 * Paper is white and narrower than a screen: until it is printed, the page takes the light theme and, by the style sheet, the
 * paper's width, to which the charts are drawn anew. Returns the function that puts the screen back.
 */
async function dressForPaper(): Promise<() => void> {
  const root = document.documentElement
  const theme = root.dataset['theme']
  root.dataset['theme'] = 'light'
  root.dataset['printing'] = ''
  for (let frame = 0; frame < framesToDraw; frame += 1)
    await new Promise((resolve) => void requestAnimationFrame(resolve))
  return () => {
    delete root.dataset['printing']
    if (theme !== undefined) root.dataset['theme'] = theme
  }
}

/** Opens the system's dialog for printing. */
export async function printPage(): Promise<void> {
  const putBack = await dressForPaper()
  window.addEventListener('afterprint', putBack, { once: true })
  window.print()
}

/** @param save writes the page as it is then */
export async function saveAsPdf<T>(save: () => Promise<T>): Promise<T> {
  const putBack = await dressForPaper()
  try {
    return await save()
  } finally {
    putBack()
  }
}
