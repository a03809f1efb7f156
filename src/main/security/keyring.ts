/** The operating system's key store, as far as the vault needs it. */
export interface Keyring {
  /** null where the system has no real key store */
  seal(secret: Uint8Array): Buffer | null
  /** null when the store cannot open it: another computer, another user, a store that is gone */
  open(sealed: Uint8Array): Buffer | null
}

export const noKeyring: Keyring = { seal: () => null, open: () => null }
