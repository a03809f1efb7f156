/**
 * Keyboard shortcuts as text: 'Mod+K', 'Alt+1', 'Shift+ArrowUp', '/', '?', 'F'. `Mod` is Control, and Command on a Mac.
 * Keys are `KeyboardEvent.key` names; letters are upper case. A character that needs Shift to be typed ('?') is written alone.
 */
interface Combination {
  key: string
  mod: boolean
  alt: boolean
  shift: boolean
}

export const isMac = (): boolean => typeof navigator !== 'undefined' && navigator.userAgent.includes('Mac')

export function parseShortcut(shortcut: string): Combination {
  const words = shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+')
  if (shortcut === '+') return { key: '+', mod: false, alt: false, shift: false }
  return {
    key: words.at(-1) ?? '',
    mod: words.includes('Mod'),
    alt: words.includes('Alt'),
    shift: words.includes('Shift'),
  }
}

const isLetterOrDigit = (key: string) => /^[A-Z0-9]$/.test(key)

type PressedKey = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * True when the event is this combination. Letters and digits also match by their place on the keyboard, so that
 * shortcuts work under an input method or a non-Latin layout.
 */
export function matchesShortcut(event: PressedKey, shortcut: string, mac = isMac()): boolean {
  const wanted = parseShortcut(shortcut)
  const mod = mac ? event.metaKey : event.ctrlKey
  const otherMod = mac ? event.ctrlKey : event.metaKey
  if (mod !== wanted.mod || otherMod || event.altKey !== wanted.alt) return false
  if (isLetterOrDigit(wanted.key)) {
    if (event.shiftKey !== wanted.shift) return false
    const code = /\d/.test(wanted.key) ? `Digit${wanted.key}` : `Key${wanted.key}`
    return event.key.toUpperCase() === wanted.key || (event.code === code && !/^[a-z0-9]$/i.test(event.key))
  }
  // Punctuation says by itself whether Shift was needed for it.
  if (wanted.key.length > 1 && event.shiftKey !== wanted.shift) return false
  return event.key === wanted.key
}

const symbols: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ' ': 'Space',
}

/** The key caps to show, e.g. ['Ctrl', 'K']. */
export function shortcutCaps(shortcut: string, mac = isMac()): string[] {
  const { key, mod, alt, shift } = parseShortcut(shortcut)
  return [
    ...(mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(shift ? [mac ? '⇧' : 'Shift'] : []),
    symbols[key] ?? key,
  ]
}

/** For aria-keyshortcuts (WAI-ARIA 1.2, 6.6). */
export const ariaShortcut = (shortcut: string, mac = isMac()): string =>
  shortcut.replace('Mod', mac ? 'Meta' : 'Control')
