/** A program for vault.test.ts: holds a profile's lock until it is killed. */
import { lockProfile } from '../store/profile-lock'

const lock = lockProfile(process.argv[2] ?? '')
process.stdout.write('held\n')
// Standard input may end at once: only this keeps the process, until it is killed.
setInterval(() => lock, 60_000)
