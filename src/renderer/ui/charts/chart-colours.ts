/** The colours that charts take from the theme; series by Okabe and Ito (Color Universal Design, 2008). */
import { useSyncExternalStore } from 'react'

export interface ChartColours {
  text: string
  quiet: string
  line: string
  surface: string
  /** told apart by everybody; each series has a line style or a shape of its own as well */
  series: readonly [string, string, string, string, string, string]
  alarm: string
  font: string
}

const bright = ['#56b4e9', '#e69f00', '#3ccb9b', '#cc79a7', '#f0e442', '#d0d0d4'] as const
const dark = ['#0072b2', '#b35900', '#007a57', '#a3487f', '#6b6200', '#45454a'] as const

let known: { theme: string; colours: ChartColours } | null = null

function read(): ChartColours {
  const root = document.documentElement
  const theme = `${root.dataset['theme'] ?? 'dark'} ${root.lang}`
  if (known?.theme === theme) return known.colours
  const style = getComputedStyle(root)
  const value = (name: string) => style.getPropertyValue(name).trim()
  const colours: ChartColours = {
    text: value('--text-2'),
    quiet: value('--text-3'),
    line: value('--border-strong'),
    surface: value('--surface-1'),
    series: theme.startsWith('light') ? dark : bright,
    alarm: value('--danger'),
    font: value('--font-ui'),
  }
  known = { theme, colours }
  return colours
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'lang'] })
  return () => observer.disconnect()
}

/** Of the theme in use; the same object until the theme changes. */
export const useChartColours = (): ChartColours => useSyncExternalStore(subscribe, read)
