import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeThrown, openLog } from './logging'

let profileDir: string
beforeEach(() => {
  profileDir = mkdtempSync(join(tmpdir(), 'vesalius-log-'))
})
afterEach(() => {
  rmSync(profileDir, { recursive: true, force: true })
})

describe('openLog', () => {
  it('writes to the given stream and to a file only its owner can read', () => {
    const written: string[] = []
    openLog(profileDir, (text) => written.push(text))('vault: locked')
    const path = join(profileDir, 'logs', 'main.log')
    expect(readFileSync(path, 'utf8')).toBe(written.join(''))
    expect(written[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z vault: locked\n$/)
    expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('keeps two generations of at most 1 MiB', () => {
    const log = openLog(profileDir, () => undefined)
    const line = 'x'.repeat(100_000)
    for (let count = 0; count < 25; count += 1) log(line)
    const sizes = ['main.log', 'main.log.1'].map((name) => statSync(join(profileDir, 'logs', name)).size)
    for (const size of sizes) expect(size).toBeLessThanOrEqual(1 << 20)
  })
})

describe('describeThrown', () => {
  it('tells class, code and place, but not the message, which may quote data', () => {
    const error = Object.assign(new TypeError('cannot read DOE^JANE'), { code: 'ENOENT' })
    const text = describeThrown(error)
    expect(text).toMatch(/^TypeError ENOENT at logging\.test\.ts:\d+:\d+/)
    expect(text).not.toContain('JANE')
  })

  it('tells only the type of what is no error', () => {
    expect(describeThrown('DOE^JANE')).toBe('thrown string')
  })
})
