import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { WorklistQuery } from '../../shared/domain/worklist/worklist'
import { buildScripts } from '../../test-support/build-script'
import { findPlaintext } from '../../test-support/find-plaintext'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { startVaultWorkers, type VaultWorkers } from '../workers/vault-workers'
import { type Keyring, noKeyring } from './keyring'
import { Vault, type VaultOptions } from './vault'

const password = 'green lamp under nine stairs'
const otherPassword = 'seven quiet herons at noon'
const everything: WorklistQuery = {
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed: false,
  sort: { by: 'studyDate', direction: 'desc' },
  offset: 0,
  limit: 50,
}

let scripts = ''
beforeAll(async () => {
  const source = (path: string) => join(import.meta.dirname, '..', path)
  scripts = await buildScripts({
    'store-worker': source('workers/store-worker.ts'),
    'reader-worker': source('workers/reader-worker.ts'),
    'pixel-worker': source('workers/pixel-worker.ts'),
    'hold-profile': source('security/hold-profile.fixture.ts'),
  })
})

const started: VaultWorkers[] = []

function makeVault(profileDir = join(temporaryFolder(), 'profile'), options: VaultOptions = {}): Vault {
  const vault = new Vault(profileDir, {
    keyring: () => Promise.resolve(noKeyring),
    scrypt: { N: 2 ** 14, r: 8, p: 1 },
    startWorkers: async (dir, keys) => {
      const workers = await startVaultWorkers(dir, keys, (name) => join(scripts, `${name}.js`))
      started.push(workers)
      return workers
    },
    ...options,
  })
  onTestFinished(() => vault.lock())
  return vault
}

async function createVault(options: VaultOptions = {}): Promise<{ vault: Vault; recoveryKey: string }> {
  const vault = makeVault(undefined, options)
  const created = await vault.create(password)
  if (!created.ok) throw new Error(created.error.code)
  return { vault, recoveryKey: created.value.recoveryKey }
}

const code = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) =>
  (await answer).error?.code ?? 'ok'

