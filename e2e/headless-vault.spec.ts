import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures'
import { runHeadless } from './headless-program'

const password = 'green lamp under nine stairs'
const recoveryKeyForm = /([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}/

/** A headless command on the test's own profile. */
function commands(folder: string) {
  const profile = join(folder, 'profile')
  return {
    profile,
    run: (words: string[], secret = password) =>
      runHeadless([...words, '--json', '--profile', profile], {
        home: folder,
        env: { VESALIUS_PASSWORD: secret },
      }),
  }
}

test('a vault is created, listed and verified; its recovery key is in the named file only', async ({
  profileDir,
}) => {
  const { run, profile } = commands(profileDir)
  const keyFile = join(profileDir, 'recovery.txt')
  expect(await run(['list'])).toMatchObject({
    code: 1,
    lines: [{ status: 'error', error: { code: 'VAULT_ABSENT' } }],
  })

  const created = await run(['vault', 'create', '--recovery-key-file', keyFile])
  expect(created).toMatchObject({ code: 0, lines: [{ status: 'created', recoveryKeyWritten: true }] })
  expect(readFileSync(keyFile, 'utf8')).toMatch(recoveryKeyForm)
  if (process.platform !== 'win32') {
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(statSync(join(profile, 'vault.db')).mode & 0o777).toBe(0o600)
  }
  expect(`${JSON.stringify(created.lines)}${created.log}`).not.toMatch(recoveryKeyForm)

  expect(await run(['list'])).toMatchObject({ code: 0, lines: [] })
  expect(await run(['vault', 'verify'])).toMatchObject({
    code: 0,
    lines: [{ status: 'sound', studies: 0, files: 0, damaged: [], missing: [], orphans: 0 }],
  })
  expect(await run(['vault', 'create'])).toMatchObject({
    code: 1,
    lines: [{ error: { code: 'VAULT_EXISTS' } }],
  })
  expect(await run(['list'], 'wrong')).toMatchObject({
    code: 1,
    lines: [{ error: { code: 'VAULT_WRONG_PASSWORD' } }],
  })
})

test('without a file the recovery key is not shown; another can be had later', async ({ profileDir }) => {
  const { run } = commands(profileDir)
  const created = await run(['vault', 'create'])
  expect(created).toMatchObject({ code: 0, lines: [{ status: 'created', recoveryKeyWritten: false }] })
  expect(`${JSON.stringify(created.lines)}${created.log}`).not.toMatch(recoveryKeyForm)
  const taken = join(profileDir, 'taken.txt')
  writeFileSync(taken, 'mine')
  expect(await run(['vault', 'renew-recovery-key', '--recovery-key-file', taken])).toMatchObject({
    code: 1,
    lines: [{ error: { code: 'INVALID_INPUT' } }],
  })
  expect(readFileSync(taken, 'utf8')).toBe('mine')
  const fresh = join(profileDir, 'fresh.txt')
  expect(await run(['vault', 'renew-recovery-key', '--recovery-key-file', fresh])).toMatchObject({ code: 0 })
  expect(readFileSync(fresh, 'utf8')).toMatch(recoveryKeyForm)
})

test('help names every command, or one, and is no error', async ({ profileDir }) => {
  const all = await runHeadless(['--help'], { home: profileDir })
  expect(all).toMatchObject({ code: 0, lines: [] })
  expect(all.log).toContain('vault create')
  const one = await runHeadless(['predict', '--help'], { home: profileDir })
  expect(one).toMatchObject({ code: 0, lines: [] })
  expect(one.log).toContain('predict <model>')
  expect(one.log).not.toContain('vault create')
})

test('a weak password or no password makes nothing', async ({ profileDir }) => {
  const { run, profile } = commands(profileDir)
  const keyFile = join(profileDir, 'recovery.txt')
  const weak = await run(['vault', 'create', '--recovery-key-file', keyFile], 'password1')
  expect(weak).toMatchObject({ code: 1, lines: [{ error: { code: 'VAULT_WEAK_PASSWORD' } }] })
  expect(await run(['vault', 'create'], '')).toMatchObject({ code: 2, lines: [{ error: { code: 'USAGE' } }] })
  expect(
    [keyFile, join(profile, 'vault.json'), join(profile, 'vault.db')].filter((path) => existsSync(path)),
  ).toEqual([])
})
