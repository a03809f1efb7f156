import { safeStorage } from 'electron'
import type { Keyring } from './keyring'

/** Keychain, DPAPI, libsecret or KWallet. Chromium's `basic_text` (a fixed key in the program) is no key store. */
export const osKeyring: Keyring = {
  seal: (secret) => {
    if (!hasRealStore()) return null
    try {
      return safeStorage.encryptString(Buffer.from(secret).toString('base64'))
    } catch {
      return null
    }
  },
  open: (sealed) => {
    if (!hasRealStore()) return null
    try {
      return Buffer.from(safeStorage.decryptString(Buffer.from(sealed)), 'base64')
    } catch {
      return null
    }
  },
}

function hasRealStore(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  if (process.platform !== 'linux') return true
  return /^(gnome_libsecret|kwallet[56]?)$/.test(safeStorage.getSelectedStorageBackend())
}
