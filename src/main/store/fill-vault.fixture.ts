/**
 * A program for end-to-end tests: opens the vault of a profile that the program itself made and puts a made-up population
 * for the local check into it. Words: profile folder, password, JSON of the population. Prints the truth as CSV.
 */
import { writeSync } from 'node:fs'
import { AppException } from '../../shared/result'
import { type CheckPopulation, fillLocalCheck, truthCsv } from '../../test-support/fill-local-check'
import { noKeyring } from '../security/keyring'
import { Vault } from '../security/vault'
import { openWritable } from './open-database'

const [profileDir = '', password = '', population = '{"images":0}'] = process.argv.slice(2)

const vault = new Vault(profileDir, {
  keyring: () => Promise.resolve(noKeyring),
  startWorkers: (folder, keys) => {
    const db = openWritable(folder, keys.database)
    try {
      const made = fillLocalCheck(db, JSON.parse(population) as CheckPopulation)
      writeSync(1, `${truthCsv(made)}\n`)
    } finally {
      db.close()
    }
    // Nobody reads from this vault: that it cannot be opened further is the end of the program.
    return Promise.reject(new AppException('CANCELLED', 'The vault is filled.'))
  },
})

const answer = await vault.unlock(password)
if (answer.ok || answer.error.code !== 'CANCELLED') {
  writeSync(2, `${JSON.stringify(answer)}\n`)
  process.exitCode = 1
}
