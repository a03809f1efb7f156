import { describe, expect, it, vi } from 'vitest'

vi.mock('electron', () => ({ app: {} }))

const { findDebuggingSwitch, quietChromium } = await import('./chromium-switches')

describe('quietChromium', () => {
  it('fails every name look-up and background request', () => {
    const appended = new Map<string, string | undefined>()
    quietChromium({
      appendSwitch: (name: string, value?: string) => appended.set(name, value),
    } as unknown as Electron.CommandLine)
    expect(appended.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND')
    expect(appended.has('disable-background-networking')).toBe(true)
    expect(appended.has('disable-component-update')).toBe(true)
  })
})

describe('findDebuggingSwitch', () => {
  it.each(['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk'])(
    'finds --%s',
    (name) => {
      expect(findDebuggingSwitch({ hasSwitch: (asked) => asked === name })).toBe(name)
    },
  )

  it('finds nothing in an ordinary start', () => {
    expect(findDebuggingSwitch({ hasSwitch: () => false })).toBeNull()
  })
})
