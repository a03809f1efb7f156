import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseCommandLine } from './command-line'

describe('parseCommandLine', () => {
  it('starts the window without --cli', () => {
    expect(parseCommandLine(['vesalius'])).toEqual({ profileDir: undefined, headless: undefined })
  })

  it('reads the profile in both spellings, as an absolute path', () => {
    expect(parseCommandLine(['vesalius', '--profile', 'a b']).profileDir).toBe(resolve('a b'))
    expect(parseCommandLine(['vesalius', '--profile=c']).profileDir).toBe(resolve('c'))
  })

  it('gives everything behind --cli to the command, and still finds its profile', () => {
    expect(parseCommandLine(['vesalius', '--cli', 'list', '--profile', '/p'])).toEqual({
      profileDir: resolve('/p'),
      headless: ['list', '--profile', '/p'],
    })
  })
})
