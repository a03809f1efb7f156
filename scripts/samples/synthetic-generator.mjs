/** The generator of computed chests, built from the program's own sources so that a script can run it without Electron. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inProject } from '../setup/project.mjs'

/** @returns {Promise<typeof import('../../src/main/imaging/synthetic/write-samples')>} */
export async function loadGenerator() {
  const sources = inProject('src', 'main', 'imaging', 'synthetic')
  const outDir = inProject('.cache', 'synthetic-generator', contentOf(sources))
  const script = join(outDir, 'write-samples.mjs')
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
        ssr: join(sources, 'write-samples.ts'),
        target: 'node20',
        outDir,
        emptyOutDir: true,
        rollupOptions: { output: { entryFileNames: '[name].mjs' } },
      },
    })
  }
  return await import(pathToFileURL(script).href)
}

function contentOf(folder) {
  const hash = createHash('sha256')
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) hash.update(readFileSync(join(entry.parentPath ?? entry.path, entry.name)))
  }
  return hash.digest('hex').slice(0, 16)
}
