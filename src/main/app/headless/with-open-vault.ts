import { AppException } from '../../../shared/result'
import { Vault } from '../../security/vault'
import type { HeadlessIo } from './headless-command'

/** The password, or the usage error that says how to give it. @throws AppException USAGE */
export async function requirePassword(io: HeadlessIo): Promise<string> {
  const password = await io.password()
  if (password) return password
  throw new AppException(
    'USAGE',
    'No password: set VESALIUS_PASSWORD or write it on the first line of standard input.',
  )
}

/**
 * Opens the profile's vault for one command and locks it afterwards, whatever happens.
 * @throws AppException of {@link Vault.unlock}, USAGE
 */
export async function withOpenVault(io: HeadlessIo, use: (vault: Vault) => Promise<number>): Promise<number> {
  const vault = new Vault(io.profileDir, { log: io.log })
  const unlocked = await vault.unlock(await requirePassword(io))
  if (!unlocked.ok)
    throw new AppException(unlocked.error.code, unlocked.error.message, unlocked.error.details)
  try {
    return await use(vault)
  } finally {
    await vault.lock()
  }
}
