/**
 * Set-up of each test file: property tests draw from this seed. The same cases every time, so that a failed check tells of
 * the change it checks; `npm run fuzz` goes on to cases that nobody has drawn yet.
 */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.VESALIUS_SEED ?? 1) })
