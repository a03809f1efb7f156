import { expect, it } from 'vitest'
import { codecsCheck } from './codecs'
import { databaseCheck, filesCheck } from './storage'

it.each([databaseCheck, filesCheck, codecsCheck])('$name passes in a sound installation', async ({ run }) => {
  expect(Object.keys(await run())).not.toHaveLength(0)
})
