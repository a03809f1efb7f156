import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'vite'

const repository = resolve(import.meta.dirname, '../..')

/**
 * Bundles TypeScript entries (workers, programs that a test kills) into one folder of plain modules, as the real build
 * does. The folder lies in the repository, so that native packages are found. Returns it.
 */
export async function buildScripts(entries: Record<string, string>): Promise<string> {
  const name = createHash('sha256')
    .update(JSON.stringify([process.pid, entries]))
    .digest('hex')
    .slice(0, 16)
  const outDir = join(repository, '.cache', 'test-scripts', name)
  mkdirSync(outDir, { recursive: true })
  removeOld(dirname(outDir))
  await build({
    root: repository,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      ssr: true,
      minify: false,
      target: 'node24',
      rolldownOptions: {
        input: entries,
        external: [/^better-sqlite3$/, /^onnxruntime-node$/, /^@cornerstonejs\/codec-/, /^electron$/],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: [/^(?!better-sqlite3$|onnxruntime-node$|electron$|@cornerstonejs\/codec-)/] },
  })
  return outDir
}

/** Other test processes may be using theirs right now; an hour later nobody is. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - modified > 3_600_000) rmSync(path, { recursive: true, force: true })
  }
}
