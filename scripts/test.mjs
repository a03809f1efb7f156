/** `npm test`: everything that CI runs. */
import { check } from './check/check.mjs'
import { main } from './setup/project.mjs'

await main(() => check(process.argv.slice(2)))
