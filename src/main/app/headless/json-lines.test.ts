import { PassThrough } from 'node:stream'
import { describe, expect, it, vi } from 'vitest'
import { takeStdout } from './json-lines'

function collect() {
  const stream = new PassThrough()
  let text = ''
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => text }
}

describe('takeStdout', () => {
  it('lets only results through to stdout; what else is written there goes to stderr', async () => {
    const out = collect()
    const err = collect()
    const results = takeStdout(out.stream, err.stream)
    out.stream.write('a library says hello\n')
    results.line({ input: 'a', note: 'zwei\nZeilen' })
    await results.flush()
    expect(out.text()).toBe('{"input":"a","note":"zwei\\nZeilen"}\n')
    expect(err.text()).toBe('a library says hello\n')
  })

  it('ends the program when nobody reads any more', () => {
    const exit = vi.fn()
    const out = collect()
    takeStdout(out.stream, collect().stream, exit)
    out.stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
    expect(exit).toHaveBeenCalledWith(130)
  })
})
