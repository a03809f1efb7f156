import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { ModelManifest } from './manifest'

/** `vitest -u` writes the file anew after the manifest has changed. */
it('models/manifest.schema.json is the JSON Schema of the manifest', async () => {
  const schema = {
    title: 'Vesalius model manifest',
    ...z.toJSONSchema(ModelManifest, { target: 'draft-2020-12' }),
  }
  const file = join(import.meta.dirname, '../../../../models/manifest.schema.json')
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file)
})
