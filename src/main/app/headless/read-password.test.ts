import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readPassword } from './read-password'

const stdin = (text: string, isTTY = false) => {
  const stream = Object.assign(new PassThrough(), { isTTY })
  stream.end(text)
  return stream as unknown as NodeJS.ReadStream
}

describe('readPassword', () => {
  it('prefers the environment, and takes it out so that children do not inherit it', async () => {
    const environment = { VESALIUS_PASSWORD: 'from the environment' }
    expect(await readPassword(environment, stdin('from stdin\n'))).toBe('from the environment')
    expect(environment).toEqual({})
  })

  it('takes the first line of standard input, blanks included', async () => {
    expect(await readPassword({}, stdin(' a b \nnext\n'))).toBe(' a b ')
    expect(await readPassword({}, stdin('without an end of line'))).toBe('without an end of line')
  })

  it('has none when standard input is empty or a terminal', async () => {
    expect(await readPassword({}, stdin(''))).toBeNull()
    expect(await readPassword({}, stdin('\n'))).toBeNull()
    expect(await readPassword({}, stdin('typed\n', true))).toBeNull()
  })
})
