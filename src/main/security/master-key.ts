/** The two ways to the master key: the password (with the system's keyring where there is one) and the recovery key. */
import { hkdfSync, randomBytes } from 'node:crypto'
import { passwordKey, recoveryWrapKey, type ScryptCost, unwrapKey, wrapKey } from './key-wrap'
import type { Keyring } from './keyring'
import type { VaultFile } from './vault-file'

/**
 * Where the system has a key store, a random secret that only it can open goes into the wrapping key: a copied profile
 * can then not even be guessed at. The recovery key does not need it, so a lost key store costs no data.
 */
export async function sealByPassword(
  master: Uint8Array,
  password: string,
  vaultId: string,
  cost: ScryptCost,
  keyring: Keyring,
): Promise<VaultFile['password']> {
  const salt = randomBytes(32)
  const secret = randomBytes(32)
  const sealed = keyring.seal(secret)
  const stretched = await passwordKey(password, salt, cost)
  const by = sealed ? mixIn(stretched, secret) : stretched
  try {
    return {
      salt: salt.toString('base64'),
      scrypt: cost,
      keyring: sealed?.toString('base64') ?? null,
      wrapped: wrapKey(master, by, passwordPurpose(vaultId, cost, sealed !== null)),
    }
  } finally {
    for (const key of [by, stretched, secret]) key.fill(0)
  }
}

/** What the system's key store keeps for this vault: none when it was made without one, null when it does not open. */
export function keyringSecret({ password }: VaultFile, keyring: Keyring): Buffer | 'none' | null {
  return password.keyring === null ? 'none' : keyring.open(Buffer.from(password.keyring, 'base64'))
}

/** The master key, or null for a wrong password. Erases the key store's secret. */
export async function openByPassword(
  { vaultId, password: wrap }: VaultFile,
  password: string,
  secret: Buffer | 'none',
): Promise<Buffer | null> {
  const withKeyring = secret !== 'none'
  const stretched = await passwordKey(password, Buffer.from(wrap.salt, 'base64'), wrap.scrypt)
  const by = withKeyring ? mixIn(stretched, secret) : stretched
  try {
    return unwrapKey(wrap.wrapped, by, passwordPurpose(vaultId, wrap.scrypt, withKeyring))
  } finally {
    for (const key of [by, stretched, ...(withKeyring ? [secret] : [])]) key.fill(0)
  }
}

export function sealByRecoveryKey(
  master: Uint8Array,
  recoveryKey: Uint8Array,
  vaultId: string,
): VaultFile['recovery'] {
  const salt = randomBytes(32)
  const by = recoveryWrapKey(recoveryKey, salt)
  try {
    return { salt: salt.toString('base64'), wrapped: wrapKey(master, by, recoveryPurpose(vaultId)) }
  } finally {
    by.fill(0)
  }
}

export function openByRecoveryKey({ vaultId, recovery }: VaultFile, recoveryKey: Uint8Array): Buffer | null {
  const by = recoveryWrapKey(recoveryKey, Buffer.from(recovery.salt, 'base64'))
  try {
    return unwrapKey(recovery.wrapped, by, recoveryPurpose(vaultId))
  } finally {
    by.fill(0)
  }
}

const mixIn = (stretched: Uint8Array, secret: Uint8Array) =>
  Buffer.from(hkdfSync('sha256', stretched, secret, 'vesalius keyring v1', 32))

const passwordPurpose = (vaultId: string, { N, r, p }: ScryptCost, withKeyring: boolean) =>
  `vesalius password v1\n${vaultId}\n${N},${r},${p}\n${withKeyring ? 'keyring' : 'plain'}`

const recoveryPurpose = (vaultId: string) => `vesalius recovery v1\n${vaultId}`
