/**
 * The vault of one profile: absent, locked or unlocked. Whoever unlocks it gets the workers; the keys stay in them and
 * are gone when it is locked. Every change of state runs after the one before it has ended.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { passwordStrength } from '../../shared/domain/vault/password-strength'
import type { VaultStatus } from '../../shared/domain/vault/vault'
import { AppException, fail, ok, type Result, toAppError } from '../../shared/result'
import { type ProfileLock, lockProfile } from '../store/profile-lock'
import type { VerifyReport } from '../store/verify-store'
import {
  type OpenVault,
  startVaultWorkers,
  type StartVaultWorkers,
  type VaultWorkers,
} from '../workers/vault-workers'
import { defaultCost, deriveKeys, eraseKeys, type ScryptCost } from './key-wrap'
import type { Keyring } from './keyring'
import {
  keyringSecret,
  openByPassword,
  openByRecoveryKey,
  sealByPassword,
  sealByRecoveryKey,
} from './master-key'
import { decodeRecoveryKey, encodeRecoveryKey, recoveryKeyBytes } from './recovery-key'
import { type Clock, systemClock, UnlockAttempts } from './unlock-attempts'
import { readVaultFile, vaultExists, writeVaultFile } from './vault-file'

export interface VaultOptions {
  /** minutes without activity after which the vault locks itself; 0 = never. Asked anew each time. */
  idleLockMinutes?: () => number
  keyring?: () => Promise<Keyring>
  scrypt?: ScryptCost
  clock?: Clock
  startWorkers?: StartVaultWorkers
  /** without patient data */
  log?: (line: string) => void
}

const systemKeyring = async () => (await import('./os-keyring')).osKeyring

export class Vault {
  private workers: VaultWorkers | null = null
  private profileLock: ProfileLock | null = null
  private readonly listeners = new Set<(status: VaultStatus) => void>()
  private readonly attempts: UnlockAttempts
  private queue: Promise<unknown> = Promise.resolve()
  private idleTimer: NodeJS.Timeout | undefined

  constructor(
    readonly profileDir: string,
    private readonly options: VaultOptions = {},
  ) {
    this.attempts = new UnlockAttempts(profileDir, options.clock ?? systemClock)
  }

  get open(): OpenVault | null {
    return this.workers?.vault ?? null
  }

  /** @throws AppException VAULT_LOCKED */
  requireOpen(): OpenVault {
    if (!this.workers) throw new AppException('VAULT_LOCKED', 'The vault is locked.')
    return this.workers.vault
  }

  status(): VaultStatus {
    if (this.workers) return { state: 'unlocked', lockedOutUntilMs: null }
    if (!vaultExists(this.profileDir)) return { state: 'absent', lockedOutUntilMs: null }
    return { state: 'locked', lockedOutUntilMs: this.attempts.lockedUntilMs() }
  }

