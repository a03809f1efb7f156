/** `vault create`, `vault verify`, `vault renew-recovery-key`. */
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { AppException, type Result } from '../../../../shared/result'
import { Vault } from '../../../security/vault'
import { exitCodes, type HeadlessCommand, type HeadlessIo } from '../headless-command'
import { requirePassword, withOpenVault } from '../with-open-vault'

export const command: HeadlessCommand = {
  name: 'vault',
  usage: [
    'vault create [--recovery-key-file PATH]',
    'vault verify',
    'vault renew-recovery-key --recovery-key-file PATH',
  ].join('\n  '),
  run: (args, io) => {
    const { action, recoveryKeyFile } = readArguments(args)
    if (action === 'create') return create(io, recoveryKeyFile)
    if (action === 'verify' && recoveryKeyFile === null) return verify(io)
    if (action === 'renew-recovery-key' && recoveryKeyFile !== null) return renew(io, recoveryKeyFile)
    throw new AppException('USAGE', 'The vault command needs create, verify or renew-recovery-key.')
  },
}

function readArguments(args: readonly string[]): {
  action: string | undefined
  recoveryKeyFile: string | null
} {
  const rest: string[] = []
  let recoveryKeyFile: string | null = null
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? ''
    if (word === '--recovery-key-file' || word.startsWith('--recovery-key-file=')) {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : args[(index += 1)]
      if (!value) throw new AppException('USAGE', '--recovery-key-file needs a path.')
      recoveryKeyFile = resolve(value)
    } else rest.push(word)
  }
  if (rest.length !== 1) throw new AppException('USAGE', 'The vault command takes one action.')
  return { action: rest[0], recoveryKeyFile }
}

/**
 * The recovery key never goes to a stream that someone may log: it is written to a file only its owner can read, or not
 * shown at all; another one can be had later.
 */
async function create(io: HeadlessIo, recoveryKeyFile: string | null): Promise<number> {
  const password = await requirePassword(io)
  const vault = new Vault(io.profileDir, { log: io.log })
  try {
    if (recoveryKeyFile === null) {
      unwrap(await vault.create(password))
      io.log('The recovery key was not kept. Get one with: vault renew-recovery-key --recovery-key-file PATH')
    } else await intoNewFile(recoveryKeyFile, async () => unwrap(await vault.create(password)).recoveryKey)
  } finally {
    await vault.lock()
  }
  io.line({ status: 'created', recoveryKeyWritten: recoveryKeyFile !== null })
  return exitCodes.success
}

function renew(io: HeadlessIo, recoveryKeyFile: string): Promise<number> {
  return withOpenVault(io, async (vault) => {
    const password = await requirePassword(io)
    await intoNewFile(recoveryKeyFile, async () => unwrap(await vault.renewRecoveryKey(password)).recoveryKey)
    io.line({ status: 'renewed', recoveryKeyWritten: true })
    return exitCodes.success
  })
}

function verify(io: HeadlessIo): Promise<number> {
  return withOpenVault(io, async (vault) => {
    const report = await vault.verify({ signal: io.signal })
    const sound = report.database.length === 0 && report.damaged.length === 0 && report.missing.length === 0
    io.line({ status: sound ? 'sound' : 'damaged', ...report })
    return sound ? exitCodes.success : exitCodes.someFailed
  })
}

/** The file is made before the key is: a path that cannot be written changes nothing. */
async function intoNewFile(path: string, makeText: () => Promise<string>): Promise<void> {
  const descriptor = openNew(path)
  let written = false
  try {
    const text = await makeText()
    writeFileSync(descriptor, `${text}\n`)
    fsyncSync(descriptor)
    written = true
  } finally {
    closeSync(descriptor)
    if (!written) rmSync(path, { force: true })
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch {
    throw new AppException(
      'INVALID_INPUT',
      'The file for the recovery key cannot be made, or is there already.',
    )
  }
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new AppException(result.error.code, result.error.message, result.error.details)
}
