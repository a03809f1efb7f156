/** `npm run fuzz [-- --minutes 10] [files…]`: the property tests again and again, each round with cases drawn anew. */
import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { runUnitTests } from './check/unit.mjs'
import { prepare } from './setup/prepare.mjs'
import { inProject, main, projectRoot, say } from './setup/project.mjs'

/** Test files that draw their cases. */
const propertyTests = () =>
  readdirSync(inProject('src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.test\.tsx?$/.test(entry.name))
    .map((entry) => relative(projectRoot, `${entry.parentPath}/${entry.name}`))
    .filter((file) => readFileSync(inProject(file), 'utf8').includes("from 'fast-check'"))

await main(async () => {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: 'string', default: '10' } },
    allowPositionals: true,
  })
  const files = positionals.length > 0 ? positionals : propertyTests()
  const { electron } = await prepare({ window: false, build: false })
  const endMs = performance.now() + Number(values.minutes) * 60_000
  // A busy machine is no finding.
  const words = ['--reporter=dot', '--testTimeout=1800000']
  const found = []
  let rounds = 0
  do {
    const seed = randomInt(2 ** 31)
    const [tally] = await runUnitTests({ electron }, { files, seed, words })
    rounds++
    for (const { test, message } of tally.failures) {
      found.push(`VESALIUS_SEED=${seed}  ${test}`)
      say(`${found.at(-1)}\n${message}`)
    }
    if (tally.failed > tally.failures.length) found.push(`VESALIUS_SEED=${seed}  the tests did not run`)
  } while (performance.now() < endMs)
  say(`${rounds} rounds over ${files.length} files, ${found.length} failed\n${found.join('\n')}`)
  return found.length > 0 ? 1 : 0
})
