import { z } from 'zod'

export const VaultStatus = z.object({
  state: z.enum(['absent', 'locked', 'unlocked']),
  /** wall-clock ms until which no password is tried, null when free */
  lockedOutUntilMs: z.number().nullable(),
})
export type VaultStatus = z.infer<typeof VaultStatus>

/** Longest password accepted, in UTF-16 units; the minimum is a matter of strength, judged by `passwordStrength`. */
export const passwordMaxLength = 256
export const Password = z.string().min(1).max(passwordMaxLength)
