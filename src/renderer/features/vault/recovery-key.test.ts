import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupsToConfirm, keyGroups, sameGroup } from './recovery-key'

describe('the recovery key', () => {
  it('is read in groups', () => {
    expect(keyGroups('AB1CD-2EF3G H4JK5')).toEqual(['AB1CD', '2EF3G', 'H4JK5'])
  })

  it('asks for two different groups in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.nat(999), fc.nat(999), (count, a, b) => {
        const numbers = [a / 1000, b / 1000]
        const [first, second] = groupsToConfirm(count, () => numbers.shift() ?? 0)
        expect(first).toBeGreaterThanOrEqual(1)
        expect(second).toBeLessThanOrEqual(count)
        expect(first).toBeLessThan(second)
      }),
    )
  })

  it('forgives how a group is typed, not what', () => {
    expect(sameGroup(' ab1 0d', 'AB10D')).toBe(true)
    expect(sameGroup('ａｂ１ｏｄ', 'AB10D')).toBe(true)
    expect(sameGroup('ABLOD', 'AB10D')).toBe(true)
    expect(sameGroup('AB10E', 'AB10D')).toBe(false)
    expect(sameGroup('', 'AB10D')).toBe(false)
  })
})
