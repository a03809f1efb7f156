import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ app: {} }))

const { isAllowedRequest } = await import('./hardening')

describe('isAllowedRequest', () => {
  it.each(['app://ui/index.html', 'study://frame/1/0', 'data:image/png;base64,AA==', 'blob:app://ui/2f1c'])(
    'lets %s through',
    (address) => {
      expect(isAllowedRequest(address, true)).toBe(true)
    },
  )

  it.each([
    'https://example.org/',
    'http://127.0.0.1/',
    'ws://127.0.0.1/',
    'file:///etc/hostname',
    'app://ui.evil/index.html',
    'app://other/',
    'blob:https://example.org/2f1c',
    'blob:app://ui.evil/2f1c',
    'chrome://gpu/',
    'devtools://devtools/bundled/inspector.html',
    'ftp://example.org/',
    '',
  ])('cancels %s', (address) => {
    expect(isAllowedRequest(address, true)).toBe(false)
  })

  it('knows the developer tools in a checkout only', () => {
    expect(isAllowedRequest('devtools://devtools/bundled/inspector.html', false)).toBe(true)
  })
})
