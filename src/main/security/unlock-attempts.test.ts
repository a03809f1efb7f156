import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test-support/temporary-folder'
import { lockOutDelayMs, UnlockAttempts } from './unlock-attempts'

function setUp() {
  const profileDir = temporaryFolder()
  const time = { wall: 1_000_000_000, steady: 0 }
  const clock = { now: () => time.wall, monotonic: () => time.steady }
  const restart = () => {
    time.steady = 0
    return new UnlockAttempts(profileDir, clock)
  }
  const pass = (ms: number) => {
    time.wall += ms
    time.steady += ms
  }
  const attempts = restart()
  attempts.succeeded()
  const failTimes = (count: number) => {
    for (let index = 0; index < count; index += 1) attempts.begin()
  }
  return { attempts, restart, pass, time, failTimes, file: join(profileDir, 'unlock-attempts.json') }
}

test('the wait begins at the fifth failure, doubles, and ends at 15 minutes', () => {
  expect([1, 4, 5, 6, 7, 8, 9, 10, 11, 1000].map(lockOutDelayMs)).toEqual([
    0, 0, 30_000, 60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000,
  ])
})

test('it ends by itself and a right password forgets the failures', () => {
  const { attempts, pass, time, failTimes } = setUp()
  failTimes(4)
  expect(attempts.lockedUntilMs()).toBeNull()
  failTimes(1)
  expect(attempts.lockedUntilMs()).toBe(time.wall + 30_000)
  pass(29_999)
  expect(attempts.lockedUntilMs()).toBe(time.wall + 1)
  pass(1)
  expect(attempts.lockedUntilMs()).toBeNull()
  failTimes(1)
  expect(attempts.lockedUntilMs()).toBe(time.wall + 60_000)
  attempts.succeeded()
  expect(attempts.lockedUntilMs()).toBeNull()
})

test('a restart changes nothing', () => {
  const { restart, failTimes, time } = setUp()
  failTimes(5)
  expect(restart().lockedUntilMs()).toBe(time.wall + 30_000)
})

test('a count that was removed or damaged counts as five', () => {
  const { restart, file, time } = setUp()
  rmSync(file)
  expect(restart().lockedUntilMs()).toBe(time.wall + 30_000)
  writeFileSync(file, '{"failures":0}')
  expect(restart().lockedUntilMs()).toBe(time.wall + 30_000)
  // The wait runs from the moment the damage was seen, not from each look.
  time.wall += 10_000
  expect(restart().lockedUntilMs()).toBe(time.wall + 20_000)
})

test('a clock set back starts the wait again; one set forward does not help while the program runs', () => {
  const { attempts, restart, time, failTimes } = setUp()
  failTimes(6)
  time.wall -= 5_000_000
  expect(restart().lockedUntilMs()).toBe(time.wall + 60_000)
  failTimes(1)
  time.wall += 5_000_000
  expect(attempts.lockedUntilMs()).toBe(time.wall + 120_000)
})

test('the file holds numbers only', () => {
  const { failTimes, file } = setUp()
  failTimes(2)
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).sort()).toEqual([
    'failures',
    'lastAttemptMs',
    'lockedUntilMs',
    'version',
  ])
})
