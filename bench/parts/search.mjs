/** Builds and runs search-bench.ts under Electron as Node. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inProject } from '../../scripts/setup/project.mjs'
import { electronBinary } from '../lib/running-app.mjs'

export async function benchSearch() {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', 'search')
  await build({
    configFile: false,
    root: inProject(),
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'], target: 'node' },
    build: {
      ssr: inProject('bench', 'search', 'search-bench.ts'),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  })
  const { status, stdout, stderr } = spawnSync(electronBinary, [join(outDir, 'search-bench.mjs')], {
    cwd: inProject(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the search ended with ${status}: ${stderr.slice(-800)}`)
  return JSON.parse(stdout)
}
