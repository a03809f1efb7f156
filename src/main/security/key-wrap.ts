/** How the master key is wrapped and what is derived from it. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { z } from 'zod'
import type { VaultKeys } from './keys'

const Base64 = (bytes: number) =>
  z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes, `not ${bytes} bytes`)

/** AES-256-GCM of the 32-byte master key. */
export const WrappedKey = z.strictObject({ nonce: Base64(12), cipherText: Base64(32), tag: Base64(16) })
export type WrappedKey = z.infer<typeof WrappedKey>

/** scrypt's cost; the bounds keep a changed file from making it free or endless. Memory: 128 · N · r bytes. */
export const ScryptCost = z.strictObject({
  N: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 20)
    .refine((n) => Number.isInteger(Math.log2(n))),
  r: z.number().int().min(8).max(16),
  p: z.number().int().min(1).max(4),
})
export type ScryptCost = z.infer<typeof ScryptCost>

export const defaultCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 }

/** The key a password gives, 32 bytes; computed on libuv's thread pool. */
export function passwordKey(password: string, salt: Uint8Array, { N, r, p }: ScryptCost): Promise<Buffer> {
  // The same password typed on another keyboard may come in another Unicode form.
  const text = Buffer.from(password.normalize('NFKC'), 'utf8')
  return new Promise((resolve, reject) => {
    scrypt(text, salt, 32, { N, r, p, maxmem: 128 * N * r * p + (1 << 25) }, (error, key) => {
      text.fill(0)
      if (error) reject(error)
      else resolve(key)
    })
  })
}

/** The recovery key is random: it needs no stretching. */
export function recoveryWrapKey(recoveryKey: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', recoveryKey, salt, 'vesalius recovery v1', 32))
}

/** @param purpose bound into the tag, so that one wrap cannot be put in another's place */
export function wrapKey(master: Uint8Array, by: Uint8Array, purpose: string): WrappedKey {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', by, nonce)
  cipher.setAAD(Buffer.from(purpose))
  const cipherText = Buffer.concat([cipher.update(master), cipher.final()])
  return {
    nonce: nonce.toString('base64'),
    cipherText: cipherText.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
  }
}

/** The master key, or null when `by` is not the key it was wrapped with. */
export function unwrapKey(wrapped: WrappedKey, by: Uint8Array, purpose: string): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', by, Buffer.from(wrapped.nonce, 'base64'), {
    authTagLength: 16,
  })
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(Buffer.from(wrapped.tag, 'base64'))
  try {
    return Buffer.concat([decipher.update(Buffer.from(wrapped.cipherText, 'base64')), decipher.final()])
  } catch {
    return null
  }
}

export function deriveKeys(master: Uint8Array, vaultId: string): VaultKeys {
  const derive = (purpose: string) =>
    new Uint8Array(hkdfSync('sha256', master, vaultId, `vesalius ${purpose} v1`, 32))
  return { database: derive('database'), blobs: derive('blobs'), names: derive('names') }
}

export function eraseKeys(keys: VaultKeys): void {
  for (const key of [keys.database, keys.blobs, keys.names]) key.fill(0)
}
