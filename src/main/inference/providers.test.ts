import { describe, expect, it } from 'vitest'
import { hasHardwareAdapter, providerChain } from './providers'

describe('providerChain', () => {
  it.each([
    ['win32', true, undefined, ['dml', 'cuda', 'webgpu', 'cpu']],
    ['darwin', true, undefined, ['coreml', 'webgpu', 'cpu']],
    ['linux', true, undefined, ['cuda', 'webgpu', 'cpu']],
    ['linux', false, undefined, ['cuda', 'cpu']],
    ['freebsd', true, undefined, ['cpu']],
    ['linux', false, 'webgpu', ['webgpu', 'cpu']],
    ['linux', true, 'cpu', ['cpu']],
    ['linux', true, ' CUDA, nonsense ,cuda', ['cuda', 'cpu']],
    ['linux', false, ' ', ['cuda', 'cpu']],
  ] as const)('%s, real adapter %s, override %s', (platform, real, override, expected) => {
    expect(providerChain(platform, real, override)).toEqual(expected)
  })
})

describe('hasHardwareAdapter', () => {
  it('does not take a software renderer for one', () => {
    expect(hasHardwareAdapter([])).toBe(false)
    expect(hasHardwareAdapter([{ vendorId: 0 }, { vendorId: 0x1ae0 }])).toBe(false)
    expect(hasHardwareAdapter([{ vendorId: 0x1ae0 }, { vendorId: 0x10de }])).toBe(true)
  })
})
