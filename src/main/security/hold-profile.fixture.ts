/** A program for vault.test.ts: holds a profile's lock until it is killed. */
import { lockProfile } from '../store/profile-lock'

const lock = lockProfile(process.argv[2] ?? '')
process.stdout.write('held\n')
process.stdin.resume()
process.once('disconnect', () => lock.release())
