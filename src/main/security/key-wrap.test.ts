import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deriveKeys, eraseKeys, passwordKey, unwrapKey, wrapKey } from './key-wrap'

const cheap = { N: 2 ** 14, r: 8, p: 1 }

test('only the same key and purpose unwrap, and no changed bit does', () => {
  const [master, by] = [randomBytes(32), randomBytes(32)]
  const wrapped = wrapKey(master, by, 'purpose')
  expect(unwrapKey(wrapped, by, 'purpose')).toEqual(master)
  expect(unwrapKey(wrapped, by, 'other purpose')).toBeNull()
  expect(unwrapKey(wrapped, randomBytes(32), 'purpose')).toBeNull()
  const field = fc.constantFrom<keyof typeof wrapped>('nonce', 'cipherText', 'tag')
  fc.assert(
    fc.property(field, fc.nat(1000), fc.nat(7), (name, at, bit) => {
      const bytes = Buffer.from(wrapped[name], 'base64')
      bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << bit)
      expect(unwrapKey({ ...wrapped, [name]: bytes.toString('base64') }, by, 'purpose')).toBeNull()
    }),
  )
})

test('a password gives the same key in every Unicode form, and each salt another', async () => {
  const salt = randomBytes(32)
  const key = await passwordKey('Ångström 张三', salt, cheap)
  expect(await passwordKey('Ångström 张三'.normalize('NFD'), salt, cheap)).toEqual(key)
  expect(await passwordKey('Ångström 张三', randomBytes(32), cheap)).not.toEqual(key)
  expect(await passwordKey('Angstrom 张三', salt, cheap)).not.toEqual(key)
})

test('the three keys are fixed by master key and vault, differ, and can be erased', () => {
  const master = Buffer.alloc(32, 7)
  const keys = deriveKeys(master, 'vault-a')
  expect(deriveKeys(master, 'vault-a')).toEqual(keys)
  expect(deriveKeys(master, 'vault-b').database).not.toEqual(keys.database)
  const all = [keys.database, keys.blobs, keys.names].map((key) => Buffer.from(key).toString('hex'))
  expect(new Set(all).size).toBe(3)
  eraseKeys(keys)
  expect([...keys.database, ...keys.blobs, ...keys.names].every((byte) => byte === 0)).toBe(true)
})
