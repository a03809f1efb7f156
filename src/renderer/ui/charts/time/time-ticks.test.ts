import { expect, test } from 'vitest'
import { timeTicks } from './time-ticks'

const at = (year: number, month = 1, day = 1, hour = 0, minute = 0) =>
  new Date(year, month - 1, day, hour, minute).getTime()

test('a day has marks at full hours, and midnight begins a day', () => {
  const ticks = timeTicks(at(2026, 3, 1, 22), at(2026, 3, 2, 6, 30), 9)
  expect(ticks.map(({ ms }) => new Date(ms).getHours())).toEqual([22, 23, 0, 1, 2, 3, 4, 5, 6])
  expect(ticks[2]?.unit).toBe('day')
  expect(ticks[3]?.unit).toBe('hour')
})

test('a decade has marks at years, and a year at months', () => {
  expect(timeTicks(at(2010, 6), at(2020, 6), 12).map(({ ms }) => new Date(ms).getFullYear())).toEqual([
    2011, 2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2020,
  ])
  const months = timeTicks(at(2025, 11, 15), at(2026, 3, 15), 6)
  expect(months.map(({ unit }) => unit)).toEqual(['month', 'year', 'month', 'month'])
})

test('weeks begin on Mondays, whatever the year', () => {
  for (const year of [1962, 2026, 2143])
    for (const { ms } of timeTicks(at(year, 4), at(year, 6), 9)) expect(new Date(ms).getDay()).toBe(1)
})

test('there are never many more marks than asked for, from minutes to centuries', () => {
  for (const length of [60_000, 3.6e6, 8.64e7, 2.6e9, 3.2e10, 3.2e12]) {
    const ticks = timeTicks(at(2026), at(2026) + length, 8)
    expect(ticks.length).toBeGreaterThanOrEqual(1)
    expect(ticks.length).toBeLessThanOrEqual(10)
    expect(ticks.map(({ ms }) => ms)).toEqual(ticks.map(({ ms }) => ms).toSorted((a, b) => a - b))
  }
})
