import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoDate, parseTypedDate } from './calendar'

describe('typed dates', () => {
  it('are read with the year first', () => {
    for (const text of [
      '2024-03-07',
      '2024-3-7',
      '2024/3/7',
      '2024.03.07',
      '20240307',
      ' 2024年3月7日 ',
      '２０２４-３-７',
    ]) {
      expect(parseTypedDate(text), text).toBe('2024-03-07')
    }
  })

  it('are not guessed at', () => {
    for (const text of [
      '',
      '03/07/2024',
      '7.3.2024',
      '2024-13-01',
      '2023-02-29',
      '2024-00-10',
      '2024',
      '240307',
      'today',
    ]) {
      expect(parseTypedDate(text), text).toBeNull()
    }
  })

  it('come back from every calendar date', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (day) => {
          const iso = isoDate(day)
          expect(parseTypedDate(iso)).toBe(iso)
          expect(parseTypedDate(iso.replaceAll('-', ''))).toBe(iso)
        },
      ),
    )
  })
})
