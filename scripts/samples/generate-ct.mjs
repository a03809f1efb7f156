/** Writes a computed CT for tests and measurements: `node scripts/samples/generate-ct.mjs --slices 500 --size 256 --out DIR`. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { main, say, SetupError } from '../setup/project.mjs'
import { loadGenerator } from './synthetic-generator.mjs'

await main(async () => {
  const { values } = parseArgs({
    options: {
      slices: { type: 'string', default: '500' },
      size: { type: 'string', default: '256' },
      seed: { type: 'string', default: '2001' },
      out: { type: 'string' },
    },
  })
  const [slices, size, seed] = [values.slices, values.size, values.seed].map(Number)
  if (!values.out || ![slices, size, seed].every((value) => Number.isInteger(value) && value > 0)) {
    throw new SetupError('usage: generate-ct.mjs --out DIR [--slices 500] [--size 256] [--seed 2001]')
  }
  const { writeSyntheticCt } = await loadGenerator()
  writeSyntheticCt(resolve(values.out), slices, size, seed)
  say(`${slices} slices written.`)
  return 0
})
