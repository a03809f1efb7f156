/** Bundles a bench in TypeScript with the program's own modules and runs it under Electron as Node. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inProject } from '../../scripts/setup/project.mjs'
import { electronBinary } from './running-app.mjs'

/**
 * @param name bench/<name>/<name>-bench.ts
 * @param workers threads that it starts, by name: paths in the project; they lie beside it as <name>.mjs
 * @returns what it prints, parsed @throws where it fails; its messages pass through
 */
export async function runBundled(name, { env = {}, workers = {} } = {}) {
  const { build } = await import('vite')
  const outDir = inProject('bench', 'work', name)
  await build({
    configFile: false,
    root: inProject(),
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'electron'], target: 'node' },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      rollupOptions: {
        input: {
          [`${name}-bench`]: inProject('bench', name, `${name}-bench.ts`),
          ...Object.fromEntries(Object.entries(workers).map(([worker, path]) => [worker, inProject(path)])),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  })
  const { status, stdout } = spawnSync(electronBinary, [join(outDir, `${name}-bench.mjs`)], {
    cwd: inProject(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`${name} ended with ${status}`)
  return JSON.parse(stdout)
}
