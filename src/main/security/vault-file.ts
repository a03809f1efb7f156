/**
 * `vault.json`: how the master key is wrapped. Nothing about a patient, nothing that helps without password, recovery key
 * or (where the system has one) keyring. Losing it would lose everything, so an equal copy lies beside it.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppException } from '../../shared/result'
import { databasePath } from '../store/open-database'
import { writeAtomically } from '../store/write-atomically'
import { ScryptCost, WrappedKey } from './key-wrap'

const Salt = z.base64().length(44)

export const VaultFile = z.strictObject({
  format: z.literal('vesalius-vault'),
  version: z.literal(1),
  vaultId: z.uuid(),
  createdAtMs: z.number().int(),
  password: z.strictObject({
    salt: Salt,
    scrypt: ScryptCost,
    wrapped: WrappedKey,
    /** 32 random bytes sealed by the operating system's keyring, mixed into the password's key; null where it has none */
    keyring: z.base64().nullable(),
  }),
  recovery: z.strictObject({ salt: Salt, wrapped: WrappedKey }),
})
export type VaultFile = z.infer<typeof VaultFile>

const Checked = z.strictObject({ checksum: z.string(), vault: z.unknown() })

const paths = (profileDir: string) => ({
  first: join(profileDir, 'vault.json'),
  copy: join(profileDir, 'vault-copy.json'),
})

/** Whether there is, or was, a vault in this profile. */
export function vaultExists(profileDir: string): boolean {
  const { first, copy } = paths(profileDir)
  return existsSync(first) || existsSync(copy) || existsSync(databasePath(profileDir))
}

/** A damaged or missing file is replaced by its copy. @throws AppException VAULT_DAMAGED, VAULT_FUTURE_SCHEMA */
export function readVaultFile(profileDir: string): VaultFile {
  const { first, copy } = paths(profileDir)
  const own = parse(first)
  if (own) return own
  const saved = parse(copy)
  if (!saved) throw new AppException('VAULT_DAMAGED', 'The file with the wrapped keys is missing or damaged.')
  writeAtomically(first, serialize(saved))
  return saved
}

export function writeVaultFile(profileDir: string, file: VaultFile): void {
  const { first, copy } = paths(profileDir)
  const text = serialize(VaultFile.parse(file))
  writeAtomically(first, text)
  writeAtomically(copy, text)
}

function parse(path: string): VaultFile | null {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  const checked = Checked.safeParse(content)
  // The checksum tells damage from a wrong password; against tampering stand the tags of the wrapped keys.
  if (!checked.success || checked.data.checksum !== checksum(checked.data.vault)) return null
  const { vault } = checked.data
  const newer = z.object({ format: z.literal('vesalius-vault'), version: z.number().min(2) }).safeParse(vault)
  if (newer.success)
    throw new AppException('VAULT_FUTURE_SCHEMA', 'A newer version of the program made this vault.')
  return VaultFile.safeParse(vault).data ?? null
}

const serialize = (vault: VaultFile) => `${JSON.stringify({ checksum: checksum(vault), vault }, null, 2)}\n`

const checksum = (vault: unknown) => createHash('sha256').update(JSON.stringify(vault)).digest('hex')
