/** The recovery key between its making and the moment it was stored safely. Only in memory, only once. */
import { create } from 'zustand'

interface RecoveryKeyState {
  recoveryKey: string | null
}

export const useRecoveryKey = create<RecoveryKeyState>(() => ({ recoveryKey: null }))

export const showRecoveryKey = (recoveryKey: string): void => useRecoveryKey.setState({ recoveryKey })

export const forgetRecoveryKey = (): void => useRecoveryKey.setState({ recoveryKey: null })

/** The groups as printed. */
export const keyGroups = (recoveryKey: string): string[] => recoveryKey.split(/[\s-]+/).filter(Boolean)

/** Two different places (from 1) to ask for, in reading order. `random` gives numbers in [0, 1). */
export function groupsToConfirm(count: number, random: () => number): [number, number] {
  const first = Math.floor(random() * count)
  const second = (first + 1 + Math.floor(random() * (count - 1))) % count
  return first < second ? [first + 1, second + 1] : [second + 1, first + 1]
}

/** Compares a typed group: case, spaces and full-width forms do not matter, nor do the look-alikes the key avoids. */
export function sameGroup(typed: string, group: string): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toUpperCase()
      .replace(/[\s\p{P}]/gu, '')
      .replaceAll('O', '0')
      .replace(/[IL]/g, '1')
  return plain(typed) === plain(group)
}
