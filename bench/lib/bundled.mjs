/** Bundles a bench in TypeScript with the program's own modules and runs it under Electron as Node. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inProject } from '../../scripts/setup/project.mjs'
import { electronBinary } from './running-app.mjs'

/** @param name bench/<name>/<name>-bench.ts @returns what it prints, parsed @throws with the end of its messages */
export async function runBundled(name, env = {}) {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', name)
  await build({
    configFile: false,
    root: inProject(),
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'], target: 'node' },
    build: {
      ssr: inProject('bench', name, `${name}-bench.ts`),
      outDir,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: '[name].mjs' } },
    },
  })
  const { status, stdout, stderr } = spawnSync(electronBinary, [join(outDir, `${name}-bench.mjs`)], {
    cwd: inProject(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr.slice(-800)}`)
  return JSON.parse(stdout)
}
