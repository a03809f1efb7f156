/** Two starts at once must not install or build over each other: the second waits for the first. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { inProject } from './project.mjs'

export async function oneAtATime(work) {
  mkdirSync(inProject('.cache'), { recursive: true })
  const lock = inProject('.cache', 'setup.lock')
  while (!take(lock)) await pause(200)
  const release = () => rmSync(lock, { force: true })
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!isAlive(lock)) rmSync(lock, { force: true })
    return false
  }
}

/** A lock whose owner has died, by a crash or with its machine, counts for nothing. */
function isAlive(lock) {
  try {
    const owner = Number(readFileSync(lock, 'utf8'))
    // Just created and not yet written.
    if (owner === 0) return true
    process.kill(owner, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
