import { describe, expect, it } from 'vitest'
import { chooseScaleBar } from './scale-bar'

describe('chooseScaleBar', () => {
  it('takes the largest round length that fits', () => {
    expect(chooseScaleBar(137)?.length).toBe(100)
    expect(chooseScaleBar(50)?.length).toBe(50)
    expect(chooseScaleBar(49.9)?.length).toBe(20)
    expect(chooseScaleBar(1.99)?.length).toBe(1)
    expect(chooseScaleBar(0.07)?.length).toBeCloseTo(0.05)
  })
  it('says which share of the room it takes', () => {
    expect(chooseScaleBar(80)?.share).toBeCloseTo(50 / 80)
  })
  it('has none without room', () => {
    expect(chooseScaleBar(0)).toBeNull()
    expect(chooseScaleBar(Number.NaN)).toBeNull()
    expect(chooseScaleBar(Infinity)).toBeNull()
  })
})
