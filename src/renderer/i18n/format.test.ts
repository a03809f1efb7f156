import { describe, expect, it } from 'vitest'
import { formattersFor } from './format'

const en = formattersFor('en')
const zh = formattersFor('zh-CN')

describe('formatters', () => {
  it('writes calendar dates without moving them between time zones', () => {
    expect(en.date('2024-03-07')).toBe('7 Mar 2024')
    expect(zh.date('2024-03-07')).toBe('2024年3月7日')
    expect(en.date(null)).toBe('')
  })

  it('keeps a study’s clock time as it was recorded', () => {
    expect(en.dateAndTime('2024-12-31', '23:59:58')).toBe('31 Dec 2024 23:59')
    expect(zh.dateAndTime('2024-12-31', null)).toBe('2024年12月31日')
  })

  it('keeps value and unit together', () => {
    expect(en.quantity(1234.5, 'mm', 1)).toBe('1,234.5\u202fmm')
    expect(en.quantity(-1000, 'HU')).toBe('-1,000\u202fHU')
    expect(en.percent(0.8349)).toBe('83%')
    expect(en.percent(0.8349, 1)).toBe('83.5%')
  })

  it('says a time of the record as exactly as its source did', () => {
    expect(en.recordTime({ iso: '1950', precision: 'year' })).toBe('1950')
    expect(zh.recordTime({ iso: '1950', precision: 'year' })).toBe('1950年')
    expect(en.recordTime({ iso: '1950-03', precision: 'month' })).toBe('Mar 1950')
    expect(zh.recordTime({ iso: '1950-03', precision: 'month' })).toBe('1950年3月')
    expect(en.recordTime({ iso: '1950-03-07', precision: 'day' })).toBe('7 Mar 1950')
  })

  it('keeps the digits that a source wrote', () => {
    expect(en.measured({ value: 7.4, unit: '1', decimals: 2 })).toBe('7.40')
    expect(en.measured({ value: 0.123456789, unit: 'mm[Hg]' })).toBe('0.123457\u202fmmHg')
    expect(zh.measured({ value: 5, unit: 'mg/L', comparator: '<=' })).toBe('≤5\u202fmg/L')
  })

  it('names byte counts by the unit that fits', () => {
    expect(en.bytes(1)).toBe('1 byte')
    expect(en.bytes(0)).toBe('0 bytes')
    expect(en.bytes(999)).toBe('999 bytes')
    expect(en.bytes(1_500_000)).toBe('1.5 MB')
    expect(en.bytes(2_000_000_000)).toBe('2 GB')
  })
})
