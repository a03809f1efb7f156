import { describe, expect, it } from 'vitest'
import { dateRange } from './date-presets'

const nothing = { from: null, to: null }

describe('date presets', () => {
  it('count today as one of the days', () => {
    const today = new Date(2024, 2, 3)
    expect(dateRange('today', nothing, today)).toEqual({ from: '2024-03-03', to: '2024-03-03' })
    expect(dateRange('week', nothing, today)).toEqual({ from: '2024-02-26', to: '2024-03-03' })
    expect(dateRange('month', nothing, today)).toEqual({ from: '2024-02-03', to: '2024-03-03' })
    expect(dateRange('year', nothing, today)).toEqual({ from: '2023-03-04', to: '2024-03-03' })
  })

  it('leaves open ends open', () => {
    expect(dateRange('any', { from: '2020-01-01', to: null }, new Date())).toEqual(nothing)
    expect(dateRange('custom', { from: '2020-01-01', to: null }, new Date())).toEqual({
      from: '2020-01-01',
      to: null,
    })
  })
})
