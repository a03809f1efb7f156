/** The generator of computed chests, built from the program's own sources so that a script can run it without Electron. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, parse } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inProject } from '../setup/project.mjs'

const synthetic = inProject('src', 'main', 'imaging', 'synthetic')
const synthesis = inProject('src', 'main', 'synthesis')

/** @returns {Promise<typeof import('../../src/main/imaging/synthetic/write-samples')>} */
export const loadGenerator = () =>
  loadBuilt('synthetic-generator', join(synthetic, 'write-samples.ts'), [synthetic])

/** @returns {Promise<typeof import('../../src/main/synthesis/write-sample-children')>} */
export const loadChildrenWriter = () =>
  loadBuilt('sample-children', join(synthesis, 'write-sample-children.ts'), [synthetic, synthesis])

/** @param {string[]} sources folders that the build depends on */
async function loadBuilt(name, entry, sources) {
  const outDir = inProject('.cache', name, contentOf(sources))
  const script = join(outDir, `${parse(entry).name}.mjs`)
  if (!existsSync(script)) {
    // Not loaded where nothing is to be built.
    const { build } = await import('vite')
    await build({
      configFile: false,
      root: inProject(),
      logLevel: 'error',
      // dcmjs is bundled: its package declares an entry that Node cannot load as a module.
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: entry,
        target: 'node20',
        outDir,
        emptyOutDir: true,
        rollupOptions: { output: { entryFileNames: '[name].mjs' } },
      },
    })
  }
  return await import(pathToFileURL(script).href)
}

function contentOf(folders) {
  const hash = createHash('sha256')
  for (const folder of folders) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath ?? entry.path, entry.name)))
    }
  }
  return hash.digest('hex').slice(0, 16)
}