  /** Called with the new status after each change. Returns the unsubscribe function. */
  onChange(listener: (status: VaultStatus) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /**
   * Makes the vault and opens it. The recovery key is in the answer and nowhere else.
   * Errors: VAULT_EXISTS, VAULT_WEAK_PASSWORD, VAULT_IN_USE, STORAGE_*
   */
  create(password: string): Promise<Result<{ recoveryKey: string }>> {
    return this.answer(async () => {
      mkdirSync(this.profileDir, { recursive: true, mode: 0o700 })
      return this.holding(async () => {
        if (vaultExists(this.profileDir)) return fail('VAULT_EXISTS', 'This profile has a vault already.')
        const weak = refuseWeak(password)
        if (weak) return weak
        const master = randomBytes(32)
        const recoveryKey = randomBytes(recoveryKeyBytes)
        try {
          const vaultId = randomUUID()
          const keyring = await this.keyring()
          const cost = this.options.scrypt ?? defaultCost
          this.attempts.succeeded()
          writeVaultFile(this.profileDir, {
            format: 'vesalius-vault',
            version: 1,
            vaultId,
            createdAtMs: Date.now(),
            password: await sealByPassword(master, password, vaultId, cost, keyring),
            recovery: sealByRecoveryKey(master, recoveryKey, vaultId),
          })
          await this.start(master, vaultId)
          return ok({ recoveryKey: encodeRecoveryKey(recoveryKey) })
        } finally {
          master.fill(0)
          recoveryKey.fill(0)
        }
      })
    })
  }

  /**
   * Errors: VAULT_ABSENT, VAULT_LOCKED_OUT, VAULT_WRONG_PASSWORD, VAULT_KEYRING_UNAVAILABLE, VAULT_DAMAGED,
   * VAULT_FUTURE_SCHEMA, VAULT_IN_USE
   */
  unlock(password: string): Promise<Result<VaultStatus>> {
    return this.answer(async () => {
      if (this.workers) return ok(this.status())
      return this.holding(async () => {
        const file = this.readFile()
        const master = await this.tryPassword(password)
        if (!master.ok) return master
        await this.startAndErase(master.value, file.vaultId)
        return ok(this.status())
      })
    })
  }

  /** Opens with the recovery key and sets a new password; the recovery key stays the same. */
  recover(recoveryKey: string, newPassword: string): Promise<Result<VaultStatus>> {
    return this.answer(async () => {
      if (this.workers) return fail('INVALID_INPUT', 'The vault is open.')
      return this.holding(async () => {
        const file = this.readFile()
        const weak = refuseWeak(newPassword)
        if (weak) return weak
        const master = openByRecoveryKey(file, decodeRecoveryKey(recoveryKey))
        if (!master) return fail('VAULT_WRONG_RECOVERY_KEY', 'This is not the recovery key of this vault.')
        await this.setPassword(master, newPassword)
        this.attempts.succeeded()
        await this.startAndErase(master, file.vaultId)
        return ok(this.status())
      })
    })
  }

  /** Wraps the master key anew; nothing else is encrypted again. A wrong current password counts as a failed attempt. */
  changePassword(current: string, next: string): Promise<Result<null>> {
    return this.answer(async () => {
      this.requireOpen()
      const weak = refuseWeak(next)
      if (weak) return weak
      return this.withMaster(current, async (master) => {
        await this.setPassword(master, next)
        return ok(null)
      })
    })
  }

  /** A new recovery key in place of the old one, which opens nothing any more. */
  renewRecoveryKey(password: string): Promise<Result<{ recoveryKey: string }>> {
    return this.answer(async () => {
      this.requireOpen()
      return this.withMaster(password, async (master) => {
        const file = this.readFile()
        const recoveryKey = randomBytes(recoveryKeyBytes)
        writeVaultFile(this.profileDir, {
          ...file,
          recovery: sealByRecoveryKey(master, recoveryKey, file.vaultId),
        })
        return ok({ recoveryKey: encodeRecoveryKey(recoveryKey) })
      })
    })
  }

  /** Ends the workers; their memory with the keys goes with them. Calls that are under way fail. */
  lock(): Promise<void> {
    return this.inTurn(() => this.stop())
  }

  /** The user is there: the idle clock starts again. */
  noteActivity(): void {
    clearTimeout(this.idleTimer)
    const minutes = this.options.idleLockMinutes?.() ?? 0
    if (!this.workers || minutes <= 0) return
    this.idleTimer = setTimeout(() => void this.lock(), minutes * 60_000)
    this.idleTimer.unref()
  }

  /** The deep check of database and stored files. @throws AppException VAULT_LOCKED, CANCELLED */
  verify(
    options: { signal?: AbortSignal; onProgress?: (filesDone: number) => void } = {},
  ): Promise<VerifyReport> {
    return this.requireOpen().reader.call('verifyStore', null, options)
  }

  private async tryPassword(password: string): Promise<Result<Buffer>> {
    const lockedOutUntilMs = this.attempts.lockedUntilMs()
    if (lockedOutUntilMs !== null)
      return lockedOut(lockedOutUntilMs - (this.options.clock ?? systemClock).now())
    const file = this.readFile()
    const secret = keyringSecret(file, await this.keyring())
    if (!secret) {
      return fail(
        'VAULT_KEYRING_UNAVAILABLE',
        'The key store of the operating system does not open this vault; use the recovery key.',
      )
    }
    // Counted before it is tried: ending the program in between does not give it back.
    this.attempts.begin()
    const master = await openByPassword(file, password, secret)
    if (!master) return fail('VAULT_WRONG_PASSWORD', 'The password is wrong.')
    this.attempts.succeeded()
    return ok(master)
  }

  private async withMaster<T>(
    password: string,
    use: (master: Buffer) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const master = await this.tryPassword(password)
    if (!master.ok) return master
    try {
      return await use(master.value)
    } finally {
      master.value.fill(0)
    }
  }

  private async setPassword(master: Buffer, password: string): Promise<void> {
    const file = this.readFile()
    const cost = this.options.scrypt ?? defaultCost
    const wrapped = await sealByPassword(master, password, file.vaultId, cost, await this.keyring())
    writeVaultFile(this.profileDir, { ...file, password: wrapped })
  }

  private readFile() {
    if (!vaultExists(this.profileDir))
      throw new AppException('VAULT_ABSENT', 'This profile has no vault yet.')
    return readVaultFile(this.profileDir)
  }

  private keyring(): Promise<Keyring> {
    return (this.options.keyring ?? systemKeyring)()
  }

  private async startAndErase(master: Buffer, vaultId: string): Promise<void> {
    try {
      await this.start(master, vaultId)
    } finally {
      master.fill(0)
    }
  }

  private async start(master: Buffer, vaultId: string): Promise<void> {
    const keys = deriveKeys(master, vaultId)
    try {
      const workers = await (this.options.startWorkers ?? startVaultWorkers)(this.profileDir, keys)
      // Nothing half-alive: a vault whose thread died is locked, and opens again with the password.
      workers.onCrash = (error) => {
        this.options.log?.(`vault: a worker ended (${error.name}); locking`)
        void this.lock()
      }
      this.workers = workers
    } finally {
      eraseKeys(keys)
    }
    this.noteActivity()
    this.tell()
  }

  private async stop(): Promise<void> {
    clearTimeout(this.idleTimer)
    const workers = this.workers
    if (!workers) return
    this.workers = null
    // The window is told first: what it shows must go at once, closing may take a moment.
    this.tell()
    await workers.stop()
    this.releaseProfile()
  }

  /** Runs `work` with the profile's lock, which stays held if the vault is open afterwards. */
  private async holding<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    if (!existsSync(this.profileDir)) return fail('VAULT_ABSENT', 'This profile has no vault yet.')
    this.profileLock ??= lockProfile(this.profileDir)
    try {
      return await work()
    } finally {
      if (!this.workers) this.releaseProfile()
    }
  }

  private releaseProfile(): void {
    this.profileLock?.release()
    this.profileLock = null
  }

  private tell(): void {
    const status = this.status()
    for (const listener of this.listeners) listener(status)
  }

  /** What the parts throw becomes the answer's error. */
  private answer<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    return this.inTurn(async () => {
      try {
        return await work()
      } catch (thrown) {
        const error = toAppError(thrown)
        if (error.code === 'INTERNAL') this.options.log?.(`vault: ${error.message}`)
        return { ok: false, error }
      }
    })
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.queue.then(work)
    this.queue = run.catch(() => undefined)
    return run
  }
}

function refuseWeak(password: string): Result<never> | null {
  const { acceptable, score } = passwordStrength(password)
  return acceptable ? null : fail('VAULT_WEAK_PASSWORD', 'The password is too easy to guess.', { score })
}

const lockedOut = (waitMs: number) =>
  fail('VAULT_LOCKED_OUT', 'Too many wrong passwords; wait before the next one.', {
    seconds: Math.ceil(waitMs / 1000),
  })
