import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fittingTimePatterns, spreadsheetDays, timePattern, usualTimePatterns } from './time-pattern'

const read = (pattern: string, text: string, zone: string | number = 'UTC') =>
  timePattern(pattern)?.read(text, zone)

describe('a time pattern', () => {
  test.each([
    ['YYYY-MM-DD HH:mm:ss', '2024-03-05 08:10:59', '2024-03-05T08:10:59.000Z', 'second'],
    ['D.M.YYYY H:mm', '5.3.2024 8:10', '2024-03-05T08:10:00.000Z', 'minute'],
    ['M/D/YYYY h:mm A', '3/5/2024 12:05 am', '2024-03-05T00:05:00.000Z', 'minute'],
    ['M/D/YYYY h:mm A', '3/5/2024 12:05 p.m.', '2024-03-05T12:05:00.000Z', 'minute'],
    ['YYYY年M月D日H时m分', '2024年3月5日8时5分', '2024-03-05T08:05:00.000Z', 'minute'],
    ['YYYY年M月D日 A h:mm', '２０２４年3月5日 下午 3:07', '2024-03-05T15:07:00.000Z', 'minute'],
    ['YYYYMMDDHHmmss', '20240305081059', '2024-03-05T08:10:59.000Z', 'second'],
    ['D-MMM-YYYY', '05-Mar-2024', '2024-03-05', 'day'],
    ['YYYY', '1961', '1961', 'year'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2024-03-05T08:10:59+08:00', '2024-03-05T00:10:59.000Z', 'second'],
    [spreadsheetDays, '45356.5', '2024-03-05T12:00:00.000Z', 'second'],
    [spreadsheetDays, '45356', '2024-03-05', 'day'],
  ])('%s reads %s', (pattern, text, iso, precision) => {
    expect(read(pattern, text)).toMatchObject({ iso, precision })
  })

  test('applies the zone only where the text states none', () => {
    expect(read('YYYY-MM-DD HH:mm', '2024-03-05 08:10', 'Asia/Shanghai')?.iso).toBe(
      '2024-03-05T00:10:00.000Z',
    )
    expect(read('YYYY-MM-DD HH:mmZ', '2024-03-05 08:10+01:00', 'Asia/Shanghai')).toMatchObject({
      iso: '2024-03-05T07:10:00.000Z',
      offsetMinutes: 60,
    })
  })

  test.each([
    ['D.M.YYYY', '31.2.2024'],
    ['D.M.YYYY', '1.13.2024'],
    ['D.M.YYYY', '1.1.24'],
    ['YYYY-MM-DD HH:mm', '2024-03-05 25:00'],
    ['M/D/YYYY h:mm A', '3/5/2024 13:00 pm'],
    ['YYYY-MM-DD', 'x2024-03-05'],
    [spreadsheetDays, '59'],
  ])('%s refuses %s', (pattern, text) => expect(read(pattern, text)).toBeNull())

  test.each(['', 'MM-DD', 'YYYY YYYY', 'YYYY-MM-M'])('%j is none', (pattern) =>
    expect(timePattern(pattern)).toBeNull(),
  )

  test('takes nothing in its text for an expression', () => {
    expect(read('YYYY(.*)', '2024abc')).toBeNull()
    expect(read('YYYY(.*)', '2024(.*)')).toMatchObject({ iso: '2024' })
  })

  test('gives every date back that it can write', () => {
    const date = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(date, (value) => {
        const iso = value.toISOString()
        const [year = '', month = '', day = ''] = iso.slice(0, 10).split('-')
        expect(read('YYYY-MM-DD HH:mm:ss', iso.slice(0, 19).replace('T', ' '))?.iso).toBe(
          `${iso.slice(0, 19)}.000Z`,
        )
        expect(read('D.M.YYYY', `${Number(day)}.${Number(month)}.${year}`)?.iso).toBe(iso.slice(0, 10))
        expect(fittingTimePatterns([`${day}/${month}/${year}`]).includes('M/D/YYYY')).toBe(Number(day) <= 12)
      }),
    )
  })

  test('there is no usual one that is none, and text never makes one throw', () => {
    const compiled = usualTimePatterns.map((pattern) => timePattern(pattern))
    expect(compiled).not.toContain(null)
    fc.assert(
      fc.property(fc.string(), fc.string(), (pattern, text) => {
        timePattern(pattern)?.read(text, 'UTC')
        for (const one of compiled) one?.read(text, 'UTC')
      }),
    )
  })
})
