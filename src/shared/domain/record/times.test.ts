import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIsoTime, RecordTime, recordTime, timeBounds, zoneOffsetMinutes } from './times'

const iso = (text: string, zone: string | number = 'UTC') => parseIsoTime(text, zone)?.iso ?? null

describe('a time as it is written', () => {
  test.each([
    ['1950', '1950', 'year'],
    ['1950-02', '1950-02', 'month'],
    ['1950-02-03', '1950-02-03', 'day'],
    ['2026-03-01T08:05', '2026-03-01T08:05:00.000Z', 'minute'],
    ['2026-03-01T08:05:06+02:00', '2026-03-01T06:05:06.000Z', 'second'],
    ['2026-03-01T08:05:06.1234Z', '2026-03-01T08:05:06.123Z', 'millisecond'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.000Z', 'second'],
    ['2026-03-01 24:00', '2026-03-02T00:00:00.000Z', 'minute'],
  ])('%s', (text, expected, precision) =>
    expect(parseIsoTime(text, 'UTC')).toMatchObject({ iso: expected, precision }),
  )

  test.each([
    '',
    '2026-13',
    '2026-02-29',
    '2026-02-30',
    '2026-03-01T25:00',
    '2026-03-01T08:61',
    '0000',
    'today',
    '2026-03-01T08:05:06+99:00',
  ])('%j does not exist', (text) => expect(iso(text)).toBeNull())

  test('says whether its zone was stated', () => {
    expect(parseIsoTime('2026-03-01T08:05:06+02:00', 'UTC')?.offsetMinutes).toBe(120)
    expect(parseIsoTime('2026-03-01T08:05:06', 120)).toEqual({
      iso: '2026-03-01T06:05:06.000Z',
      precision: 'second',
    })
  })
})

// Offsets as the IANA time zone database has them; the C library of a Debian gave the same.
describe('a place', () => {
  test.each([
    ['2026-01-15T12:00:00', 'Europe/Berlin', '2026-01-15T11:00:00.000Z'],
    ['2026-07-15T12:00:00', 'Europe/Berlin', '2026-07-15T10:00:00.000Z'],
    ['2026-07-15T12:00:00', 'Asia/Shanghai', '2026-07-15T04:00:00.000Z'],
    // the hour that is left out (2 to 3) and the one that is repeated (2 to 3)
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-07-15T12:00:00', 'America/New_York', '2026-07-15T16:00:00.000Z'],
    ['2150-07-15T12:00:00', 'Asia/Kolkata', '2150-07-15T06:30:00.000Z'],
  ])('%s in %s', (text, zone, expected) => expect(iso(text, zone)).toBe(expected))

  test('that does not exist is an error of whoever asked', () =>
    expect(() => zoneOffsetMinutes(0, 'Nowhere/City')).toThrow(RangeError))
})

test('whatever the parts: a valid time, or none', () => {
  const part = fc.option(fc.integer({ min: -2, max: 70 }), { nil: undefined })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3000 }),
      part,
      part,
      part,
      part,
      part,
      (year, month, day, hour, minute, second) => {
        const parts = Object.fromEntries(
          Object.entries({ year, month, day, hour, minute, second }).filter(
            ([, value]) => value !== undefined,
          ),
        )
        const made = recordTime({ year, ...parts }, 'UTC')
        if (made === null) return
        expect(RecordTime.safeParse(made).success).toBe(true)
        const { startMs, endMs } = timeBounds(made)
        expect(endMs).toBeGreaterThanOrEqual(startMs)
      },
    ),
  )
})