describe('life of a vault', () => {
  test('absent, created open, locked, unlocked', async () => {
    const vault = makeVault()
    expect(vault.status().state).toBe('absent')
    expect(await code(vault.unlock(password))).toBe('VAULT_ABSENT')
    const seen: string[] = []
    vault.onChange(({ state }) => seen.push(state))
    expect(await code(vault.create(password))).toBe('ok')
    expect(await vault.requireOpen().reader.call('searchWorklist', everything)).toMatchObject({ total: 0 })
    const { reader } = vault.requireOpen()
    await vault.lock()
    expect(vault.status()).toEqual({ state: 'locked', lockedOutUntilMs: null })
    expect(() => vault.requireOpen()).toThrow(expect.objectContaining({ code: 'VAULT_LOCKED' }))
    await expect(reader.call('searchWorklist', everything)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
    expect(await code(vault.create(password))).toBe('VAULT_EXISTS')
    expect(await code(vault.unlock(password))).toBe('ok')
    expect(seen).toEqual(['unlocked', 'locked', 'unlocked'])
  })

  test('a lock leaves one whole database file, and no key in any file', async () => {
    const { vault, recoveryKey } = await createVault()
    await vault.lock()
    expect(existsSync(join(vault.profileDir, 'vault.db-wal'))).toBe(false)
    expect(
      findPlaintext(vault.profileDir, [
        password,
        recoveryKey,
        recoveryKey.replaceAll('-', ''),
        'SQLite format',
      ]),
    ).toEqual([])
  })

  test('a weak password is refused before anything is made', async () => {
    const vault = makeVault()
    expect(await code(vault.create('password1'))).toBe('VAULT_WEAK_PASSWORD')
    expect(vault.status().state).toBe('absent')
    const { vault: made } = await createVault()
    expect(await code(made.changePassword(password, 'password1'))).toBe('VAULT_WEAK_PASSWORD')
  })
})

describe('passwords', () => {
  test('a wrong one does not open; the fifth starts a wait that a restart keeps, and the right one has to wait too', async () => {
    const { vault } = await createVault()
    await vault.lock()
    for (let count = 0; count < 5; count += 1)
      expect(await code(vault.unlock('wrong'))).toBe('VAULT_WRONG_PASSWORD')
    expect(await code(vault.unlock(password))).toBe('VAULT_LOCKED_OUT')
    const restarted = makeVault(vault.profileDir)
    expect(restarted.status().lockedOutUntilMs).toBeGreaterThan(Date.now())
    expect(await code(restarted.unlock(password))).toBe('VAULT_LOCKED_OUT')
    const later = makeVault(vault.profileDir, {
      clock: { now: () => Date.now() + 31_000, monotonic: () => 0 },
    })
    expect(await code(later.unlock(password))).toBe('ok')
    expect(makeVault(vault.profileDir).status().lockedOutUntilMs).toBeNull()
  })

  test('a change replaces it without touching the database', async () => {
    const { vault } = await createVault()
    const database = () => readFileSync(join(vault.profileDir, 'vault.db'))
    await vault.lock()
    await vault.unlock(password)
    const before = database()
    expect(await code(vault.changePassword('wrong', otherPassword))).toBe('VAULT_WRONG_PASSWORD')
    expect(await code(vault.changePassword(password, otherPassword))).toBe('ok')
    expect(database().equals(before)).toBe(true)
    await vault.lock()
    expect(await code(vault.unlock(password))).toBe('VAULT_WRONG_PASSWORD')
    expect(await code(vault.unlock(otherPassword))).toBe('ok')
    await vault.lock()
    expect(await code(vault.changePassword(otherPassword, password))).toBe('VAULT_LOCKED')
  })

  test('the recovery key sets a new one, also during a wait, and stays valid', async () => {
    const { vault, recoveryKey } = await createVault()
    await vault.lock()
    for (let count = 0; count < 5; count += 1) await vault.unlock('wrong')
    const mistyped = `${recoveryKey.slice(0, -1)}${recoveryKey.endsWith('0') ? '1' : '0'}`
    expect(await code(vault.recover(mistyped, otherPassword))).toBe('VAULT_WRONG_RECOVERY_KEY')
    const { recoveryKey: foreign } = await createVault()
    expect(await code(vault.recover(foreign, otherPassword))).toBe('VAULT_WRONG_RECOVERY_KEY')
    expect(await code(vault.recover(recoveryKey.toLowerCase(), otherPassword))).toBe('ok')
    await vault.lock()
    expect(await code(vault.unlock(password))).toBe('VAULT_WRONG_PASSWORD')
    expect(await code(vault.unlock(otherPassword))).toBe('ok')
    await vault.lock()
    expect(await code(vault.recover(recoveryKey, password))).toBe('ok')
  })

  test('a renewed recovery key replaces the old one', async () => {
    const { vault, recoveryKey } = await createVault()
    const renewed = await vault.renewRecoveryKey(password)
    if (!renewed.ok) throw new Error(renewed.error.code)
    await vault.lock()
    expect(await code(vault.recover(recoveryKey, otherPassword))).toBe('VAULT_WRONG_RECOVERY_KEY')
    expect(await code(vault.recover(renewed.value.recoveryKey, otherPassword))).toBe('ok')
  })
})

describe('damage', () => {
  test('a damaged or missing key file is replaced by its copy', async () => {
    const { vault } = await createVault()
    await vault.lock()
    const first = join(vault.profileDir, 'vault.json')
    const whole = readFileSync(first, 'utf8')
    for (const content of ['', '{}', whole.slice(0, -20), whole.replace('"N": 16384', '"N": 32768')]) {
      writeFileSync(first, content)
      expect(await code(vault.unlock(password))).toBe('ok')
      await vault.lock()
      expect(readFileSync(first, 'utf8')).toBe(whole)
    }
    rmSync(first)
    expect(vault.status().state).toBe('locked')
    expect(await code(vault.unlock(password))).toBe('ok')
  })

  test('without either the vault is damaged, not absent: nothing may be made over it', async () => {
    const { vault } = await createVault()
    await vault.lock()
    rmSync(join(vault.profileDir, 'vault.json'))
    writeFileSync(join(vault.profileDir, 'vault-copy.json'), 'not json')
    expect(vault.status().state).toBe('locked')
    expect(await code(vault.unlock(password))).toBe('VAULT_DAMAGED')
    rmSync(join(vault.profileDir, 'vault-copy.json'))
    expect(await code(vault.create(password))).toBe('VAULT_EXISTS')
  })

  test('a newer key file, and a database of another vault, are told apart from a wrong password', async () => {
    const { vault } = await createVault()
    await vault.lock()
    const { vault: other } = await createVault()
    await other.lock()
    copyFileSync(join(other.profileDir, 'vault.db'), join(vault.profileDir, 'vault.db'))
    expect(await code(vault.unlock(password))).toBe('VAULT_DAMAGED')
    expect(vault.status().state).toBe('locked')
  })

  test('a changed byte of the database is VAULT_DAMAGED or found by verify', async () => {
    const { vault } = await createVault()
    await vault.lock()
    const path = join(vault.profileDir, 'vault.db')
    const content = readFileSync(path)
    const middle = Math.floor(content.length / 2)
    content[middle] = (content[middle] ?? 0) ^ 1
    writeFileSync(path, content)
    const opened = await vault.unlock(password)
    if (opened.ok) expect((await vault.verify()).database).not.toEqual([])
    else expect(opened.error.code).toBe('VAULT_DAMAGED')
  })
})

describe('one program a profile', () => {
  test('a second vault object and a second process are kept out until the first locks', async () => {
    const { vault } = await createVault()
    const second = makeVault(vault.profileDir)
    expect(await code(second.unlock(password))).toBe('VAULT_IN_USE')
    await vault.lock()
    expect(await code(second.unlock(password))).toBe('ok')
  })

  test('the lock of a killed process is gone with it', async () => {
    const { vault } = await createVault()
    await vault.lock()
    const child = spawn(process.execPath, [join(scripts, 'hold-profile.js'), vault.profileDir], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(await code(vault.unlock(password))).toBe('VAULT_IN_USE')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await code(vault.unlock(password))).toBe('ok')
  })
})

describe('locking by itself', () => {
  test('after the idle time, which activity starts again', async () => {
    let minutes = 0
    const { vault } = await createVault({ idleLockMinutes: () => minutes })
    const locked = new Promise<void>((resolve) => {
      vault.onChange(({ state }) => {
        if (state === 'locked') resolve()
      })
    })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    minutes = 15
    vault.noteActivity()
    vi.advanceTimersByTime(14 * 60_000)
    vault.noteActivity()
    vi.advanceTimersByTime(14 * 60_000)
    expect(vault.open).not.toBeNull()
    vi.advanceTimersByTime(60_000)
    vi.useRealTimers()
    await locked
    expect(vault.open).toBeNull()
  })

  test('when a worker dies', async () => {
    const { vault } = await createVault()
    const locked = new Promise<void>((resolve) => {
      vault.onChange(({ state }) => {
        if (state === 'locked') resolve()
      })
    })
    started.at(-1)?.onCrash?.(new Error('gone'))
    await locked
    expect(await code(vault.unlock(password))).toBe('ok')
  })
})

describe("the operating system's keyring", () => {
  const makeKeyring = (): Keyring => {
    const secrets = new Map<string, Buffer>()
    return {
      seal: (secret) => {
        const name = `sealed-${secrets.size}`
        secrets.set(name, Buffer.from(secret))
        return Buffer.from(name)
      },
      open: (sealed) => {
        const secret = secrets.get(Buffer.from(sealed).toString())
        return secret ? Buffer.from(secret) : null
      },
    }
  }

  test('is needed beside the password where there is one; without it the recovery key still opens', async () => {
    const keyring = makeKeyring()
    const { vault, recoveryKey } = await createVault({ keyring: () => Promise.resolve(keyring) })
    await vault.lock()
    expect(await code(vault.unlock(password))).toBe('ok')
    await vault.lock()
    expect(await code(vault.unlock('wrong'))).toBe('VAULT_WRONG_PASSWORD')
    const elsewhere = makeVault(vault.profileDir)
    expect(await code(elsewhere.unlock(password))).toBe('VAULT_KEYRING_UNAVAILABLE')
    expect(await code(elsewhere.recover(recoveryKey, otherPassword))).toBe('ok')
    await elsewhere.lock()
    expect(await code(elsewhere.unlock(otherPassword))).toBe('ok')
  })
})
