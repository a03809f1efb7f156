/**
 * Wrong passwords make the next try wait, over restarts too: from the fifth on 30 s, doubling to 15 min.
 *
 * An attempt is counted before it is tried, so that killing the program does not save it. A missing or damaged count
 * counts as five; a clock that was set back starts the wait again; within one run a second clock that nobody can set
 * counts too. What this does not stop: someone who copies the profile and guesses with tools of their own (against that
 * stand scrypt, the password's strength and the system's keyring), or who edits the count or sets the clock forward.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../store/write-atomically'

const freeAttempts = 5
const firstDelayMs = 30_000
const longestDelayMs = 900_000

/** ms to wait after this many failures in a row. */
export function lockOutDelayMs(failures: number): number {
  if (failures < freeAttempts) return 0
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(30, failures - freeAttempts))
}

const Attempts = z.strictObject({
  version: z.literal(1),
  failures: z.number().int().nonnegative(),
  lastAttemptMs: z.number(),
  lockedUntilMs: z.number(),
})
type Attempts = z.infer<typeof Attempts>

export interface Clock {
  /** wall clock, ms since 1970 */
  now(): number
  /** ms from some start, never set */
  monotonic(): number
}
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

export class UnlockAttempts {
  private monotonicUntil = 0
  private readonly path: string

  constructor(
    profileDir: string,
    private readonly clock: Clock = systemClock,
  ) {
    this.path = join(profileDir, 'unlock-attempts.json')
  }

  /** Wall-clock ms until which no password is tried, or null. */
  lockedUntilMs(): number | null {
    const now = this.clock.now()
    const { lockedUntilMs } = this.read()
    const until = Math.max(lockedUntilMs, now + this.monotonicUntil - this.clock.monotonic())
    return until > now ? Math.ceil(until) : null
  }

  /** Counts a try as failed; call before trying, and {@link succeeded} after a right one. */
  begin(): void {
    this.write(this.read().failures + 1)
  }

  succeeded(): void {
    this.write(0)
  }

  private write(failures: number): void {
    const now = this.clock.now()
    const delay = lockOutDelayMs(failures)
    this.monotonicUntil = delay === 0 ? 0 : this.clock.monotonic() + delay
    this.save({ version: 1, failures, lastAttemptMs: now, lockedUntilMs: delay === 0 ? 0 : now + delay })
  }

  private save(attempts: Attempts): Attempts {
    writeAtomically(this.path, `${JSON.stringify(attempts)}\n`)
    return attempts
  }

  private read(): Attempts {
    const now = this.clock.now()
    const known = this.parse()
    if (!known) {
      const lockedUntilMs = now + lockOutDelayMs(freeAttempts)
      return this.save({ version: 1, failures: freeAttempts, lastAttemptMs: now, lockedUntilMs })
    }
    if (now >= known.lastAttemptMs) return known
    const delay = lockOutDelayMs(known.failures)
    return this.save({ ...known, lastAttemptMs: now, lockedUntilMs: delay === 0 ? 0 : now + delay })
  }

  private parse(): Attempts | null {
    try {
      return Attempts.parse(JSON.parse(readFileSync(this.path, 'utf8')))
    } catch {
      return null
    }
  }
}
