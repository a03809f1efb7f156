import { describe, expect, it } from 'vitest'
import { join } from 'node:path'
import { resolveUiFile } from './ui-protocol'

const root = join('/', 'opt', 'a program', 'renderer')

describe('resolveUiFile', () => {
  it('names files of the folder with their types', () => {
    expect(resolveUiFile(root, 'app://ui/')).toEqual({
      path: join(root, 'index.html'),
      mimeType: 'text/html; charset=utf-8',
    })
    expect(resolveUiFile(root, 'app://ui/assets/codec-1a.wasm')?.mimeType).toBe('application/wasm')
    expect(resolveUiFile(root, 'app://ui/assets/x.js?v=1#part')?.path).toBe(join(root, 'assets', 'x.js'))
    expect(resolveUiFile(root, 'app://ui/a%20b.png')?.path).toBe(join(root, 'a b.png'))
  })

  it.each([
    ['another host', 'app://other/index.html'],
    ['another scheme', 'file:///etc/hostname.html'],
    ['a path that leaves the folder', 'app://ui/..%2f..%2fmain%2findex.js'],
    ['the same with a backslash', 'app://ui/..%5cmain%5cindex.js'],
    ['a sister folder with the same beginning', 'app://ui/..%2frenderer-other%2findex.js'],
    ['a zero byte', 'app://ui/index.html%00.png'],
    ['a broken escape', 'app://ui/%zz.html'],
    ['a file type the interface does not have', 'app://ui/secrets.env'],
    ['no address', 'not an address'],
  ])('refuses %s', (_what, address) => {
    expect(resolveUiFile(root, address)).toBeNull()
  })
})
