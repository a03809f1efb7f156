import { describe, expect, it } from 'vitest'
import { cacheBytes, chooseRendering } from './choose-rendering'

const gpu = { webgl2: true, softwareRasterizer: false, renderer: 'A graphics card' }
const software = { webgl2: true, softwareRasterizer: true, renderer: 'SwiftShader' }
const none = { webgl2: false, softwareRasterizer: false, renderer: '' }

describe('chooseRendering', () => {
  it('uses a real GPU and nothing that only looks like one', () => {
    expect(chooseRendering('auto', gpu)).toMatchObject({ mode: 'webgl2', reason: 'gpu' })
    expect(chooseRendering('auto', software)).toMatchObject({ mode: 'cpu', reason: 'software-rasteriser' })
    expect(chooseRendering('auto', none)).toMatchObject({ mode: 'cpu', reason: 'no-webgl2' })
  })
  it('follows the reader where that is possible', () => {
    expect(chooseRendering('cpu', gpu)).toMatchObject({ mode: 'cpu', reason: 'chosen' })
    expect(chooseRendering('webgl2', software)).toMatchObject({ mode: 'webgl2', reason: 'chosen' })
    expect(chooseRendering('webgl2', none)).toMatchObject({ mode: 'cpu', reason: 'no-webgl2' })
  })
})

describe('cacheBytes', () => {
  it('is a quarter of the memory within its bounds', () => {
    expect(cacheBytes(4)).toBe(2 ** 30)
    expect(cacheBytes(1)).toBe(512 * 2 ** 20)
    expect(cacheBytes(8)).toBe(2 * 2 ** 30)
    expect(cacheBytes(undefined)).toBe(2 ** 30)
  })
})
