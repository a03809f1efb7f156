import { describe, expect, it } from 'vitest'
import { ariaShortcut, matchesShortcut, parseShortcut, shortcutCaps } from './shortcut'

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('shortcuts', () => {
  it('reads combinations, the plus key included', () => {
    expect(parseShortcut('Mod+Shift+K')).toEqual({ key: 'K', mod: true, alt: false, shift: true })
    expect(parseShortcut('+')).toEqual({ key: '+', mod: false, alt: false, shift: false })
    expect(parseShortcut('Mod++')).toEqual({ key: '+', mod: true, alt: false, shift: false })
  })

  it('needs exactly the named modifiers', () => {
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'Mod+K', false)).toBe(true)
    expect(matchesShortcut(press('k'), 'Mod+K', false)).toBe(false)
    expect(matchesShortcut(press('k', { ctrlKey: true, altKey: true }), 'Mod+K', false)).toBe(false)
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'K', false)).toBe(false)
    expect(matchesShortcut(press('K', { shiftKey: true }), 'K', false)).toBe(false)
  })

  it('takes Command for Mod on a Mac', () => {
    expect(matchesShortcut(press('k', { metaKey: true }), 'Mod+K', true)).toBe(true)
    expect(matchesShortcut(press('k', { ctrlKey: true }), 'Mod+K', true)).toBe(false)
    expect(shortcutCaps('Mod+K', true)).toEqual(['⌘', 'K'])
    expect(ariaShortcut('Mod+K', true)).toBe('Meta+K')
  })

  it('matches letters by place under other scripts, but never a different Latin letter', () => {
    expect(matchesShortcut(press('л', { code: 'KeyK', ctrlKey: true }), 'Mod+K', false)).toBe(true)
    expect(matchesShortcut(press('¡', { code: 'Digit1', altKey: true }), 'Alt+1', false)).toBe(true)
    expect(matchesShortcut(press('q', { code: 'KeyA' }), 'A', false)).toBe(false)
  })

  it('takes punctuation with or without Shift, as the layout needs it', () => {
    expect(matchesShortcut(press('?', { shiftKey: true }), '?', false)).toBe(true)
    expect(matchesShortcut(press('/', { shiftKey: true }), '/', false)).toBe(true)
    expect(matchesShortcut(press('ArrowUp', { shiftKey: true }), 'ArrowUp', false)).toBe(false)
  })

  it('shows key caps', () => {
    expect(shortcutCaps('Alt+ArrowUp', false)).toEqual(['Alt', '↑'])
    expect(shortcutCaps('Mod+Shift+Z', false)).toEqual(['Ctrl', 'Shift', 'Z'])
  })
})
