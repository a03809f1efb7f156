import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRecoveryKey, encodeRecoveryKey } from './recovery-key'

const key = fc.uint8Array({ minLength: 20, maxLength: 20 })
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const wrong = expect.objectContaining({ code: 'VAULT_WRONG_RECOVERY_KEY' })

test('every key comes back, however it is written', () => {
  fc.assert(
    fc.property(key, (bytes) => {
      const text = encodeRecoveryKey(bytes)
      expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/)
      const sloppy = [
        text.toLowerCase(),
        text.replaceAll('-', ''),
        text.replaceAll('-', ' \n'),
        text.replaceAll('0', 'o'),
        text.replaceAll('1', 'l'),
        text.replaceAll('1', 'I'),
        text.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
      ]
      for (const form of sloppy) expect(Buffer.from(decodeRecoveryKey(form))).toEqual(Buffer.from(bytes))
    }),
  )
})

test('any one wrong sign is noticed, with its group', () => {
  fc.assert(
    fc.property(key, fc.nat(39), fc.integer({ min: 1, max: 31 }), (bytes, place, shift) => {
      const signs = [...encodeRecoveryKey(bytes).replaceAll('-', '')]
      signs[place] = alphabet[(alphabet.indexOf(signs[place] ?? '') + shift) % 32] ?? ''
      expect(() => decodeRecoveryKey(signs.join(''))).toThrow(
        expect.objectContaining({
          code: 'VAULT_WRONG_RECOVERY_KEY',
          details: { group: Math.floor(place / 5) + 1 },
        }),
      )
    }),
  )
})

test('two neighbours exchanged are noticed', () => {
  fc.assert(
    fc.property(key, fc.nat(7), fc.nat(3), (bytes, group, place) => {
      const signs = [...encodeRecoveryKey(bytes).replaceAll('-', '')]
      const at = group * 5 + place
      const [a, b] = [signs[at] ?? '', signs[at + 1] ?? '']
      fc.pre(a !== b)
      signs[at] = b
      signs[at + 1] = a
      expect(() => decodeRecoveryKey(signs.join(''))).toThrow(wrong)
    }),
  )
})

test('two groups exchanged are noticed', () => {
  fc.assert(
    fc.property(key, fc.nat(7), fc.nat(7), (bytes, a, b) => {
      const groups = encodeRecoveryKey(bytes).split('-')
      fc.pre(a !== b)
      const [first, second] = [groups[a] ?? '', groups[b] ?? '']
      groups[a] = second
      groups[b] = first
      expect(() => decodeRecoveryKey(groups.join('-'))).toThrow(wrong)
    }),
  )
})

test.each(['', 'ABCDE', 'U'.repeat(40), '0'.repeat(41), '密'.repeat(40)])('refuses %j', (text) => {
  expect(() => decodeRecoveryKey(text)).toThrow(wrong)
})
