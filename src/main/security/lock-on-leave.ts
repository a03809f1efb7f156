import { powerMonitor } from 'electron'
import type { Vault } from './vault'

/** Locks the vault when the computer sleeps or its screen is locked. Returns the undo. */
export function lockOnLeave(vault: Vault): () => void {
  const lock = () => void vault.lock()
  const unsubscribe = [
    () => powerMonitor.off('suspend', lock),
    () => powerMonitor.off('lock-screen', lock),
    () => powerMonitor.off('shutdown', lock),
  ]
  powerMonitor.on('suspend', lock)
  powerMonitor.on('lock-screen', lock)
  powerMonitor.on('shutdown', lock)
  return () => {
    for (const undo of unsubscribe) undo()
  }
}
