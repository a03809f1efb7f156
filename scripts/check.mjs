/** `npm run check [-- --only types,lint,unit,e2e]`: all checks, or the named parts. */
import { check } from './check/check.mjs'
import { main } from './setup/project.mjs'

await main(() => check(process.argv.slice(2)))
