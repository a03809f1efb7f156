import { describe, expect, it } from 'vitest'
import { contrastOf, isColour } from './pixel-facts'

const rgb = (count: number, pixel: (index: number) => [number, number, number]) =>
  new Uint8Array(Array.from({ length: count }, (_, index) => pixel(index)).flat())

describe('isColour', () => {
  it('takes a grey film saved as RGB, with the noise of JPEG, for grey', () => {
    expect(isColour(rgb(1000, (index) => [index % 256, (index % 256) ^ 3, index % 256]))).toBe(false)
  })
  it('forgives a small coloured mark', () => {
    expect(isColour(rgb(1000, (index) => (index < 9 ? [255, 0, 0] : [90, 90, 90])))).toBe(false)
  })
  it('sees a photograph', () => {
    expect(isColour(rgb(1000, (index) => (index < 200 ? [200, 120, 90] : [90, 90, 90])))).toBe(true)
  })
})

describe('contrastOf', () => {
  it('is the span between the percentiles', () => {
    expect(contrastOf(Uint8Array.from({ length: 256 }, (_, index) => index))).toBe(250)
  })
  it('is 0 for a flat image, even with one bright pixel', () => {
    const flat = new Uint8Array(10_000).fill(17)
    flat[3] = 255
    expect(contrastOf(flat)).toBe(0)
  })
})
